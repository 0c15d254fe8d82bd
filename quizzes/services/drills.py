from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from quizzes.choices import QuestionType
from quizzes.errors import AttemptClosedError
from quizzes.sql import open_drill

if TYPE_CHECKING:
    from quizzes.models import Attempt


@dataclass(frozen=True)
class StartedDrill:
    opened_at: datetime
    scenario: str
    rev: int
    value: list[str]


def start_drill(*, attempt: Attempt, slot: int) -> StartedDrill:
    """Its clock begins and its scenario may be read; again, the same beginning. One statement.

    `attempt` is read fresh by the caller, limited to its owner, with the key of its version. Raises KeyError where the
    slot holds no drill.
    """
    if attempt.questions[slot].type != QuestionType.DRILL:
        raise KeyError(slot)
    now = clock.now()
    opened = None if attempt.is_closed_at(now) else open_drill(attempt.pk, slot, now)
    kill_point("quiz.drill.after_statement")
    if opened is None:
        raise AttemptClosedError(_("This attempt takes no more answers."))
    return StartedDrill(opened.opened_at, attempt.version.key[str(slot)]["scenario"], opened.rev, opened.value)
