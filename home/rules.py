"""Whose work it is to look after others: who opens the lists behind the numbers of the desks."""

from __future__ import annotations

from django.db.models import QuerySet

from core.prepared import prepared
from courses.models import CourseOrganiser
from members.choices import SiteRole
from members.models import CoordinatorAppointment, User
from members.rules import (
    has_role,
    is_administrator,
    is_auditor,
    may_coordinate,
    remember_no_province,
    site_roles,
)

LOOKS_AFTER_OTHERS = {SiteRole.ORGANISER, SiteRole.ADMINISTRATOR, SiteRole.AUDITOR, SiteRole.OFFICE_HEAD}


def may_look_after_others(user: User) -> bool:
    """Asks for provinces whatever the answer, and once: without any, no later question asks for them again."""
    coordinates = bool(_appointments(user.pk))
    if not coordinates:
        remember_no_province(user)
    roles = LOOKS_AFTER_OTHERS & site_roles(user)
    return bool(roles or coordinates or CourseOrganiser.objects.filter(member=user).exists())


@prepared
def _appointments(member: int) -> QuerySet[CoordinatorAppointment, int]:
    return CoordinatorAppointment.objects.in_force().filter(member=member).values_list("pk", flat=True)[:1]


def looks_after_batches_only(user: User) -> bool:
    """Whose people are those of the batches overseen, and of no office besides."""
    sees_everything = is_administrator(user) or is_auditor(user)
    return sees_everything or not (may_coordinate(user) or has_role(user, SiteRole.OFFICE_HEAD))
