from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from core import audit, clock
from courses.models import Batch, CoursePage, Enrolment, Topic
from quizzes.bands import Band
from quizzes.choices import EventKind, GapKind, LatePolicy, Marking, MediaPlace, QuestionType, ToleranceKind
from quizzes.models import (
    Accommodation,
    Attempt,
    AttemptEvent,
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
from quizzes.timing import Allowance, Window, deadline_for, hard_close_for

if TYPE_CHECKING:
    from members.models import User

# What somebody who is writing keeps where own rules take time back.
LEAST_LEFT = timedelta(minutes=5)


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


@transaction.atomic
def grant_accommodation(
    *, quiz: QuizPage, enrolment: Enrolment, allowance: Allowance, reason: str, by: User | None
) -> Accommodation:
    """Give one participant more; an attempt that is open gets its new deadline at once.

    What an organiser gave on the day beside it stays: the deadline moves by the difference between the rules.
    """
    # Held, so that a second tap on the first rules of a person finds them made and does not give the minutes twice.
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    given = Accommodation.objects.filter(quiz=quiz, enrolment=enrolment).first()
    before = given.allowance if given else Allowance()
    accommodation, _created = Accommodation.objects.update_or_create(
        quiz=quiz,
        enrolment=enrolment,
        defaults={**vars(allowance), "reason": reason, "given_by": by},
    )
    audit.record(
        action="accommodation.granted",
        actor=by,
        subject=f"enrolment:{enrolment.uid}",
        data={
            "quiz": str(quiz.uid),
            "factor": str(allowance.factor),
            "extra_minutes": allowance.extra_minutes,
            "extra_attempts": allowance.extra_attempts,
            "no_timer": allowance.no_timer,
        },
    )
    schedule = QuizSchedule.objects.filter(quiz=quiz, batch=enrolment.batch_id).first()
    now = clock.now()
    for attempt in Attempt.objects.select_for_update(of=("self",)).open().filter(quiz=quiz, enrolment=enrolment):
        if attempt.is_closed_at(now):
            continue  # the clock has ended it, whether or not anybody has read it since
        _move(attempt, schedule, before, allowance, by)
    return accommodation


def _move(
    attempt: Attempt, schedule: QuizSchedule | None, was_allowed: Allowance, allowed: Allowance, by: User | None
) -> None:
    by_rule, by_old_rule = (_deadline(attempt, schedule, allowance) for allowance in (allowed, was_allowed))
    before = attempt.deadline_at
    if before is None or by_rule is None or by_old_rule is None:
        attempt.deadline_at = by_rule
    else:
        attempt.deadline_at = before + (by_rule - by_old_rule)
    if attempt.deadline_at is not None and (before is None or attempt.deadline_at < before):
        least = clock.now() + LEAST_LEFT
        attempt.deadline_at = max(attempt.deadline_at, min(before, least) if before else least)
    if attempt.deadline_at == before:
        return
    attempt.hard_close_at = hard_close_for(attempt.deadline_at, settings.QUIZ_GRACE_SECONDS)
    until = attempt.deadline_at.isoformat() if attempt.deadline_at else None
    said = {"kind": "accommodated", "at": clock.now().isoformat(), "reason": "", "to": until}
    attempt.interventions = [*attempt.interventions, said]
    attempt.save(update_fields=["deadline_at", "hard_close_at", "interventions"])
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=EventKind.EXTENDED,
        actor=by,
        data={
            "from": before.isoformat() if before else None,
            "to": until,
        },
    )


def _deadline(attempt: Attempt, schedule: QuizSchedule | None, allowance: Allowance) -> datetime | None:
    policies = attempt.version.policies
    return deadline_for(
        started_at=attempt.started_at,
        limit_minutes=policies.time_limit_minutes,
        policy=LatePolicy(schedule.late_policy) if schedule and schedule.late_policy else policies.late_policy,
        window=schedule.window if schedule else Window(attempt.started_at, None),
        allowance=allowance,
    )
