"""What attendance makes of an enrolment: who was there is present; who was not after all is again what they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef

from core import audit
from core.models import AuditEntry
from courses.choices import ATTENDED, EnrolmentState
from courses.models import Attendance, Enrolment
from courses.services.completion import complete_who_meet
from courses.states import Mover, may_move
from members.models import User

BY_ATTENDANCE = (Mover.ATTENDANCE,)
MOVED = "enrolment.changed"


def make_present(people: Sequence[Enrolment], *, actor: User | None = None) -> int:
    """Of these, which are locked beneath their batch, those whom attendance may move; how many. Few statements, however
    many they are. `actor` noted them, where somebody did."""
    moved = [one for one in people if may_move(one.state, EnrolmentState.PRESENT, BY_ATTENDANCE)]
    had_no_place_in_rule = [one.pk for one in moved if not one.is_active]
    _move(moved, EnrolmentState.PRESENT, actor)
    if had_no_place_in_rule:  # who comes back may have reached something already
        complete_who_meet(enrolments=had_no_place_in_rule)
    return len(moved)


def take_presence_back(enrolments: Collection[int], *, actor: User | None = None) -> int:
    """Of these, whose batch is locked, those who are present by an attendance that was an error, and attended nothing:
    they are again what they were before. Whom an organiser made present stays so."""
    attended = Attendance.objects.filter(enrolment=OuterRef("pk"), state__in=ATTENDED)
    present = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolments, state=EnrolmentState.PRESENT)
    wrong = list(present.filter(~Exists(attended)).order_by("pk"))
    back: dict[EnrolmentState, list[Enrolment]] = defaultdict(list)
    for one, before in zip(wrong, _states_before(wrong), strict=True):
        if may_move(EnrolmentState.PRESENT, before, BY_ATTENDANCE):
            back[before].append(one)
    for state, people in back.items():
        _move(people, state, actor)
    return sum(map(len, back.values()))


def _states_before(people: Sequence[Enrolment]) -> list[EnrolmentState]:
    """What each was before the newest move to present; present, where that was an organiser's."""
    subjects = [f"enrolment:{one.uid}" for one in people]
    moves = AuditEntry.objects.filter(action=MOVED, subject__in=subjects, data__state=EnrolmentState.PRESENT.value)
    before: dict[str, EnrolmentState] = {}
    for subject, actor, data in moves.order_by("pk").values_list("subject", "actor", "data"):
        is_by_attendance = actor is None or data.get("by") == Mover.ATTENDANCE.value
        before[subject] = EnrolmentState(data["before"]) if is_by_attendance else EnrolmentState.PRESENT
    return [before.get(subject, EnrolmentState.CONFIRMED) for subject in subjects]


def _move(people: Sequence[Enrolment], state: EnrolmentState, actor: User | None) -> None:
    if not people:
        return
    Enrolment.objects.filter(pk__in=[one.pk for one in people]).update(state=state)
    by = {"state": state.value, "reason": "", "by": Mover.ATTENDANCE.value}
    audit.record_many(
        action=MOVED,
        actor=actor,
        entries=[(f"enrolment:{one.uid}", {"before": str(one.state), **by}) for one in people],
    )
