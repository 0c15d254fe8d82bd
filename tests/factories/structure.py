"""Tests with sections and draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from courses.models import CoursePage, Enrolment, Topic
from quizzes.choices import RowKind
from quizzes.models import Question, QuestionBank, QuizPage, QuizSlot
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.quizzes import make_quiz, open_for


def section(title: str, introduction: str = "") -> QuizSlot:
    return QuizSlot(kind=RowKind.SECTION, title=title, introduction=introduction)


def fixed(question: Question, marks: int = 1) -> QuizSlot:
    return QuizSlot(kind=RowKind.QUESTION, question=question, marks=marks)


def draw(bank: QuestionBank, count: int, topics: dict[Topic, str] | None = None, marks: int = 1) -> QuizSlot:
    """`topics` with their shares in percent."""
    shares = [{"topic": topic.pk, "percent": percent} for topic, percent in (topics or {}).items()]
    return QuizSlot(kind=RowKind.DRAW, bank=bank, count=count, topics=shares, marks=marks)


def make_structured(course: CoursePage, rows: Sequence[QuizSlot], *, publish: bool = True, **fields: Any) -> QuizPage:
    """A test of these rows."""
    page = make_quiz(course, questions=[], publish=False, **fields)
    for place, row in enumerate(rows):
        row.sort_order = place
    page.slots = list(rows)
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def make_structured_sitting(
    rows: Sequence[QuizSlot], course: CoursePage | None = None, **fields: Any
) -> tuple[QuizPage, Enrolment]:
    batch = make_batch(course) if course else make_batch()
    quiz = make_structured(batch.course, rows, **fields)
    open_for(quiz, batch)
    return quiz, make_enrolment(batch)
