"""Rules of groups of a batch, and the people that they may be given to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from courses.querysets import EnrolmentQuerySet
from quizzes.choices import GroupKind
from quizzes.models import GroupAccommodation, GroupShare

if TYPE_CHECKING:
    from quizzes.models import QuizSchedule


class Place(NamedTuple):
    """An office of a batch, and how many of it take part now; one row more for those who came from none."""

    office: int | None
    office_name: str | None
    province: int | None
    province_name: str | None
    people: int


@dataclass(frozen=True)
class GroupLine:
    group: GroupAccommodation
    people: int
    newcomers: int

    @property
    def is_standing(self) -> bool:
        return self.group.taken_back_at is None


def participants(batch: int, text: str = "") -> EnrolmentQuerySet:
    """Who takes part now and is found by each of the words, by name."""
    found: EnrolmentQuerySet = Enrolment.objects.filter(
        batch=batch, state__in=ACTIVE_ENROLMENTS, member__erased_at=None
    )
    for word in text.split():
        office = Q(office__name__icontains=word) | Q(office__province__name__icontains=word)
        found = found.filter(Q(member__name__icontains=word) | office)
    return found.order_by("member__name", "pk")


def places_of(batch: int) -> list[Place]:
    """One query, however many people there are."""
    return [Place(*row) for row in _places(batch)]


@prepared
def _places(batch: int) -> QuerySet[Enrolment, Any]:
    found = Enrolment.objects.filter(batch=batch, state__in=ACTIVE_ENROLMENTS, member__erased_at=None)
    columns = ("office", "office__name", "office__province", "office__province__name")
    rows: QuerySet[Enrolment, Any] = found.order_by().values_list(*columns).annotate(people=Count("pk"))
    return rows


def groups_of(schedule: QuizSchedule) -> list[GroupLine]:
    """Newest first, those that were taken back last. Three queries; one where there are none."""
    found = GroupAccommodation.objects.filter(quiz=schedule.quiz_id, batch=schedule.batch_id)
    groups = list(found.select_related("office", "province", "given_by"))
    if not groups:
        return []
    shares = {group: (people, there) for group, people, there in _shares(schedule.quiz_id, schedule.batch_id)}
    of_place = _numbers(places_of(schedule.batch_id))
    lines = []
    for one in groups:
        people, there = shares.get(one.pk, (0, 0))
        now = of_place[one.kind, one.office_id or one.province_id]
        lines.append(GroupLine(one, people, now - there))
    return sorted(lines, key=lambda line: not line.is_standing)


def _numbers(places: Sequence[Place]) -> dict[tuple[str, int | None], int]:
    """Of everybody who belongs to a group of this kind and place now; chosen people gain nobody by themselves."""
    numbers: dict[tuple[str, int | None], int] = defaultdict(int)
    for place in places:
        numbers[GroupKind.OFFICE, place.office] += place.people
        numbers[GroupKind.PROVINCE, place.province] += place.people
    return numbers


@prepared
def _shares(quiz: int, batch: int) -> QuerySet[GroupShare, tuple[int, int, int]]:
    """By group: how many have its rules, and how many of them belong to its place now."""
    belongs = Q(group__kind=GroupKind.OFFICE, enrolment__office=F("group__office"))
    belongs |= Q(group__kind=GroupKind.PROVINCE, enrolment__office__province=F("group__province"))
    takes_part = Q(enrolment__state__in=ACTIVE_ENROLMENTS, enrolment__member__erased_at=None)
    found = GroupShare.objects.filter(group__quiz=quiz, group__batch=batch).order_by()
    rows: QuerySet[GroupShare, tuple[int, int, int]] = found.values_list("group").annotate(
        people=Count("pk"), there=Count("pk", filter=belongs & takes_part)
    )
    return rows


def group_in(schedule: QuizSchedule, uid: UUID) -> GroupAccommodation | None:
    found = GroupAccommodation.objects.filter(quiz=schedule.quiz_id, batch=schedule.batch_id, uid=uid)
    return found.select_related("office", "province", "given_by").first()


def people_in(group: GroupAccommodation, text: str = "") -> EnrolmentQuerySet:
    """By name, whether they still take part or not."""
    found: EnrolmentQuerySet = Enrolment.objects.filter(group_shares__group=group).select_related("member", "office")
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return found.order_by("member__name", "pk")


def rules_of_groups(schedule: QuizSchedule, enrolment: Enrolment) -> list[GroupAccommodation]:
    """Of the groups that the person is in. One query."""
    found = GroupAccommodation.objects.standing().filter(quiz=schedule.quiz_id, shares__enrolment=enrolment)
    return list(found.select_related("office", "province"))
