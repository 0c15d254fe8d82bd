"""Which offices sent somebody, and how far their people are."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS, EnrolmentState
from courses.models import Enrolment
from members.choices import OfficeKind
from members.models import Office, User

NONE, TAKING_PART, COMPLETE = "none", "part", "complete"
SHOWN = (NONE, TAKING_PART, COMPLETE)


def offices_followed(
    user: User | AnonymousUser, *, batch: str = "", province: str = "", text: str = "", show: str = ""
) -> QuerySet[Office]:
    """The offices that `user` sees, each with how many took part and completed in what `user` looks after.

    `show` narrows to offices that sent nobody, that have somebody unfinished, or all of whose people are complete.
    """
    offices = Office.objects.visible_to(user).exclude(kind=OfficeKind.HEAD_OFFICE)
    if province.isdecimal():
        offices = offices.filter(province__code=province)
    if text:
        offices = offices.search(text)
    own = Enrolment.objects.followed_by(user).filter(office=OuterRef("pk"), state__in=ACTIVE_ENROLMENTS)
    if batch:
        own = own.filter(batch__code=batch)
    if show == NONE:
        offices = offices.filter(~Exists(own))
    elif show == TAKING_PART:
        offices = offices.filter(Exists(own.unfinished()))
    elif show == COMPLETE:
        offices = offices.filter(Exists(own), ~Exists(own.unfinished()))
    return (
        offices.select_related("province")
        .annotate(
            taking_part=_number(own),
            completed=_number(own.filter(state=EnrolmentState.COMPLETED)),
        )
        .order_by("province__code", "name", "pk")
    )


def offices_absent(user: User | AnonymousUser, *, province: str = "") -> tuple[int, int]:
    """How many offices `offices_followed` lists as having sent nobody, and how many in all: one query."""
    counts = dict(_offices_by_sending(user, province) if province else _offices_by_sending(user))
    return counts.get(False, 0), sum(counts.values())


@prepared
def _offices_by_sending(user: User | AnonymousUser, *province: str) -> QuerySet[Office, tuple[bool, int]]:
    own = Enrolment.objects.followed_by(user).filter(office=OuterRef("pk"), state__in=ACTIVE_ENROLMENTS)
    offices = Office.objects.visible_to(user).exclude(kind=OfficeKind.HEAD_OFFICE).order_by()
    if province:
        offices = offices.filter(province__code__in=province)
    return offices.annotate(has_sent=Exists(own)).values_list("has_sent").annotate(number=Count("pk"))


def office_counts(user: User | AnonymousUser, *, batch: str = "") -> dict[str, int]:
    """How many offices each choice of `show` lists: one query."""
    own = Enrolment.objects.followed_by(user).filter(office=OuterRef("pk"), state__in=ACTIVE_ENROLMENTS)
    if batch:
        own = own.filter(batch__code=batch)
    offices = Office.objects.visible_to(user).exclude(kind=OfficeKind.HEAD_OFFICE).order_by()
    shown = [(sent, unfinished) for sent, unfinished in offices.values_list(Exists(own), Exists(own.unfinished()))]
    return {
        NONE: sum(not sent for sent, _unfinished in shown),
        TAKING_PART: sum(unfinished for _sent, unfinished in shown),
        COMPLETE: sum(sent and not unfinished for sent, unfinished in shown),
    }


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    counted = rows.order_by().values("office").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
