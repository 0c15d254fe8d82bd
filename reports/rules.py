"""Who may read and set what in reports. Whose rows they meet there is said by the querysets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.prepared import prepared
from courses.rules import may_run_batch
from members.choices import SiteRole
from members.models import CoordinatorAppointment
from members.rules import is_administrator, is_auditor, may_coordinate, may_manage_members, site_roles

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from courses.models import Batch
    from members.models import User

LOOK_AFTER_PEOPLE: frozenset[str] = frozenset(
    {SiteRole.ADMINISTRATOR, SiteRole.AUDITOR, SiteRole.ORGANISER, SiteRole.COORDINATOR, SiteRole.OFFICE_HEAD}
)


def may_open_ledger(user: User | AnonymousUser) -> bool:
    """Whose office it is to look after the hours of others."""
    if LOOK_AFTER_PEOPLE & site_roles(user):
        return True
    return coordinates_today(user)


def coordinates_today(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and may_coordinate(user) and bool(_coordinates(user.pk))


def may_see_whole_numbers(user: User | AnonymousUser, batch: Batch) -> bool:
    """Of a batch's participants: who runs it. To all others the rest of a number tells birth date and sex."""
    return may_run_batch(user, batch)


def may_take_history(user: User | AnonymousUser, batch: Batch | None) -> bool:
    """Of a batch, or of a year: its files hold whole numbers, or SIASN would not know whom they are about."""
    return may_manage_members(user) if batch is None else may_see_whole_numbers(user, batch)


@prepared
def _coordinates(member: int) -> QuerySet[CoordinatorAppointment, int]:
    return CoordinatorAppointment.objects.in_force().filter(member=member).values_list("pk", flat=True)[:1]


def may_read_targets(user: User | AnonymousUser) -> bool:
    return is_administrator(user) or is_auditor(user)


def may_set_targets(user: User | AnonymousUser) -> bool:
    return is_administrator(user)
