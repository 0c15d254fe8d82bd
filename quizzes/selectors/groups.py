"""Rules of groups of a batch, and the people that they may be given to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from quizzes.choices import GroupKind
from quizzes.models import GroupAccommodation, GroupShare

if TYPE_CHECKING:
    from quizzes.models import QuizSchedule


@dataclass(frozen=True)
class Participant:
    pk: int
    uid: UUID
    name: str
    office: str
    office_id: int | None
    province: str
    province_id: int | None


@dataclass(frozen=True)
class GroupLine:
    group: GroupAccommodation
    people: int
    newcomers: int

    @property
    def is_standing(self) -> bool:
        return self.group.taken_back_at is None


def participants_of(schedule: QuizSchedule) -> list[Participant]:
    """Who takes part now, by name. One query."""
    found = Enrolment.objects.filter(batch=schedule.batch_id, state__in=ACTIVE_ENROLMENTS, member__erased_at=None)
    rows = found.order_by("member__name", "pk")
    columns = ("pk", "uid", "member__name", "office__name", "office", "office__province__name", "office__province")
    return [
        Participant(pk, uid, name, office or "", office_id, province or "", province_id)
        for pk, uid, name, office, office_id, province, province_id in rows.values_list(*columns)
    ]


def groups_of(schedule: QuizSchedule) -> list[GroupLine]:
    """Newest first, those that were taken back last. Three queries."""
    found = GroupAccommodation.objects.filter(quiz=schedule.quiz_id, batch=schedule.batch_id)
    groups = list(found.select_related("office", "province", "given_by"))
    shares: dict[int, set[int]] = defaultdict(set)
    rows = GroupShare.objects.filter(group__quiz=schedule.quiz_id, group__batch=schedule.batch_id).order_by()
    for group, enrolment in rows.values_list("group", "enrolment"):
        shares[group].add(enrolment)
    people = participants_of(schedule)
    lines = [GroupLine(one, len(shares[one.pk]), _newcomers(one, people, shares[one.pk])) for one in groups]
    return sorted(lines, key=lambda line: not line.is_standing)


def _newcomers(group: GroupAccommodation, people: Iterable[Participant], there: set[int]) -> int:
    return sum(
        belongs_to(one, group.kind, group.office_id or group.province_id) for one in people if one.pk not in there
    )


def belongs_to(person: Participant, kind: str, place: int | None) -> bool:
    """Chosen people gain nobody by themselves."""
    if kind == GroupKind.OFFICE:
        return person.office_id == place
    return kind == GroupKind.PROVINCE and person.province_id == place


def group_in(schedule: QuizSchedule, uid: UUID) -> GroupAccommodation | None:
    found = GroupAccommodation.objects.filter(quiz=schedule.quiz_id, batch=schedule.batch_id, uid=uid)
    return found.select_related("office", "province", "given_by").first()


def people_in(group: GroupAccommodation) -> list[Enrolment]:
    """By name. One query."""
    found = Enrolment.objects.filter(group_shares__group=group).select_related("member", "office")
    return list(found.order_by("member__name", "pk"))


def rules_of_groups(schedule: QuizSchedule, enrolment: Enrolment) -> list[GroupAccommodation]:
    """Of the groups that the person is in. One query."""
    found = GroupAccommodation.objects.standing().filter(quiz=schedule.quiz_id, shares__enrolment=enrolment)
    return list(found.select_related("office", "province"))
