"""Frozen facts in, a paper out: which words stand on it, and in which size."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.translation import gettext as _

from certificates import typography, wording
from certificates.choices import CertificateKind
from certificates.drawing import RenderingError, RenderingUnavailableError, draw, slow_because, unavailable_because
from certificates.facts import Facts
from certificates.qr import qr_data_url

__all__ = [
    "RenderingError",
    "RenderingUnavailableError",
    "name_findings",
    "paper_css",
    "paper_html",
    "render",
    "slow_because",
    "unavailable_because",
]

PRESETS = ("formal",)
INTERNAL_SIGNATURE = "ditandatangani secara elektronik internal"


def render(facts: Facts, content: dict[str, Any], *, credential: bytes = b"") -> bytes:
    """The unsigned document. Same facts and content of a template revision, same page; `credential` goes with it as a
    file.

    Raises RenderingError rather than draw half of it.
    """
    html = paper_html(facts, content, qr_data_url(facts.verify_url))
    return draw(html, paper_css(content), day=facts.issued_on, credential=credential).pdf


def paper_html(facts: Facts, content: dict[str, Any], qr: str) -> str:
    """Everything that tells one paper of a template revision from another; `qr` is the address of its QR picture."""
    preset = _preset(content)
    return str(_template(preset).render(Context({**_paper(facts), "qr": qr}, use_l10n=False)))


def paper_css(content: dict[str, Any]) -> str:
    return _css(_preset(content))


def _preset(content: dict[str, Any]) -> str:
    preset = content.get("preset")
    if preset not in PRESETS:
        raise RenderingError(_("The template %(preset)s is unknown.") % {"preset": preset})
    return str(preset)


def name_findings(name: str) -> list[str]:
    """What keeps this name from the paper, in words; nothing can be told while the fonts are missing."""
    if not name.strip():
        return [_("The holder has no name.")]
    if typography.missing_fonts():
        return []
    findings = []
    if missing := typography.missing_letters(name):
        findings.append(_("The font lacks the letters: %(letters)s") % {"letters": " ".join(missing)})
    if typography.name_layout(name) is None:
        findings.append(_("The name is too long for the box."))
    return findings


def _paper(facts: Facts) -> dict[str, Any]:
    """The template's variables: sentences, sizes and rows, all from the frozen facts."""
    period = wording.period_words(facts.starts_on, facts.ends_on)
    place = f"{facts.issued_at_place}, {wording.date_words(facts.issued_on)}"
    name = facts.holder.full_name
    rows = len(facts.sessions)
    layout = typography.name_layout(name)
    if layout is None:
        raise RenderingError(_("The name is too long for the box."))
    return {
        "facts": facts,
        "title": f"Sertifikat {facts.number}: {name}",
        "description": f"{facts.course}, {period}",
        "created": facts.issued_on.isoformat(),
        "heading": "PIAGAM" if facts.kind == CertificateKind.AWARD else "SERTIFIKAT",
        "name_size": layout[0],
        "name_lines": layout[1],
        "course_size": typography.fitting_size(facts.course, typography.SERIF_BOLD, typography.COURSE_SIZES),
        "identity": _identity(facts),
        "sentence": _sentence(facts),
        "where": f"di {facts.venue} pada tanggal {period}, "
        f"sebanyak {wording.jp_words(facts.total_jp)} jam pelajaran (JP)",
        "period": period,
        "wording": f"Dokumen ini {INTERNAL_SIGNATURE}. Keasliannya dapat diperiksa dengan memindai kode QR.",
        "signed": INTERNAL_SIGNATURE,
        "foot_class": ("several many" if len(facts.signatories) > 2 else "several")
        if len(facts.signatories) > 1
        else "",
        "signatories": [
            {
                "facts": row,
                "number": wording.grouped_number(row.number),
                "place": place if position == len(facts.signatories) - 1 else "\u00a0",
            }
            for position, row in enumerate(facts.signatories)
        ],
        "rows": [
            {
                "day": wording.date_words(row.day),
                "subject": row.subject,
                "speaker": row.speaker,
                "jp": wording.jp_words(row.jp),
            }
            for row in facts.sessions
        ],
        "table_class": "" if rows <= 9 else "tight" if rows <= 16 else "tightest",
        "total": wording.jp_words(facts.total_jp),
    }


def _identity(facts: Facts) -> list[str]:
    holder = facts.holder
    label = {"nip": "NIP", "ni_pppk": "NI PPPK"}.get(holder.number_kind, "")
    number = f"{label} {wording.grouped_number(holder.number)}" if label else ""
    first = " · ".join(part for part in (number, holder.rank) if part)
    second = ", ".join(part for part in (holder.position, holder.office) if part)
    return [line for line in (first, second) if line]


def _sentence(facts: Facts) -> str:
    if facts.kind == CertificateKind.SPEAKER:
        return "atas perannya sebagai narasumber pada"
    if facts.kind == CertificateKind.COMMITTEE:
        return "atas perannya sebagai panitia pada"
    if facts.passed:
        return "telah mengikuti dan dinyatakan lulus"
    return "telah mengikuti"


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(Path(settings.BASE_DIR) / "templates")], autoescape=True)


@lru_cache(maxsize=len(PRESETS))
def _template(preset: str) -> Any:
    return _engine().get_template(f"certificates/paper/{preset}.html")


@lru_cache(maxsize=len(PRESETS))
def _css(preset: str) -> str:
    return str(_engine().get_template(f"certificates/paper/{preset}.css").render(Context()))
