"""How an attempt ends: by its owner's hand or by the clock. Both lead to the same rows."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.identifiers import readable_code
from core.kill_points import kill_point
from core.prepared import prepared
from quizzes.choices import AttemptState
from quizzes.errors import AttemptClosedError
from quizzes.models import Attempt
from quizzes.services.scoring import mark_attempt

if TYPE_CHECKING:
    from members.models import User

logger = logging.getLogger(__name__)


@transaction.atomic
def submit_attempt(*, attempt_uid: UUID, member: User) -> Attempt:
    """Close and mark the member's attempt. A second submit gives back the first receipt and writes nothing.

    Past its hard close the attempt ends as if the clock had closed it: with what was saved by then. So it does at the
    deadline, where the page hands in by itself, while time that it lost may still be given back.
    """
    held = _to_submit(member.pk, attempt_uid)
    if not held:
        raise Attempt.DoesNotExist
    attempt = held[0]
    if attempt.state == AttemptState.VOID:
        raise AttemptClosedError(_("This attempt does not count."))
    if attempt.state == AttemptState.OPEN:
        now = clock.now()
        by_clock = attempt.is_closed_at(now) or _is_owed_time(attempt, now)
        _finish(attempt, ended_at=_end_of(attempt) if by_clock else now, by_clock=by_clock, actor=member)
    elif attempt.state == AttemptState.SUBMITTED:
        _mark(attempt, actor=None)
    return attempt


@transaction.atomic
def close_overdue_attempt(*, attempt_id: int) -> bool:
    """Close an attempt whose time is over, or mark one closed in passing; False when nothing was left to do."""
    attempt = locked_attempt(Attempt.objects.filter(pk=attempt_id))
    if attempt.state == AttemptState.SUBMITTED:
        _mark(attempt, actor=None)
        return True
    if attempt.state != AttemptState.OPEN or not attempt.is_closed_at(clock.now()):
        return False
    _finish(attempt, ended_at=_end_of(attempt), by_clock=True, actor=None)
    return True


def close_by_clock(*, attempt: Attempt) -> bool:
    """One write, for a start that finds an expired attempt in its way; the marks follow when somebody reads it.

    False where it is not as it was read: handed in, or given more time in this moment.
    """
    ended, receipt = _end_of(attempt), readable_code()
    expired = Attempt.objects.open().filter(pk=attempt.pk, hard_close_at__lte=clock.now())
    if not expired.update(state=AttemptState.SUBMITTED, submitted_at=ended, closed_by_clock=True, receipt=receipt):
        return False
    attempt.state, attempt.submitted_at, attempt.closed_by_clock = AttemptState.SUBMITTED, ended, True
    attempt.receipt = receipt
    return True


def close_overdue_attempts(*, moment: datetime | None = None) -> int:
    """The sweeper: closes and marks what nobody has read. Each attempt in a transaction of its own: one that cannot be
    marked is logged and holds up no other."""
    closed = 0
    for identifier in list(Attempt.objects.overdue(moment or clock.now()).order_by("pk").values_list("pk", flat=True)):
        try:
            closed += close_overdue_attempt(attempt_id=identifier)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            logger.exception("attempt %s could not be closed", identifier)
    return closed


@prepared
def _to_submit(member: int, uid: UUID) -> QuerySet[Attempt]:
    return _locked(Attempt.objects.filter(enrolment__member=member, uid=uid).order_by())


def locked_attempt(attempts: QuerySet[Attempt]) -> Attempt:
    return _locked(attempts).get()


def _locked(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    query = attempts.select_related("version")
    return query.select_for_update(of=("self",)) if connection.features.has_select_for_update_of else query


def _is_owed_time(attempt: Attempt, moment: datetime) -> bool:
    ran_out = attempt.deadline_at is not None and moment >= attempt.deadline_at
    return ran_out and attempt.claimed_seconds > 0


def _end_of(attempt: Attempt) -> datetime:
    return attempt.deadline_at or clock.now()


def _finish(attempt: Attempt, *, ended_at: datetime, by_clock: bool, actor: User | None) -> None:
    attempt.submitted_at, attempt.closed_by_clock = ended_at, by_clock
    attempt.receipt = readable_code()
    _mark(attempt, actor=actor)


def _mark(attempt: Attempt, *, actor: User | None) -> None:
    """Marks for every slot, answered or not; the score or the wait for markers; the trail; and the job that tells the
    course."""
    changed = mark_attempt(attempt=attempt, actor=actor)
    kill_point("quiz.submit.after_marks")
    attempt.save(update_fields=[*changed, "submitted_at", "closed_by_clock", "receipt"])
    kill_point("quiz.submit.before_commit")
