"""Whoever knows what was right goes on by nobody's report of an outage: from then on an organiser decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core import clock
from quizzes.choices import AttemptKind, AttemptState, ReviewMoment, ReviewPart
from quizzes.models import Attempt
from quizzes.services.closing import close_overdue_attempt

if TYPE_CHECKING:
    from collections.abc import Iterable


def note_result_seen(*, attempt: Attempt, parts: Iterable[ReviewPart]) -> bool:
    """One write: from this moment the taker of an attempt that the clock closed knows these parts of its review. False
    where it goes on instead, since an outage was confirmed in this moment; then nothing may be shown.

    Either this is first, and no outage opens the attempt by itself, or the time is given back first.
    """
    now = clock.now()
    ended = Attempt.objects.filter(pk=attempt.pk, closed_by_clock=True).exclude(state=AttemptState.OPEN)
    seen = sorted(str(part.value) for part in parts)
    if ended.filter(seen_at=None).update(seen_at=now, seen_parts=seen):
        attempt.seen_at, attempt.seen_parts = now, seen
        return True
    return ended.exists()


def note_learnt_in_practice(*, practice: Attempt) -> bool:
    """Practice asks the same questions: what it tells is known in every attempt that the clock has ended. False where
    one of these goes on instead; then practice may tell nothing.

    One query where there is no such attempt.
    """
    parts = practice.version.policies.review[ReviewMoment.DURING] - {ReviewPart.ANSWERS}
    of = {"quiz": practice.quiz_id, "enrolment": practice.enrolment_id, "kind": AttemptKind.COUNTED}
    by_clock = Q(closed_by_clock=True) | Q(state=AttemptState.OPEN, hard_close_at__lte=clock.now())
    ended = Attempt.objects.filter(by_clock, seen_at=None, **of).only("pk").order_by("pk") if parts else ()
    for attempt in ended:
        close_overdue_attempt(attempt_id=attempt.pk)
        if not note_result_seen(attempt=attempt, parts=parts):
            return False
    return True
