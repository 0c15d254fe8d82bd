from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import F

from core import clock
from courses.choices import SessionState
from courses.models import Enrolment, MaterialPage, Session
from courses.selectors import RequirementStatus, next_material_for, requirement_card_for, with_rule_in_force
from home import providers
from home.providers import DeskItem
from members.models import User


@dataclass
class ParticipantDesk:
    """`current` is the enrolment that matters now; the others stand below it as links."""

    current: Enrolment | None = None
    others: list[Enrolment] = field(default_factory=list)
    next_session: Session | None = None
    next_material: MaterialPage | None = None
    has_begun: bool = False
    checklist: list[RequirementStatus] = field(default_factory=list)
    tests: list[DeskItem] = field(default_factory=list)
    certificates: list[DeskItem] = field(default_factory=list)

    @property
    def missing(self) -> list[RequirementStatus]:
        return [line for line in self.checklist if not line.met]

    @property
    def has_completed(self) -> bool:
        return self.current is not None and hasattr(self.current, "completion")


def participant_desk(user: User) -> ParticipantDesk:
    """What a participant does next, with as many queries for one enrolment as for many."""
    enrolments = list(
        with_rule_in_force(Enrolment.objects.active().for_member(user))
        .select_related("batch__course", "completion")
        .order_by(F("batch__closed_at").asc(nulls_first=True), "-batch__starts_on", "-pk")
    )
    desk = ParticipantDesk(certificates=[item for give in providers.CERTIFICATES for item in give(user)])
    if not enrolments:
        return desk
    desk.current, *desk.others = enrolments
    desk.next_session = _next_session(enrolments)
    desk.tests = [item for give in providers.TESTS_DUE for item in give(desk.current)]
    desk.checklist = requirement_card_for(desk.current)
    desk.next_material, desk.has_begun = next_material_for(desk.current)
    return desk


def _next_session(enrolments: list[Enrolment]) -> Session | None:
    return (
        Session.objects.filter(
            batch__in=[enrolment.batch_id for enrolment in enrolments],
            state=SessionState.PLANNED,
            ends_at__gt=clock.now(),
        )
        .select_related("batch__course")
        .order_by("starts_at", "order")
        .first()
    )
