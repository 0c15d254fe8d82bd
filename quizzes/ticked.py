"""Ticks in an author's form that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType

if TYPE_CHECKING:
    from quizzes.models import Question


def contradictory_marks(question: Question) -> list[str]:
    """A share beside a second tick takes nothing back: whoever reads the form sees two right options."""
    if question.type != QuestionType.SINGLE or sum(row.is_right for row in question.options.all()) < 2:
        return []
    return [_("More than one option is marked as right; choose the kind “several right answers”, or mark one.")]
