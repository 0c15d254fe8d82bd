"""What an organiser may do to attempts on the day, always with a reason that the participant reads.

The reason stands on the attempt alone, from where an erasure can take it; events and the trail keep facts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import audit, clock
from core.services import submit_job
from courses.rules import may_run_batch
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Answer, Attempt, AttemptEvent, LateAnswer
from quizzes.services.closing import close_overdue_attempt
from quizzes.services.scoring import RECORD_RESULT, mark_attempt, result_job_key
from quizzes.timing import hard_close_for

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models import QuizSchedule

MOST_MINUTES = 600
LONGEST_REASON = 300


@transaction.atomic
def extend_attempt(*, attempt_uid: UUID, minutes: int, reason: str, by: User, once: str) -> Attempt:
    """Move the deadline of an attempt that is being written. The same `once` again changes nothing."""
    reason = checked_reason(reason, minutes)
    attempt = held_attempt(attempt_uid, by)
    if not _was_done(attempt, once):
        _refuse_unless_written(attempt)
        if attempt.deadline_at is None:
            raise InterventionRefusedError(_("This attempt has no time limit."))
        _extend(attempt, minutes, reason, by, once)
    return attempt


@transaction.atomic
def extend_open_attempts(*, schedule: QuizSchedule, minutes: int, reason: str, by: User, once: str) -> int:
    """Move the deadlines of all who write the test in this batch now; how many these are."""
    reason = checked_reason(reason, minutes)
    if not may_run_batch(by, schedule.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))
    now, number = clock.now(), 0
    found = Attempt.objects.select_for_update(of=("self",)).open().filter(
        quiz=schedule.quiz_id, enrolment__batch=schedule.batch_id, deadline_at__isnull=False
    )  # fmt: skip
    for attempt in found.order_by("pk"):
        if attempt.is_closed_at(now):
            continue
        if not _was_done(attempt, once):
            _extend(attempt, minutes, reason, by, once)
        number += 1
    return number


@transaction.atomic
def reopen_attempt(*, attempt_uid: UUID, minutes: int, reason: str, by: User, once: str) -> Attempt:
    """Let somebody go on with an attempt that has ended, for so many minutes from now.

    Its marks stay as rows, and what the course knows stays until it is handed in again.
    """
    reason = checked_reason(reason, minutes)
    attempt = held_attempt(attempt_uid, by)
    if _was_done(attempt, once):
        return attempt
    if attempt.state == AttemptState.VOID:
        raise InterventionRefusedError(_("This attempt is void. Allow one attempt more instead."))
    now = clock.now()
    if not attempt.is_closed_at(now):
        raise InterventionRefusedError(_("This attempt is being written. Give more time instead."))
    if close_overdue_attempt(attempt_id=attempt.pk):
        attempt = held_attempt(attempt_uid, by)
    before, score, ended = attempt.receipt, attempt.score_facts, attempt.submitted_at
    try:
        open_again(attempt, now + timedelta(minutes=minutes))
    except IntegrityError as error:
        raise InterventionRefusedError(_("Another attempt of this person is open now.")) from error
    tell(attempt, EventKind.REOPENED, reason, by, once, minutes=minutes, receipt=before, **_ended(ended), **score)
    return attempt


def _ended(moment: datetime | None) -> dict[str, str]:
    return {"ended": moment.isoformat()} if moment else {}


def open_again(attempt: Attempt, deadline: datetime) -> None:
    """Its marks stay as rows. Raises IntegrityError where another attempt of the person is open."""
    attempt.state, attempt.submitted_at, attempt.closed_by_clock = AttemptState.OPEN, None, False
    attempt.receipt, attempt.lease = "", ""
    attempt.points = attempt.max_points = attempt.recorded_at = None
    attempt.deadline_at = deadline
    attempt.hard_close_at = hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS)
    with transaction.atomic():
        attempt.save()


@transaction.atomic
def void_attempt(*, attempt_uid: UUID, reason: str, by: User) -> Attempt:
    """Let an attempt not count, whatever its state. What the course knows is computed anew; a completion stays."""
    reason = checked_reason(reason)
    attempt = held_attempt(attempt_uid, by)
    if attempt.state == AttemptState.VOID:
        return attempt
    before, attempt.state = attempt.state, AttemptState.VOID
    attempt.save(update_fields=["state"])
    tell(attempt, EventKind.VOIDED, reason, by, before=str(before))
    _tell_the_course(attempt)
    return attempt


@transaction.atomic
def admit_late_answers(*, attempt_uid: UUID, reason: str, by: User) -> Attempt:
    """Count what arrived after the hard close, where it is newer than what was saved, and mark it anew.

    A second time there is nothing newer, and nothing is written.
    """
    reason = checked_reason(reason)
    attempt = held_attempt(attempt_uid, by)
    if attempt.state == AttemptState.VOID:
        raise InterventionRefusedError(_("This attempt is void."))
    if close_overdue_attempt(attempt_id=attempt.pk):
        attempt = held_attempt(attempt_uid, by)
    late = late_answers_to_admit(attempt)
    if not late:
        return attempt
    Answer.objects.bulk_create(
        [Answer(attempt=attempt, slot=row.slot, rev=row.rev, value=row.value, saved_at=row.arrived_at) for row in late],
        update_conflicts=True,
        unique_fields=["attempt", "slot"],
        update_fields=["rev", "value", "saved_at"],
    )
    tell(attempt, EventKind.LATE_ADMITTED, reason, by, answers=len(late), **attempt.score_facts)
    if attempt.state != AttemptState.OPEN:
        changed = mark_attempt(attempt=attempt, actor=by, only={row.slot for row in late})
        attempt.save(update_fields=changed)
    return attempt


def late_answers_to_admit(attempt: Attempt) -> list[LateAnswer]:
    """The newest of each slot, where it is newer than what stands: by its revision, and by the clock, too, since
    an attempt that was opened again counts on from what was saved, not from what came late."""
    stored = {row.slot: row for row in Answer.objects.filter(attempt=attempt)}
    newest = {
        row.slot: row
        for row in LateAnswer.objects.filter(attempt=attempt).order_by("slot", "rev")
        if row.slot not in stored or row.arrived_at > stored[row.slot].saved_at
    }
    return [row for row in newest.values() if row.slot not in stored or row.rev > stored[row.slot].rev]


def checked_reason(reason: str, minutes: int = 1) -> str:
    if not 1 <= minutes <= MOST_MINUTES:
        raise InterventionRefusedError(_("Give 1 to %(most)d minutes.") % {"most": MOST_MINUTES})
    if not (reason := " ".join(reason.split())[:LONGEST_REASON]):
        raise InterventionRefusedError(_("Please give a reason: the participant reads it."))
    return reason


def held_attempt(attempt_uid: UUID, by: User) -> Attempt:
    found = Attempt.objects.select_for_update(of=("self",)).select_related("version", "enrolment__batch")
    attempt: Attempt = found.get(uid=attempt_uid)
    if not may_run_batch(by, attempt.enrolment.batch):
        raise InterventionRefusedError(_("Only an organiser of this course may do this."))
    return attempt


def _was_done(attempt: Attempt, once: str) -> bool:
    """A form that arrives twice: a second tap, a reload."""
    return any(deed.get("once") == once for deed in attempt.interventions)


def _refuse_unless_written(attempt: Attempt) -> None:
    if attempt.is_closed_at(clock.now()):
        raise InterventionRefusedError(_("This attempt has ended. Open it again instead."))


def _extend(attempt: Attempt, minutes: int, reason: str, by: User, once: str) -> None:
    assert attempt.deadline_at is not None  # noqa: S101  asked before
    before = attempt.deadline_at
    attempt.deadline_at = before + timedelta(minutes=minutes)
    attempt.hard_close_at = hard_close_for(attempt.deadline_at, settings.QUIZ_GRACE_SECONDS)
    attempt.save(update_fields=["deadline_at", "hard_close_at"])
    facts = {"minutes": minutes, "from": before.isoformat(), "to": attempt.deadline_at.isoformat()}
    tell(attempt, EventKind.EXTENDED, reason, by, once, **facts)


def tell(attempt: Attempt, kind: EventKind, reason: str, by: User | None, once: str = "", **facts: object) -> None:
    """For the participant with the reason; for the organiser and the trail as facts."""
    said = {"kind": str(kind.value), "at": clock.now().isoformat(), "reason": reason, **facts}
    attempt.interventions = [*attempt.interventions, said | ({"once": once} if once else {})]
    attempt.save(update_fields=["interventions"])
    AttemptEvent.objects.create(attempt=attempt, kind=kind, actor=by, data=facts)
    audit.record(action=f"attempt.{kind.value}", actor=by, subject=f"attempt:{attempt.uid}", data=dict(facts))


def _tell_the_course(attempt: Attempt) -> None:
    submit_job(kind=RECORD_RESULT, payload={"attempt": attempt.pk}, key=result_job_key(attempt))
