"""What attendance makes of an enrolment: who was there is present; who was not after all is confirmed again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef

from core import audit
from courses.choices import ATTENDED, EnrolmentState
from courses.models import Attendance, Enrolment
from courses.services.completion import complete_who_meet
from courses.states import Mover, may_move

BY_ATTENDANCE = (Mover.ATTENDANCE,)


def make_present(people: Sequence[Enrolment]) -> int:
    """Of these, which are locked beneath their batch, those whom attendance may move; how many. Few statements, however
    many they are."""
    moved = [one for one in people if may_move(one.state, EnrolmentState.PRESENT, BY_ATTENDANCE)]
    had_no_place_in_rule = [one.pk for one in moved if not one.is_active]
    _move(moved, EnrolmentState.PRESENT)
    if had_no_place_in_rule:  # who comes back may have reached something already
        complete_who_meet(enrolments=had_no_place_in_rule)
    return len(moved)


def take_presence_back(enrolments: Collection[int]) -> int:
    """Of these, whose batch is locked, those who are present and attended nothing: the attendance was an error."""
    attended = Attendance.objects.filter(enrolment=OuterRef("pk"), state__in=ATTENDED)
    present = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolments, state=EnrolmentState.PRESENT)
    back = list(present.filter(~Exists(attended)).order_by("pk"))
    _move(back, EnrolmentState.CONFIRMED)
    return len(back)


def _move(people: Sequence[Enrolment], state: EnrolmentState) -> None:
    if not people:
        return
    Enrolment.objects.filter(pk__in=[one.pk for one in people]).update(state=state)
    audit.record_many(
        action="enrolment.changed",
        actor=None,
        entries=[
            (f"enrolment:{one.uid}", {"before": str(one.state), "state": state.value, "reason": ""}) for one in people
        ],
    )
