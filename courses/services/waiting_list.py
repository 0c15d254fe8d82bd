"""The waiting list: whose turn comes, when a place becomes free."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from core import audit, clock
from courses.choices import EnrolmentState
from courses.models import Batch, Enrolment
from courses.room import Seat
from courses.selectors.room import room_of
from courses.services.completion import evaluate_completion
from courses.services.place_asking import ask_promoted


@transaction.atomic
def promote_waiting(*, batch: Batch) -> list[Enrolment]:
    """Give free places to those who wait, first come first served, and tell them; who is over the quota keeps the turn.

    Who was nominated, or asks for approval, is nominated then; the others are confirmed. Call it wherever a place
    becomes free, in the same transaction; where none is free it changes nothing.
    """
    locked: Batch = Batch.objects.select_for_update(of=("self",)).select_related("course").get(pk=batch.pk)
    if not locked.fills_places:
        return []
    chosen = _next_in_turn(locked)
    if not chosen:
        return []
    promoted = list(
        locked.enrolments.filter(pk__in=chosen).select_related("member", "office").order_by("waiting_since")
    )
    for enrolment in promoted:
        enrolment.batch = locked
        enrolment.state = EnrolmentState.CONFIRMED if enrolment.nominated_by_id is None else EnrolmentState.NOMINATED
    Enrolment.objects.bulk_update(promoted, ["state"], batch_size=500)
    audit.record_many(
        action="enrolment.promoted",
        actor=None,
        entries=[
            (f"enrolment:{row.uid}", {"before": EnrolmentState.WAITING.value, "state": str(row.state)})
            for row in promoted
        ],
    )
    _count_what_was_reached(promoted)
    ask_promoted(batch=locked, enrolments=promoted)
    return promoted


def next_turn(batch: Batch) -> datetime:
    """When somebody joins the list of `batch`, which is locked: after all who wait: no two share a turn."""
    latest: datetime | None = batch.enrolments.waiting().aggregate(latest=Max("waiting_since"))["latest"]
    return clock.now() if latest is None else max(clock.now(), latest + timedelta(microseconds=1))


def _next_in_turn(batch: Batch) -> Collection[int]:
    waiting = list(batch.enrolments.waiting().values_list("pk", "office", "office__province"))
    if not waiting:
        return []
    room, chosen = room_of(batch), []
    for pk, office, province in waiting:
        if not room.has_place():
            break
        if room.within_quota(Seat(office, province)):
            room.take(Seat(office, province))
            chosen.append(pk)
    return chosen


def _count_what_was_reached(promoted: Sequence[Enrolment]) -> None:
    """Who was here before may have reached something already."""
    confirmed = [row.pk for row in promoted if row.is_active]
    for enrolment in Enrolment.objects.filter(pk__in=confirmed, results__isnull=False).distinct():
        evaluate_completion(enrolment=enrolment)
