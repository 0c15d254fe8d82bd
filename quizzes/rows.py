"""The rows in which a bank keeps a question, before they are saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.errors import QuizError


class NotStorableError(QuizError):
    """The bank has no place for this question yet; its text says so to whoever brought it."""


@dataclass
class Rows:
    """Fields of the question, and its options, gaps, pictures and sounds in their order; `remarks` are sentences about
    what was left out."""

    fields: dict[str, Any]
    options: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def percent_to_keep(share: Decimal) -> Decimal:
    """With the five decimals of its column, which holds less than ten times the marks."""
    percent = share * 100
    if abs(share) >= 10:
        raise NotStorableError(
            _("A share of %(share)s %% is out of range: it lies between −100 and 100.") % {"share": f"{percent:f}"}
        )
    return percent.quantize(Decimal("0.00001"))
