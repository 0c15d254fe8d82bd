from __future__ import annotations

from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment
from courses.states import RULES


def may_leave(enrolment: Enrolment, batch: Batch) -> bool:
    """Whether the participant may give the place up without asking: who is confirmed until the batch begins, who is not
    yet at any time."""
    state = EnrolmentState(enrolment.state)
    if batch.is_closed or not RULES[state].leaves_by_itself:
        return False
    return state != EnrolmentState.CONFIRMED or not batch.has_begun
