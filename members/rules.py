"""Who holds which role on the whole site. Roles in one course or batch are rows of courses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from core.prepared import prepared
from members.choices import OfficeKind, SiteRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User

Viewer: TypeAlias = "User | AnonymousUser"

READS_ALL_MEMBERS: frozenset[str] = frozenset({SiteRole.ADMINISTRATOR, SiteRole.ORGANISER, SiteRole.AUDITOR})


def site_roles(user: Viewer) -> frozenset[str]:
    """The user's roles; asked of the database once for each user object, which lives as long as a request."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_site_roles", None)
    if known is None:
        known = frozenset(_names_of_roles(user.pk))
        if getattr(user, "is_superuser", False):
            known |= {SiteRole.ADMINISTRATOR}
        user._site_roles = known  # type: ignore[attr-defined]
    return known


@prepared
def _names_of_roles(member: int) -> QuerySet[Group, str]:
    return Group.objects.filter(user=member, name__in=SiteRole.values).values_list("name", flat=True)


def forget_roles(user: Viewer) -> None:
    """Ask again after a role was given or taken."""
    for known in ("_site_roles", "_coordinates_none"):
        if hasattr(user, known):
            delattr(user, known)


def copy_what_is_known(user: User, other: User) -> None:
    """Of roles and provinces: `other` stands in for `user` where a query is prepared."""
    other._site_roles = site_roles(user)  # type: ignore[attr-defined]
    if not may_coordinate(user):
        remember_no_province(other)


def remember_no_province(user: Viewer) -> None:
    """For as long as this user object lives, nobody asks in vain for the provinces that it coordinates."""
    user._coordinates_none = True  # type: ignore[union-attr]


def may_coordinate(user: Viewer) -> bool:
    """False where it is known that no appointment is in force today; what is not known is asked of the database."""
    return not getattr(user, "_coordinates_none", False)


def has_role(user: Viewer, role: SiteRole) -> bool:
    return role in site_roles(user)


def is_administrator(user: Viewer) -> bool:
    return SiteRole.ADMINISTRATOR in site_roles(user)


def is_organiser(user: Viewer) -> bool:
    return SiteRole.ORGANISER in site_roles(user)


def is_auditor(user: Viewer) -> bool:
    return SiteRole.AUDITOR in site_roles(user)


def only_speaks(user: Viewer) -> bool:
    """A speaker without another site role, whom no course names as its organiser, works with own sessions alone."""
    return site_roles(user) == {SiteRole.SPEAKER} and not user.organised_courses.exists()  # type: ignore[union-attr]


def may_read_all_members(user: Viewer) -> bool:
    return bool(READS_ALL_MEMBERS & site_roles(user))


def may_manage_members(user: Viewer) -> bool:
    """Register people, correct them, move them between offices."""
    return bool({SiteRole.ADMINISTRATOR, SiteRole.ORGANISER} & site_roles(user))


def may_manage_offices(user: Viewer) -> bool:
    """Offices, provinces and coordinators are head office's business."""
    return is_administrator(user)


def may_grant_roles(user: Viewer) -> bool:
    return is_administrator(user)


def may_read_messages(user: Viewer) -> bool:
    """The log of what was sent to whom: administrators, and auditors without its retry button."""
    return bool({SiteRole.ADMINISTRATOR, SiteRole.AUDITOR} & site_roles(user))


def may_retry_message(user: Viewer) -> bool:
    return is_administrator(user)


def may_write_notices(user: Viewer) -> bool:
    """Urgent notices are head office's: of administrators, and of organisers who work there now."""
    if is_administrator(user):
        return True
    if not is_organiser(user):
        return False
    works: Any = user.memberships  # type: ignore[union-attr]
    return bool(works.in_force().filter(office__kind=OfficeKind.HEAD_OFFICE).exists())


def may_read_all_notices(user: Viewer) -> bool:
    return may_write_notices(user) or is_auditor(user)


def may_change_message_texts(user: Viewer) -> bool:
    return is_administrator(user)


def may_read_members(user: Viewer) -> bool:
    """Look through the members that visible_to gives; a participant has the own profile page for that."""
    return bool((READS_ALL_MEMBERS | {SiteRole.COORDINATOR, SiteRole.OFFICE_HEAD}) & site_roles(user))


def may_change_member(user: Viewer, member: User) -> bool:
    """Correct somebody's data. Whoever could change a colleague's address could take over the colleague's account by
    the reset mail: the accounts of people with a site role are changed by administrators, or by themselves."""
    if member.erased_at is not None:
        return False
    if is_administrator(user):
        return True
    return is_organiser(user) and (not (member.is_staff or member.is_superuser) or member.pk == user.pk)


def may_erase_members(user: Viewer) -> bool:
    return is_administrator(user)


def may_see_full_number(user: Viewer, member: User) -> bool:
    """Others see the last three digits: the rest tells birth date and sex."""
    return may_manage_members(user) or member.pk == user.pk
