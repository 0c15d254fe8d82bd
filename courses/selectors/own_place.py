"""How somebody's place in a batch stands, in plain words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.choices import EnrolmentState
from courses.models import Enrolment
from courses.states import RULES


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


def may_leave(enrolment: Enrolment) -> bool:
    """Whether the participant may still give the place up by a click."""
    rules = RULES[EnrolmentState(enrolment.state)]
    return rules.leaves_by_itself and not enrolment.batch.is_closed and not enrolment.batch.has_begun


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


def _nominated(enrolment: Enrolment) -> PlaceWords:
    kept = _("A place is kept for you until it is confirmed.")
    if enrolment.awaits_approval:
        return PlaceWords(_("Your request waits for approval"), kept, "warning")
    if enrolment.accepted_at is not None:
        return PlaceWords(_("You are nominated and have accepted"), kept, "info")
    return PlaceWords(_("You are nominated"), kept, "info")
