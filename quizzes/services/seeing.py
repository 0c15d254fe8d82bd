"""Whoever knows what was right goes on by nobody's report of an outage: from then on an organiser decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core import clock
from quizzes.choices import AttemptState
from quizzes.models import Attempt

if TYPE_CHECKING:
    from quizzes.choices import ReviewPart


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
