"""The list of one session: everybody who holds a place there, and what stands of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import NullIf

from core.prepared import prepared
from courses.attendance_rules import attended_to_by
from courses.choices import OCCUPYING_ENROLMENTS, AttendanceState
from courses.models import Batch, Enrolment, Session
from courses.selectors.attendance_list import seen_in
from members.models import Office, User

# What a list may be narrowed to, beside the states: nobody has noted them yet.
MISSING = "missing"
SORTS = {
    "name": ("member__name", "pk"),
    "office": ("office__name", "member__name", "pk"),
    "arrived": (F("here__arrived_at").asc(nulls_last=True), "member__name", "pk"),
}
# What the list shows of a person.
SHOWN = (
    "uid",
    "batch",
    "member__title_before",
    "member__name",
    "member__title_after",
    "office__name",
)


def attendance_rows(
    session: Session,
    viewer: User | AnonymousUser | None,
    *,
    text: str = "",
    state: str = "",
    office: str = "",
    sort: str = "name",
) -> QuerySet[Enrolment]:
    """Those who hold a place, and whoever else was noted, each with what stands of this session."""
    found: Any = (
        _listed(viewer, session.batch_id, session.pk)
        .annotate(
            stands=F("here__state"),
            noted=NullIf("here__state", Value(AttendanceState.MOVED.value)),
            arrived=F("here__arrived_at"),
        )
        .select_related("member", "office")
    )
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if state == MISSING:
        found = found.filter(noted__isnull=True)
    elif state in AttendanceState.values:
        found = found.filter(here__state=state)
    if office.isdecimal():
        found = found.filter(office=int(office))
    ordered: QuerySet[Enrolment] = found.order_by(*SORTS.get(sort, SORTS["name"]))
    return ordered


def _listed(viewer: User | AnonymousUser | None, batch: int, session: int) -> QuerySet[Enrolment]:
    here = FilteredRelation("attendances", condition=Q(attendances__session=session))
    found = seen_in(viewer, batch).annotate(here=here)
    return found.filter(Q(state__in=OCCUPYING_ENROLMENTS) | Q(here__isnull=False))


def anybody_to_note(session: Session, viewer: User | AnonymousUser | None, user: User | AnonymousUser) -> bool:
    """Whether `user` keeps the attendance of somebody on the list."""
    return bool(_noted_by(viewer, user, session.batch_id, session.pk))


@prepared
def _noted_by(
    viewer: User | AnonymousUser | None, user: User | AnonymousUser, batch: int, session: int
) -> QuerySet[Enrolment, int]:
    own = _listed(viewer, batch, session).filter(attended_to_by(user))
    return own.order_by().values_list("pk", flat=True)[:1]


def offices_at(session: Session, viewer: User | AnonymousUser | None) -> list[tuple[int, str]]:
    """Of those who hold a place: number and name."""
    return _offices(viewer, session.batch_id)


@prepared
def _offices(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Office, tuple[int, str]]:
    own = seen_in(viewer, batch).filter(state__in=OCCUPYING_ENROLMENTS).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name")


@dataclass(frozen=True)
class AttendanceLine:
    """A person as the list shows it."""

    uid: str
    name: str
    office: str
    state: str | None
    is_noted: bool
    arrived: str


def lines_of(rows: Iterable[Any], batch: Batch) -> list[AttendanceLine]:
    """Of `attendance_rows`, with the times of the batch's place."""
    zone = batch.timezone
    return [
        AttendanceLine(
            uid=str(row.uid),
            name=row.member.full_name,
            office=row.office.name if row.office else "",
            state=row.stands,
            is_noted=bool(row.noted),
            arrived=f"{row.arrived.astimezone(zone):%H.%M}" if row.arrived else "",
        )
        for row in rows
    ]
