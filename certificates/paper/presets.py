"""The designs that are shipped: where a new template starts. What was drawn before contents had versions, too. Pure."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from certificates.paper.content import Design, Sentence

WHERE_AND_HOW_LONG = "di {venue} pada tanggal {period}, sebanyak {total_jp} jam pelajaran (JP)"
WHERE = "di {venue} pada tanggal {period}"
WHERE_AND_HOW_MANY = f"{WHERE}, dengan {{completed}} peserta yang menyelesaikan kegiatan"

FORMAL = Design(
    preset="formal",
    heading="SERTIFIKAT",
    award_heading="PIAGAM",
    sentences={
        "passed": Sentence("telah mengikuti dan dinyatakan lulus", WHERE_AND_HOW_LONG),
        "attended": Sentence("telah mengikuti", WHERE_AND_HOW_LONG),
        "speaker": Sentence("atas perannya sebagai {role} pada", WHERE_AND_HOW_LONG),
        "committee": Sentence("atas perannya sebagai {role} pada", WHERE_AND_HOW_LONG),
        "office": Sentence("atas dukungan dan keikutsertaannya pada", WHERE_AND_HOW_MANY),
        "award": Sentence("atas prestasi dan pengabdiannya pada", WHERE),
    },
)

AWARD = Design(
    preset="award",
    heading="PIAGAM PENGHARGAAN",
    award_heading="",
    given="dengan bangga diberikan kepada",
    arrangement="centred",
    reverse=False,
    sentences={
        "passed": Sentence("atas kelulusannya dalam", WHERE),
        "attended": Sentence("atas keikutsertaannya dalam", WHERE),
        "speaker": Sentence("atas ilmu dan pengalaman yang dibagikan sebagai {role} dalam", WHERE),
        "committee": Sentence("atas kerja dan pengabdiannya sebagai {role}", WHERE),
        "office": Sentence("atas dukungan dan keikutsertaannya dalam", WHERE_AND_HOW_MANY),
        "award": Sentence("atas prestasi dan pengabdiannya dalam", WHERE),
    },
)

PRESET_DESIGNS = {"formal": FORMAL, "award": AWARD}
PRESET_CHOICES = (
    ("formal", _("formal: a certificate with its sessions on the reverse")),
    ("award", _("award (piagam): one page to be framed")),
)

# {"preset": "formal"}: papers that were reserved or issued then are drawn as they were.
BEFORE_VERSIONS = replace(FORMAL, version=0)
