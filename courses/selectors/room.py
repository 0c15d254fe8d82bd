"""How much room a batch has: asked under the batch's lock by whoever gives a place, without it by who looks."""

from __future__ import annotations

from django.db.models import Count, F, Q, QuerySet

from courses.choices import OCCUPYING_ENROLMENTS, EnrolmentState
from courses.models import Batch, BatchQuota, Enrolment
from courses.room import Room, Seat
from members.models import Office


def room_of(batch: Batch) -> Room:
    """Two queries; the second counts in the database."""
    room = _limits(batch)
    _fill(room, batch.enrolments.occupying())
    return room


def room_for_nominations(batch: Batch) -> Room:
    """As `room_of`, with those counted in who were nominated and wait: an office names no more than its quota."""
    sent = Q(state=EnrolmentState.WAITING, nominated_by__isnull=False) & ~Q(nominated_by=F("member"))
    room = _limits(batch)
    _fill(room, batch.enrolments.filter(Q(state__in=OCCUPYING_ENROLMENTS) | sent))
    return room


def seat_of(office: Office | None) -> Seat:
    return Seat() if office is None else Seat(office.pk, office.province_id)


def _limits(batch: Batch) -> Room:
    room = Room(capacity=batch.capacity)
    of_office: dict[int, int] = {}
    of_province: dict[int, int] = {}
    for quota in BatchQuota.objects.filter(batch=batch).order_by():
        if quota.office_id is not None:
            of_office[quota.office_id] = quota.places
        elif quota.province_id is not None:
            of_province[quota.province_id] = quota.places
        else:
            room.each_office = quota.places
    room.of_office, room.of_province = of_office, of_province
    return room


def _fill(room: Room, enrolments: QuerySet[Enrolment]) -> None:
    counted = enrolments.order_by().values_list("office", "office__province").annotate(number=Count("pk"))
    for office, province, number in counted:
        room.take(Seat(office, province), number)
