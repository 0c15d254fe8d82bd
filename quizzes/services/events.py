"""What happens around an attempt, for the organiser to read."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

from core import clock
from quizzes.models import AttemptEvent

if TYPE_CHECKING:
    from quizzes.choices import EventKind
    from quizzes.models import Attempt

logger = logging.getLogger(__name__)


def note_event(attempt: Attempt, kind: EventKind, **facts: object) -> None:
    """Beside what happened, never instead of it: an event that cannot be written is logged, and nothing else fails."""
    try:
        with transaction.atomic():
            AttemptEvent.objects.create(attempt=attempt, kind=kind, data=facts, happened_at=clock.now())
    except DatabaseError:
        logger.exception("the event %s of attempt %s could not be written", kind.value, attempt.pk)
