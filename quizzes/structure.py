"""From the rows of a test as its author ordered them to sections and draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.authored import is_ready
from quizzes.choices import RowKind
from quizzes.plan import apportion, missing_from

if TYPE_CHECKING:
    from quizzes.models import Question, QuestionBank, QuizPage, QuizSlot

MOST_DRAWABLE = 500


@dataclass
class DraftPot:
    """`row`: the number of its row, as its author counts questions and draws. `name`: the topic of a draw by topic."""

    row: int
    marks: Decimal
    questions: list[Question]
    take: int
    is_draw: bool = False
    name: str = ""


@dataclass
class DraftSection:
    title: str = ""
    introduction: str = ""
    pots: list[DraftPot] = field(default_factory=list)


@dataclass
class Structure:
    """`left_out`: questions of banks that are not finished, and so are never drawn."""

    sections: list[DraftSection]
    left_out: list[Question]
    problems: list[str]

    @property
    def pots(self) -> list[DraftPot]:
        return [pot for section in self.sections for pot in section.pots]

    @property
    def fixed(self) -> Iterator[tuple[int, Question]]:
        return ((pot.row, pot.questions[0]) for pot in self.pots if not pot.is_draw)

    @property
    def question_count(self) -> int:
        return sum(pot.take for pot in self.pots)

    @property
    def marks(self) -> Decimal:
        return sum((pot.take * pot.marks for pot in self.pots), Decimal(0))


def structure_of(page: QuizPage) -> Structure:
    """Reads banks as they are now: what they hold at publishing is frozen, and what comes later is not drawn."""
    rows = sorted(page.slots.all(), key=lambda row: row.sort_order or 0)
    fixed = {row.question_id for row in rows if row.kind == RowKind.QUESTION}
    every = apps.get_model("quizzes.Question").objects.with_parts().select_related("topic")
    questions = every.in_bulk(fixed - {None})
    made = Structure([DraftSection()], [], [])
    number = 0
    for row in rows:
        if row.kind == RowKind.SECTION:
            made.sections.append(DraftSection(row.title, row.introduction))
            continue
        number += 1
        if row.kind == RowKind.QUESTION and row.question_id in questions:
            made.sections[-1].pots.append(DraftPot(number, Decimal(row.marks), [questions[row.question_id]], 1))
        elif row.kind == RowKind.DRAW and row.bank is not None and row.count:
            made.sections[-1].pots += _pots_of(row, row.bank, row.count, number, fixed, made)
    made.problems += _problems_of_sections(made)
    made.problems += _shortages(made.pots)
    made.sections = [section for section in made.sections if section.pots]
    return made


def _pots_of(
    row: QuizSlot, bank: QuestionBank, count: int, number: int, fixed: set[int | None], made: Structure
) -> list[DraftPot]:
    on_offer = apps.get_model("quizzes.Question").objects.on_offer().filter(bank=bank)
    every = on_offer.with_parts().select_related("topic").order_by("pk")
    free = []
    for question in every:
        if question.pk in fixed:
            continue
        if is_ready(question):
            free.append(question)
        elif question not in made.left_out:
            made.left_out.append(question)
    marks = Decimal(row.marks)
    if not row.topics:
        return [DraftPot(number, marks, free, count, is_draw=True)]
    shares = [Decimal(share["percent"]) if share.get("percent") else None for share in row.topics]
    if any(shares) and (None in shares or sum(share or 0 for share in shares) != 100):
        text = _("Draw in row %(number)d: the shares of the topics must add up to 100 %%, or be left empty throughout.")
        made.problems.append(text % {"number": number})
    parts = apportion(count, [share or Decimal(not any(shares)) for share in shares])
    pots = []
    for share, take in zip(row.topics, parts, strict=True):
        of_topic = [question for question in free if question.topic_id == share["topic"]]
        name = next((str(question.topic) for question in of_topic), share.get("name", ""))
        pots.append(DraftPot(number, marks, of_topic, take, is_draw=True, name=name))
    return [pot for pot in pots if pot.take]


def _problems_of_sections(made: Structure) -> list[str]:
    untitled = [section for section in made.sections[1:] if section.pots and not section.title.strip()]
    empty = [section for section in made.sections[1:] if not section.pots]
    found = [_("A section has no title.")] if untitled else []
    return found + [
        _("The section “%(title)s” has no questions.") % {"title": section.title or "–"} for section in empty
    ]


def _shortages(pots: list[DraftPot]) -> list[str]:
    """What would be missing at a start, told before anybody can start."""
    lacks = missing_from([(frozenset(str(question.uid) for question in pot.questions), pot.take) for pot in pots])
    found = []
    for pot, lack in zip(pots, lacks, strict=True):
        if not lack:
            continue
        words = {"row": pot.row, "take": pot.take, "there": pot.take - lack, "topic": pot.name}
        if pot.name:
            text = _(
                "Draw in row %(row)d: %(take)d questions of the topic “%(topic)s” are to be drawn, but only %(there)d"
                " are there. Write more, or draw fewer."
            )
        else:
            text = _(
                "Draw in row %(row)d: %(take)d questions are to be drawn, but only %(there)d are there. Write more, or"
                " draw fewer."
            )
        found.append(text % words)
    if (drawable := sum(len(pot.questions) for pot in pots)) > MOST_DRAWABLE:
        text = ngettext(
            "All draws together choose from %(number)d question; more than %(most)d make each page slow.",
            "All draws together choose from %(number)d questions; more than %(most)d make each page slow.",
            drawable,
        )
        found.append(text % {"number": drawable, "most": MOST_DRAWABLE})
    return found
