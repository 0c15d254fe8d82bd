"""Whose people somebody nominates: a coordinator those of the own province, an office head those of the own office."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from courses.choices import BatchState
from courses.models import Batch
from courses.querysets import in_own_provinces
from members.choices import SiteRole
from members.models import Membership, Office, User
from members.querysets import today
from members.rules import has_role, may_coordinate


def offices_nominated_by(user: User | AnonymousUser) -> QuerySet[Office]:
    if not user.is_authenticated:
        return Office.objects.none()
    offices = in_own_provinces(user, "province")
    if has_role(user, SiteRole.OFFICE_HEAD):
        offices |= Q(pk__in=Membership.objects.in_force().filter(member=user.pk).values("office"))
    return Office.objects.filter(offices)


def may_nominate_from(user: User | AnonymousUser, office: Office | None) -> bool:
    return office is not None and _may_nominate(user) and offices_nominated_by(user).filter(pk=office.pk).exists()


def may_nominate(user: User | AnonymousUser, batch: Batch) -> bool:
    """Open the page of the batch where people are nominated: while it takes nominations or swaps."""
    if not (batch.takes_nominations or batch.takes_swaps):
        return False
    return _may_nominate(user) and offices_nominated_by(user).exists()


def heads_of(offices: Collection[int]) -> dict[int, list[User]]:
    """Who heads each of these offices today: two queries, however many there are."""
    working = list(Membership.objects.in_force().filter(office__in=offices).values_list("office", "member"))
    members = {member for _office, member in working}
    found = User.objects.with_role(SiteRole.OFFICE_HEAD).filter(pk__in=members, is_active=True).in_bulk()
    heads: dict[int, list[User]] = {}
    for office, member in sorted(working):
        if member in found:
            heads.setdefault(office, []).append(found[member])
    return heads


def batches_to_nominate(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Those that take nominations or swaps today by the calendar of the site; what holds in its zone says the batch."""
    if not _may_nominate(user):
        return Batch.objects.none()
    running = Batch.objects.filter(state=BatchState.OPEN).select_related("course")
    since = today() - timedelta(days=1)  # whatever the zone
    return running.filter(Q(nominations_until__gte=since) | Q(swaps_until__gte=since)).order_by("starts_on", "code")


def _may_nominate(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and (has_role(user, SiteRole.OFFICE_HEAD) or may_coordinate(user))
