"""Whose work it is to look after others: who opens the lists behind the numbers of the desks."""

from __future__ import annotations

from courses.models import CourseOrganiser
from members.choices import SiteRole
from members.models import User
from members.rules import has_role, is_administrator, is_auditor, may_coordinate, site_roles
from members.selectors import provinces_coordinated_by

LOOKS_AFTER_OTHERS = {SiteRole.ORGANISER, SiteRole.ADMINISTRATOR, SiteRole.AUDITOR, SiteRole.OFFICE_HEAD}


def may_look_after_others(user: User) -> bool:
    return bool(
        LOOKS_AFTER_OTHERS & site_roles(user)
        or provinces_coordinated_by(user)
        or CourseOrganiser.objects.filter(member=user).exists()
    )


def looks_after_batches_only(user: User) -> bool:
    """Whose people are those of the batches overseen, and of no office besides."""
    sees_everything = is_administrator(user) or is_auditor(user)
    return sees_everything or not (may_coordinate(user) or has_role(user, SiteRole.OFFICE_HEAD))
