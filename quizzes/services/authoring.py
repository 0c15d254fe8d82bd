from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import audit
from courses.models import Batch, CoursePage, Topic
from quizzes.bands import Band
from quizzes.choices import GapKind, LatePolicy, Marking, MediaPlace, QuestionType, ToleranceKind
from quizzes.models import (
    Question,
    QuestionAttachment,
    QuestionBank,
    QuestionCriterion,
    QuestionGap,
    QuestionMedia,
    QuestionOption,
    QuizPage,
    QuizSchedule,
    QuizSlot,
    ScoreBand,
)

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True)
class NewOption:
    text: str
    is_right: bool = False
    stays_last: bool = False
    feedback: str = ""
    fraction: Decimal | None = None
    match: str = ""
    tolerance: Decimal | None = None
    tolerance_kind: ToleranceKind = ToleranceKind.ABSOLUTE
    media: QuestionMedia | None = None
    media_alt: str = ""


@dataclass(frozen=True)
class NewAttachment:
    """A picture or sound of the question, below its text or where the text says `[gambar 1]`."""

    media: QuestionMedia
    alt: str = ""
    is_decoration: bool = False
    place: MediaPlace = MediaPlace.QUESTION


@dataclass(frozen=True)
class NewGap:
    """`answers`: one in each line; of a choice the first is right."""

    answers: str
    kind: GapKind = GapKind.SHORT_TEXT
    tolerance: Decimal | None = None
    weight: Decimal = Decimal(1)
    feedback: str = ""


@dataclass(frozen=True)
class NewCriterion:
    """`levels`: one in each line, points first: “2 = names the source”."""

    title: str
    levels: str


@transaction.atomic
def add_question(
    *,
    bank: QuestionBank,
    stem: str,
    type: QuestionType = QuestionType.SINGLE,
    options: Sequence[NewOption] = (),
    statement_is_true: bool = True,
    marking: Marking = Marking.ALL_OR_NOTHING,
    feedback: str = "",
    topic: Topic | None = None,
    shuffle: bool = True,
    gaps: Sequence[NewGap] = (),
    attachments: Sequence[NewAttachment] = (),
    criteria: Sequence[NewCriterion] = (),
    **fields: Any,
) -> Question:
    """A question in its bank, with options in the order given. It may be unfinished; publishing a test checks it.

    `fields`: what only some kinds have, such as units, or whether capitals matter.
    """
    question = Question(
        bank=bank,
        type=type,
        stem=stem,
        statement_is_true=statement_is_true,
        marking=marking,
        feedback=feedback,
        topic=topic,
        shuffle=shuffle,
        **fields,
    )
    question.options.set([QuestionOption(sort_order=at, **vars(option)) for at, option in enumerate(options)])
    question.gaps.set([QuestionGap(sort_order=at, **vars(gap)) for at, gap in enumerate(gaps)])
    question.attachments.set([QuestionAttachment(sort_order=at, **vars(row)) for at, row in enumerate(attachments)])
    question.criteria.set([QuestionCriterion(sort_order=at, **vars(row)) for at, row in enumerate(criteria)])
    question.save()
    return question


@transaction.atomic
def add_quiz(
    *,
    course: CoursePage,
    title: str,
    questions: Sequence[Question],
    marks: Sequence[Decimal] | None = None,
    rows: Sequence[QuizSlot] = (),
    bands: Sequence[Band] = (),
    publish: bool = True,
    by: User | None = None,
    **fields: Any,
) -> QuizPage:
    """A test beneath its course with these questions, published unless told otherwise; `fields` are its rules.

    `rows` instead of `questions`: sections, draws and questions in their order.
    """
    page = QuizPage(title=title, live=False, owner=by, **fields)
    worth = marks or [Decimal(1)] * len(questions)
    plain = [QuizSlot(question=question, marks=mark) for question, mark in zip(questions, worth, strict=True)]
    every = [*plain, *rows]
    for place, row in enumerate(every):
        row.sort_order = place
    page.slots = every
    page.bands = [ScoreBand(sort_order=place, **vars(band)) for place, band in enumerate(bands)]
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)  # the tree wants a fresh parent
    revision = page.save_revision(user=by)
    if publish:
        revision.publish(user=by)
        page.refresh_from_db()
    return page


@transaction.atomic
def schedule_quiz(
    *,
    quiz: QuizPage,
    batch: Batch,
    opens_at: datetime,
    closes_at: datetime | None = None,
    room_code: str = "",
    late_policy: LatePolicy | str = "",
    by: User | None = None,
) -> QuizSchedule:
    """Set or change when a batch may sit a test. Attempts that have begun keep their deadlines."""
    schedule, _created = QuizSchedule.objects.update_or_create(
        quiz=quiz,
        batch=batch,
        defaults={
            "opens_at": opens_at,
            "closes_at": closes_at,
            "room_code": room_code,
            "late_policy": late_policy,
        },
    )
    schedule.full_clean()
    audit.record(
        action="quiz.scheduled",
        actor=by,
        subject=f"quiz:{quiz.uid}",
        data={
            "batch": batch.code,
            "opens": opens_at.isoformat(),
            "closes": closes_at.isoformat() if closes_at else None,
        },
    )
    return schedule
