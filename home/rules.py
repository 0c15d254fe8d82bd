"""Whose work it is to look after others: who opens the lists behind the numbers of the desks."""

from __future__ import annotations

from courses.models import CourseOrganiser
from members.choices import SiteRole
from members.models import User
from members.rules import site_roles
from members.selectors import provinces_coordinated_by

LOOKS_AFTER_OTHERS = {SiteRole.ORGANISER, SiteRole.ADMINISTRATOR, SiteRole.AUDITOR, SiteRole.OFFICE_HEAD}


def may_look_after_others(user: User) -> bool:
    return bool(
        LOOKS_AFTER_OTHERS & site_roles(user)
        or provinces_coordinated_by(user)
        or CourseOrganiser.objects.filter(member=user).exists()
    )
