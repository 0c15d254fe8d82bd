"""How a number was understood, said back to who wrote it. From the paper alone: it tells nothing of the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import is_blank
from quizzes.items.numbers import Reading, read_number, shown
from quizzes.items.numeric import DECORATION, UnitRule
from quizzes.paper import PaperQuestion

if TYPE_CHECKING:
    from quizzes.services import Incoming


def reading_of(question: PaperQuestion, value: list[str]) -> str:
    """A sentence; empty for a blank and for other kinds of questions."""
    if question.type != QuestionType.NUMERIC or is_blank(value):
        return ""
    read = read_number(" ".join(value))
    if read is None:
        return _("This cannot be read as a number. Write it like 1.500,25.")
    if read.unit not in DECORATION and question.body["unit_rule"] == UnitRule.NONE:
        return _("Write the number alone, without “%(unit)s”.") % {"unit": read.unit}
    return _("Read as %(number)s.") % {"number": in_words(read)}


def readings_of(questions: Mapping[int, PaperQuestion], answers: Mapping[int, Incoming]) -> dict[int, str]:
    """Of the numbers among answers that arrive."""
    numbers = [slot for slot in answers if slot in questions and questions[slot].type == QuestionType.NUMERIC]
    return {slot: reading_of(questions[slot], answers[slot].value) for slot in numbers}


def in_words(read: Reading) -> str:
    number = shown(read.value)
    return f"{read.unit} {number}" if read.unit == "Rp" else f"{number} {read.unit}".strip()
