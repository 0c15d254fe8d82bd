from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import audit
from members import rules
from members.choices import SiteRole
from members.errors import MemberError
from members.models import CoordinatorAppointment, User
from members.querysets import today


def role_group(role: SiteRole) -> Group:
    """The group of a role, to which the apps above add their page permissions; it may always open the admin."""
    group, made = Group.objects.get_or_create(name=role.value)
    if made:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def grant_role(*, member: User, role: SiteRole, actor: User | None) -> None:
    """Give a site-wide role; without an actor it is the system's doing (demo data, an appointment by decree)."""
    _check_actor(actor)
    with transaction.atomic():
        group = role_group(role)
        if member.groups.filter(pk=group.pk).exists():
            return
        member.groups.add(group)
        _save_flags(member)
        audit.record(action="role.granted", actor=actor, subject=f"member:{member.uid}", data={"role": role.value})


def revoke_role(*, member: User, role: SiteRole, actor: User | None) -> None:
    """Take a site-wide role; the last administrator keeps it, or nobody could give it again."""
    _check_actor(actor)
    with transaction.atomic():
        group = role_group(role)
        if not member.groups.filter(pk=group.pk).exists():
            return
        if role == SiteRole.ADMINISTRATOR:
            others = User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=member.pk)
            if not others.exists():
                raise MemberError(_("The last administrator cannot lose the role: give it to somebody else first."))
        member.groups.remove(group)
        _save_flags(member)
        audit.record(action="role.revoked", actor=actor, subject=f"member:{member.uid}", data={"role": role.value})


def sync_coordinator_roles() -> None:
    """The coordinator's role fits the appointments that hold today, whatever day the last one ended."""
    holds = Q(pk__in=CoordinatorAppointment.objects.in_force().values("member_id"))
    later = Q(pk__in=CoordinatorAppointment.objects.filter(valid_from__gt=today()).values("member_id"))
    for member in User.objects.with_role(SiteRole.COORDINATOR).exclude(holds | later):
        revoke_role(member=member, role=SiteRole.COORDINATOR, actor=None)
    for member in User.objects.filter(holds).exclude(groups__name=SiteRole.COORDINATOR):
        grant_role(member=member, role=SiteRole.COORDINATOR, actor=None)


def _check_actor(actor: User | None) -> None:
    if actor is not None and not rules.may_grant_roles(actor):
        raise MemberError(_("Only administrators give and take roles."))


def _save_flags(member: User) -> None:
    """`is_staff` and `is_superuser` follow the roles: an administrator may do everything, in Wagtail too."""
    roles = set(member.groups.filter(name__in=SiteRole.values).values_list("name", flat=True))
    member.is_staff = bool(roles)
    member.is_superuser = SiteRole.ADMINISTRATOR in roles
    member.save(update_fields=["is_staff", "is_superuser"])
    rules.forget_roles(member)
