"""What those who run or follow a batch look at. Coordinators see, and count, their own province only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from courses.choices import ACTIVE_ENROLMENTS, BatchState, EnrolmentState, SessionState
from courses.models import Batch, Enrolment, Session
from courses.querysets import BatchQuerySet
from courses.selectors.missing import has_met
from courses.selectors.requirements import conditions_in_force
from members.models import Office, User

TAKING_PART = "active"
SORTS = {
    "name": ("member__name", "pk"),
    "office": ("office__name", "member__name", "pk"),
    "state": ("state", "member__name", "pk"),
    "enrolled": ("enrolled_at", "pk"),
}


def batches_with_counts(user: User | AnonymousUser) -> BatchQuerySet:
    """The batches that `user` follows, each with how many visible participants it has and what is undecided."""
    visible = Enrolment.objects.visible_to(user).filter(batch=OuterRef("pk")).order_by().values("batch")
    undecided = Session.objects.filter(batch=OuterRef("pk"), state=SessionState.PLANNED).order_by().values("batch")
    return (
        Batch.objects.followed_by(user)
        .select_related("course")
        .annotate(
            participants=_count(visible.filter(state__in=ACTIVE_ENROLMENTS)),
            completed=_count(visible.filter(state=EnrolmentState.COMPLETED)),
            undecided_sessions=_count(undecided),
            turn=Case(
                When(state=BatchState.OPEN, then=Value(0)),
                When(state=BatchState.DRAFT, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
        )
        .order_by("turn", "-starts_on", "code")
    )


def state_counts(batch: Batch, user: User | AnonymousUser) -> list[tuple[EnrolmentState, int]]:
    """How many visible participants are in each state, states that occur only, in the order of the way through."""
    rows = Enrolment.objects.visible_to(user).filter(batch=batch).order_by().values("state")
    numbers = {row["state"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    return [(state, numbers[state]) for state in EnrolmentState if state in numbers]


def participants_for(
    batch: Batch,
    user: User | AnonymousUser,
    *,
    text: str = "",
    state: str = "",
    office: str = "",
    met: str = "",
    sort: str = "name",
) -> QuerySet[Enrolment]:
    """`state` may also be `active`: everybody who takes part. `met` is the key of a condition of the rule in force."""
    found = Enrolment.objects.visible_to(user).filter(batch=batch).select_related("member", "office", "completion")
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if state in EnrolmentState.values:
        found = found.filter(state=state)
    elif state == TAKING_PART:
        found = found.active()
    if office.isdecimal():
        found = found.filter(office=int(office))
    if met:
        conditions = conditions_in_force([batch.course_id]).get(batch.course_id, [])
        asked = next((condition for condition in conditions if condition.key == met), None)
        found = found.filter(has_met(asked)) if asked else found.none()
    descending, column = sort.startswith("-"), sort.removeprefix("-")
    columns = SORTS.get(column, SORTS["name"])
    return found.order_by(*(f"-{name}" if descending else name for name in columns))


def offices_in(batch: Batch, user: User | AnonymousUser) -> QuerySet[Office]:
    """The offices that the visible participants came from."""
    own = Enrolment.objects.visible_to(user).filter(batch=batch).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk")


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
