"""The kinds of messages that certificates send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from members.choices import MessageCategory
from members.message_kinds import register_message_kind

PAPER = {
    "name": "Budi Santoso, S.Sos.",
    "course": "Bimtek Social Media Response Team",
    "number": "012/SMRT/IX/2020",
    "url": "https://dermaga.example.go.id/certificates/0190/",
}


def register_message_kinds() -> None:
    register_message_kind(
        "certificate_issued",
        category=MessageCategory.CERTIFICATE,
        label=_("A certificate is issued"),
        sample={
            **PAPER,
            "edition": 1,
            "attached": True,
            "verify_url": "https://dermaga.example.go.id/v/CONTOH",
        },
    )
    register_message_kind(
        "correction_answered",
        category=MessageCategory.CERTIFICATE,
        label=_("A request for correction is answered"),
        sample={**PAPER, "accepted": False, "new_number": "", "answer": "Jabatan itu sesuai dengan surat tugas."},
        editable=False,
    )
    register_message_kind(
        "correction_asked",
        category=MessageCategory.TASK,
        label=_("A correction of a certificate is asked for"),
        sample={name: PAPER[name] for name in ("number", "course", "url")},
    )
