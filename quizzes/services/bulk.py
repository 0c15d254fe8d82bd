"""Many finished attempts at once, for demo data and imports at scale: the rows that the services write one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from itertools import islice

from django.conf import settings
from django.db import transaction

from core.identifiers import readable_code
from core.models import AuditEntry
from courses.models import Enrolment, RequirementResult
from quizzes.choices import AttemptKind, AttemptState
from quizzes.grading import MarkedItem, points_of
from quizzes.items import Item, item_from_parts
from quizzes.items.fractions import FIVE_DECIMALS, ONE, ZERO
from quizzes.layout import new_seed
from quizzes.models import Answer, Attempt, Mark, QuizVersion
from quizzes.models.attempt import layout_to_json
from quizzes.paper import Paper
from quizzes.policies import Policies
from quizzes.services.recording import requirement_key, target_for
from quizzes.services.scoring import audit_facts
from quizzes.timing import Allowance, Window, deadline_for, hard_close_for


@dataclass(frozen=True)
class PastAttempt:
    """A first attempt that somebody sat: `answers` by slot; what was not drawn is left out. The enrolment comes with
    its member."""

    enrolment: Enrolment
    answers: Mapping[int, Sequence[str]]
    started_at: datetime
    submitted_at: datetime


@dataclass(frozen=True)
class _Sheet:
    """What all attempts at one version share, read once."""

    version: QuizVersion
    paper: Paper
    policies: Policies
    items: Mapping[int, Item]
    window: Window


def write_attempts(
    *, version: QuizVersion, window: Window, attempts: Iterable[PastAttempt], chunk: int = 500
) -> list[Attempt]:
    """Attempts, answers, marks, trail and the course's results, marked as ever; completion is left to the caller.

    For enrolments without an attempt at this test. Instead of jobs that were done, only their outcome is written.
    """
    paper = version.paper
    items = {row["slot"]: item_from_parts(row, version.key[str(row["slot"])]) for row in version.body["questions"]}
    sheet = _Sheet(version, paper, version.policies, items, window)
    target = target_for(version)
    rows, written = iter(attempts), []
    while some := list(islice(rows, chunk)):
        with transaction.atomic():
            made = Attempt.objects.bulk_create([_attempt(sheet, past) for past in some])
            Answer.objects.bulk_create(
                Answer(attempt=attempt, slot=slot, rev=1, value=list(value), saved_at=past.submitted_at)
                for attempt, past in zip(made, some, strict=True)
                for slot, value in past.answers.items()
                if slot in _slots(attempt)
            )
            Mark.objects.bulk_create(
                Mark(attempt=attempt, slot=item.slot, fraction=item.fraction, made_at=past.submitted_at)
                for attempt, past in zip(made, some, strict=True)
                for item in _marked(sheet, past, attempt)
            )
            AuditEntry.objects.bulk_create(
                AuditEntry(
                    at=past.submitted_at,
                    action="attempt.graded",
                    actor_id=past.enrolment.member_id,
                    actor_name=past.enrolment.member.get_username(),
                    subject=f"attempt:{attempt.uid}",
                    data=audit_facts(attempt),
                )
                for attempt, past in zip(made, some, strict=True)
            )
            RequirementResult.objects.bulk_create(
                RequirementResult(
                    enrolment=past.enrolment,
                    key=requirement_key(version.quiz_id),
                    is_test=True,
                    met=_unrounded(attempt) >= target,
                    value=_unrounded(attempt).quantize(FIVE_DECIMALS, rounding=ROUND_DOWN),
                    target=target,
                    recorded_at=past.submitted_at,
                )
                for attempt, past in zip(made, some, strict=True)
            )
        written += made
    return written


def _slots(attempt: Attempt) -> list[int]:
    return sorted(row["slot"] for row in attempt.layout)


def _marked(sheet: _Sheet, past: PastAttempt, attempt: Attempt) -> list[MarkedItem]:
    return [
        MarkedItem(slot, item.mark(past.answers.get(slot)).fraction or ZERO, item.marks)
        for slot, item in ((slot, sheet.items[slot]) for slot in _slots(attempt))
    ]


def _unrounded(attempt: Attempt) -> Decimal:
    return (attempt.points or ZERO) * 100 / (attempt.max_points or ONE)


def _attempt(sheet: _Sheet, past: PastAttempt) -> Attempt:
    seed, policies = new_seed(), sheet.policies
    deadline = deadline_for(
        started_at=past.started_at,
        limit_minutes=policies.time_limit_minutes,
        policy=policies.late_policy,
        window=sheet.window,
        allowance=Allowance(),
    )
    places = sheet.paper.lay_out(
        seed,
        shuffle_questions=policies.shuffle_questions,
        shuffle_options=policies.shuffle_options,
    )
    attempt = Attempt(
        quiz_id=sheet.version.quiz_id,
        version=sheet.version,
        enrolment=past.enrolment,
        kind=AttemptKind.COUNTED,
        number=1,
        seed=seed,
        layout=layout_to_json(places),
        state=AttemptState.GRADED,
        max_points=sheet.version.max_points,
        receipt=readable_code(),
        started_at=past.started_at,
        deadline_at=deadline,
        hard_close_at=hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS),
        submitted_at=past.submitted_at,
        recorded_at=past.submitted_at,
    )
    attempt.points = points_of(_marked(sheet, past, attempt))
    return attempt
