"""The kinds of messages that tests send."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from members.choices import MessageCategory
from members.message_kinds import register_message_kind

TEST = "Post-test: menangkal hoaks"
RESULT = "https://dermaga.example.go.id/attempts/0190/result/"


def register_message_kinds() -> None:
    register_message_kind(
        "result_published",
        category=MessageCategory.RESULT,
        label=_("Results of a test are published"),
        sample={"name": "Budi Santoso", "test": TEST, "url": RESULT},
    )
    register_message_kind(
        "marks_corrected",
        category=MessageCategory.RESULT,
        label=_("The marks of a question were corrected"),
        sample={
            "name": "Budi Santoso",
            "test": TEST,
            "number": 4,
            "reason": "Kunci jawabannya keliru.",
            "shows": True,
            "old": Decimal(70),
            "new": Decimal(80),
            "passes": True,
            "url": RESULT,
        },
    )
    register_message_kind(
        "third_marker_wanted",
        category=MessageCategory.TASK,
        label=_("A third marker is wanted"),
        sample={"test": TEST, "link": "https://dermaga.example.go.id/marking/0190/"},
    )
