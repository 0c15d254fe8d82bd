"""Who was named for a batch, whom one may name, and how far the quotas are used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from courses.choices import OCCUPYING_ENROLMENTS, EnrolmentState
from courses.models import Batch, BatchQuota, Enrolment, PlaceLink
from courses.querysets import EnrolmentQuerySet
from courses.room import Room, Seat
from courses.selectors.nominators import offices_nominated_by
from courses.selectors.own_place import with_turns
from courses.selectors.room import room_for_nominations
from members.models import Membership, Office, Province, User
from members.querysets import UserQuerySet

ACCEPTED, NOT_ANSWERED = "accepted", "unanswered"


def nominations_of(batch: Batch, *, text: str = "", answer: str = "", office: str = "") -> QuerySet[Enrolment]:
    """Who was nominated and is not decided on, those first who accepted; each row knows when somebody was last
    `asked_at` by mail."""
    rows = _found(batch.enrolments.filter(state=EnrolmentState.NOMINATED), text, office)
    if answer == ACCEPTED:
        rows = rows.filter(accepted_at__isnull=False)
    elif answer == NOT_ANSWERED:
        rows = rows.filter(accepted_at=None)
    asked = PlaceLink.objects.filter(enrolment=OuterRef("pk")).order_by("-sent_at").values("sent_at")[:1]
    rows = rows.annotate(asked_at=Subquery(asked))
    return rows.select_related("member", "office", "nominated_by").order_by(
        F("accepted_at").asc(nulls_last=True), "office__name", "member__name", "pk"
    )


def waiting_of(batch: Batch, *, text: str = "", office: str = "") -> QuerySet[Enrolment]:
    """The waiting list in its order; each row knows its `turn`, also where the list is narrowed."""
    rows = _found(with_turns(batch.enrolments.waiting()), text, office)
    return rows.select_related("member", "office", "nominated_by")


def offices_named_in(batch: Batch, state: EnrolmentState) -> QuerySet[Office]:
    named = batch.enrolments.filter(state=state).order_by().values("office")
    return Office.objects.filter(pk__in=named).order_by("name", "pk")


def named_by(batch: Batch, user: User | AnonymousUser, *, text: str = "", office: str = "") -> QuerySet[Enrolment]:
    """Of the offices that `user` nominates from, as they were at enrolment: who is in the batch, or waits;
    those first on whom nobody has decided."""
    rows = _of_offices(batch, user).exclude(state=EnrolmentState.WITHDRAWN)
    undecided = Case(When(state__in=[EnrolmentState.NOMINATED, EnrolmentState.WAITING], then=0), default=1)
    ordered = rows.annotate(decided=undecided).order_by("decided", "office__name", "member__name", "pk")
    return _found(ordered, text, office).select_related("member", "office")


def gone_from(batch: Batch, user: User | AnonymousUser, *, text: str = "", office: str = "") -> QuerySet[Enrolment]:
    """As `named_by`: who declined, was refused or taken back, the latest named first."""
    rows = _of_offices(batch, user).filter(state=EnrolmentState.WITHDRAWN).exclude(left_as="")
    return _found(rows.order_by("-enrolled_at", "-pk"), text, office).select_related("member", "office")


def _of_offices(batch: Batch, user: User | AnonymousUser) -> EnrolmentQuerySet:
    rows: EnrolmentQuerySet = batch.enrolments.filter(office__in=offices_nominated_by(user).values("pk"))
    return rows


def people_to_name(batch: Batch, user: User | AnonymousUser, *, text: str = "", office: str = "") -> UserQuerySet:
    """The people of those offices today who are not in the batch, each with the name of the office."""
    offices = offices_nominated_by(user)
    if office.isdecimal():
        offices = offices.filter(pk=int(office))
    today = Membership.objects.in_force().filter(office__in=offices.values("pk"))
    here = Enrolment.objects.filter(batch=batch, member=OuterRef("pk")).exclude(state=EnrolmentState.WITHDRAWN)
    people = User.objects.active().filter(~Exists(here), pk__in=today.values("member"))
    found: Any = people.search(text).annotate(
        office_name=Subquery(today.filter(member=OuterRef("pk")).values("office__name")[:1])
    )
    rows: UserQuerySet = found.order_by("office_name", "name", "pk")
    return rows


@dataclass(frozen=True)
class QuotaLine:
    """What an office or a province may still name; `left` is None where nothing binds."""

    name: str
    limit: int | None
    left: int | None

    @property
    def used(self) -> int | None:
        return None if self.limit is None or self.left is None else self.limit - self.left


def quota_lines(batch: Batch, user: User | AnonymousUser) -> list[QuotaLine]:
    """The quotas that bind whom `user` names: of the provinces first, then of each office that has one."""
    room = room_for_nominations(batch)
    offices = list(offices_nominated_by(user).select_related("province").order_by("name", "pk"))
    provinces = {office.province for office in offices if office.province is not None}
    lines = [_of_province(room, province) for province in sorted(provinces, key=lambda one: one.code)]
    lines += [_of_office(room, office) for office in offices]
    return [line for line in lines if line.limit is not None]


def _of_province(room: Room, province: Province) -> QuotaLine:
    seat = Seat(None, province.pk)
    name = _("Province: %(name)s") % {"name": province.name}
    return QuotaLine(name, room.limit_of_province(seat), room.left_for_province(seat))


def _of_office(room: Room, office: Office) -> QuotaLine:
    seat = Seat(office.pk, office.province_id)
    return QuotaLine(office.name, room.limit_of_office(seat), room.left_for_office(seat))


def quotas_of(batch: Batch, *, text: str = "") -> QuerySet[BatchQuota]:
    """Each with how many places are taken and how many people wait for one; that of each other office comes first."""
    rows = BatchQuota.objects.filter(batch=batch).select_related("office__province", "province")
    for word in text.split():
        rows = rows.filter(Q(office__name__icontains=word) | Q(province__name__icontains=word))
    return rows.annotate(
        taken=_number(Q(state__in=OCCUPYING_ENROLMENTS)), waiting=_number(Q(state=EnrolmentState.WAITING))
    ).order_by(F("province__code").asc(nulls_first=True), F("office__name").asc(nulls_first=True), "pk")


def _number(state: Q) -> Subquery:
    of_office = Q(office=OuterRef("office")) | Q(office__province=OuterRef("province"))
    rows: EnrolmentQuerySet = Enrolment.objects.filter(state, of_office, batch=OuterRef("batch"))
    return Subquery(rows.order_by().values("batch").annotate(number=Count("pk")).values("number"))


def _found(rows: QuerySet[Enrolment], text: str, office: str) -> QuerySet[Enrolment]:
    for word in text.split():
        rows = rows.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    return rows.filter(office=int(office)) if office.isdecimal() else rows
