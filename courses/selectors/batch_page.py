"""What those who run or follow a batch look at. Coordinators see, and count, their own province only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, BatchState, EnrolmentState, SessionState
from courses.models import Batch, BatchPart, Enrolment, Session
from courses.querysets import BatchQuerySet
from courses.rules import may_see_batch
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
# What the list shows of somebody.
LISTED = (
    "uid",
    "state",
    "enrolled_at",
    "left_as",
    "left_reason",
    "member__title_before",
    "member__name",
    "member__title_after",
    "office__name",
)


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


def viewer_of(batch: Batch, user: User | AnonymousUser) -> User | AnonymousUser | None:
    """None for who sees the whole batch, of which nobody is left out: that is asked once, and the provinces of
    everybody's office not again in each query."""
    return None if may_see_batch(user, batch) else user


def _visible(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Enrolment]:
    found = Enrolment.objects.filter(batch=batch)
    return found if viewer is None else found.visible_to(viewer)


def state_counts(batch: Batch, viewer: User | AnonymousUser | None) -> list[tuple[EnrolmentState, int]]:
    """How many visible participants are in each state, states that occur only, in the order of the way through."""
    numbers = dict(_states(viewer, batch.pk))
    return [(state, numbers[state]) for state in EnrolmentState if state in numbers]


@prepared
def _states(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Enrolment, tuple[str, int]]:
    return _visible(viewer, batch).order_by().values_list("state").annotate(number=Count("pk"))


@prepared
def sessions_in(batch: int) -> QuerySet[Session]:
    return Session.objects.filter(batch=batch).order_by("starts_at", "order", "pk")


@prepared
def parts_in(batch: int) -> QuerySet[BatchPart]:
    return BatchPart.objects.filter(batch=batch).select_related("member").order_by("part", "member__name")


def participants_for(
    batch: Batch,
    viewer: User | AnonymousUser | None,
    *,
    text: str = "",
    state: str = "",
    office: str = "",
    met: str = "",
    sort: str = "name",
) -> QuerySet[Enrolment]:
    """`state` may also be `active`: everybody who takes part. `met` is the key of a condition of the rule in force."""
    found = _visible(viewer, batch.pk).select_related("member", "office").only(*LISTED)
    for word in text.split():
        found = found.filter(Q(member__name__icontains=word) | Q(office__name__icontains=word))
    if state in EnrolmentState.values:
        found = found.filter(state=state)
    elif state == TAKING_PART:
        found = found.filter(state__in=ACTIVE_ENROLMENTS)
    if office.isdecimal():
        found = found.filter(office=int(office))
    if met:
        conditions = conditions_in_force([batch.course_id]).get(batch.course_id, [])
        asked = next((condition for condition in conditions if condition.key == met), None)
        found = found.filter(has_met(asked)) if asked else found.none()
    descending, column = sort.startswith("-"), sort.removeprefix("-")
    columns = SORTS.get(column, SORTS["name"])
    return found.order_by(*(f"-{name}" if descending else name for name in columns))


@prepared
def offices_in(viewer: User | AnonymousUser | None, batch: int) -> QuerySet[Office, tuple[int, str]]:
    """The offices that the visible participants came from: number and name."""
    own = _visible(viewer, batch).order_by().values("office")
    return Office.objects.filter(pk__in=own).order_by("name", "pk").values_list("pk", "name")


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)
