"""How somebody's place in a batch stands, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.choices import BatchState, EnrolmentState, SelfEnrolment
from courses.models import Batch, CoursePage, Enrolment
from members.models import User


@dataclass(frozen=True)
class PlaceWords:
    title: str
    text: str
    tone: str


def turns_of(enrolments: Collection[Enrolment]) -> dict[int, int]:
    """The numbers on the waiting lists of those among `enrolments` who wait: one query, none where nobody waits."""
    waiting = [row.pk for row in enrolments if row.state == EnrolmentState.WAITING]
    if not waiting:
        return {}
    rows: Any = with_turns(Enrolment.objects.filter(pk__in=waiting))
    return {row.pk: row.turn for row in rows}


def with_turns(waiting: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    ahead = Q(waiting_since__lt=OuterRef("waiting_since")) | Q(
        waiting_since=OuterRef("waiting_since"), pk__lte=OuterRef("pk")
    )
    counted = (
        Enrolment.objects.filter(ahead, batch=OuterRef("batch"), state=EnrolmentState.WAITING)
        .order_by()
        .values("batch")
        .annotate(number=Count("pk"))
    )
    return waiting.annotate(turn=Subquery(counted.values("number")))


def place_words(enrolment: Enrolment, turn: int | None = None) -> PlaceWords:
    """What a participant reads of the own place; `turn` is the number on the waiting list."""
    state = EnrolmentState(enrolment.state)
    if state == EnrolmentState.NOMINATED:
        return _nominated(enrolment)
    if state == EnrolmentState.WAITING:
        title = _("You are number %(turn)d on the waiting list") % {"turn": turn or 1}
        return PlaceWords(
            title, _("As soon as a place becomes free and it is your turn, you are told by e-mail."), "warning"
        )
    if state == EnrolmentState.WITHDRAWN:
        text = _("If that is a mistake, tell the organiser or your coordinator.")
        return PlaceWords(_("You do not take part in this batch"), text, "neutral")
    titles = {
        EnrolmentState.CONFIRMED: _("You have a place"),
        EnrolmentState.PRESENT: _("You are present"),
        EnrolmentState.COMPLETED: _("You have completed this course"),
    }
    return PlaceWords(titles[state], _("The materials are open to you on the page of the course."), "success")


def may_accept(enrolment: Enrolment) -> bool:
    return (
        enrolment.state == EnrolmentState.NOMINATED
        and enrolment.accepted_at is None
        and not enrolment.awaits_approval
        and not enrolment.batch.is_closed
    )


def own_places(user_id: int) -> QuerySet[Enrolment]:
    own = Enrolment.objects.filter(member=user_id).annotate(nominator=F("nominated_by__name"))
    return own.select_related("batch__course", "office", "member")


@dataclass(frozen=True)
class PlaceAhead:
    """A place that is not decided on, in a course that is not open to its reader before."""

    enrolment: Enrolment
    words: PlaceWords


def places_ahead(user: User | AnonymousUser) -> list[PlaceAhead]:
    """The own ones, those first that begin first: one query, one more for turns on waiting lists."""
    rows = list(_ahead(user).order_by("batch__starts_on", "pk"))
    turns = turns_of(rows)
    return [PlaceAhead(row, place_words(row, turns.get(row.pk))) for row in rows]


def place_ahead_in(user: User | AnonymousUser, slug: str) -> Enrolment | None:
    return _ahead(user).filter(batch__course__slug=slug).order_by("batch__starts_on", "pk").first()


def _ahead(user: User | AnonymousUser) -> QuerySet[Enrolment]:
    if not user.is_authenticated:
        return Enrolment.objects.none()
    undecided = Enrolment.objects.filter(
        member=user.pk, state__in=[EnrolmentState.NOMINATED, EnrolmentState.WAITING], batch__course__live=True
    )
    closed_to_them = undecided.exclude(batch__course__in=CoursePage.objects.visible_to(user).values("pk"))
    return closed_to_them.exclude(batch__state=BatchState.CLOSED).select_related("batch__course")


def batches_to_join(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Running batches, of courses that `user` may read, where members put themselves in; until when says the batch."""
    readable = CoursePage.objects.visible_to(user).values("pk")
    running = Batch.objects.open().exclude(self_enrolment=SelfEnrolment.NOBODY).select_related("course")
    return running.filter(course__in=readable)


@dataclass(frozen=True)
class WayIn:
    """A running batch on the page of its course: how one's own place in it stands, or whether one may enrol."""

    batch: Batch
    enrolment: Enrolment | None = None
    words: PlaceWords | None = None
    may_join: bool = False


def ways_in(user: User | AnonymousUser, batches: Collection[Batch]) -> list[WayIn]:
    """One query for the own places in all of them, one more where somebody waits."""
    if not user.is_authenticated or not batches:
        return [WayIn(batch) for batch in batches]
    own = {row.batch_id: row for row in Enrolment.objects.filter(member=user.pk, batch__in=batches)}
    turns = turns_of(own.values())
    placed = any(row.state != EnrolmentState.WITHDRAWN for row in own.values())
    return [_way_in(batch, own.get(batch.pk), turns, placed) for batch in batches]


def _way_in(batch: Batch, enrolment: Enrolment | None, turns: dict[int, int], placed: bool) -> WayIn:
    may_join = batch.takes_members and not placed
    if enrolment is None or may_join:
        return WayIn(batch, may_join=may_join)
    return WayIn(batch, enrolment, place_words(enrolment, turns.get(enrolment.pk)))


def _nominated(enrolment: Enrolment) -> PlaceWords:
    kept = _("A place is kept for you until it is confirmed.")
    if enrolment.awaits_approval:
        return PlaceWords(_("Your request waits for approval"), kept, "warning")
    if enrolment.accepted_at is not None:
        return PlaceWords(_("You are nominated and have accepted"), kept, "info")
    return PlaceWords(_("You are nominated"), kept, "info")
