"""Erasing an account: the person goes, what the person did stays under no name (docs/decisions/0012)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.models import ModelLogEntry, PageSubscription
from wagtail.users.models import UserProfile

from core import audit, clock
from members import personal_data, rules
from members.choices import NumberKind, SiteRole, Zone
from members.errors import MemberError
from members.models import CoordinatorAppointment, HandOver, User
from members.querysets import today
from members.services.forgetting import blank_messages, forget_mails_about
from members.services.roles import revoke_role


def erase_member(*, member: User, actor: User | None, reason: str) -> User:
    """Take out who somebody is, end every session and close the account for good. What was learnt, taught and
    certified stays. All of it or nothing; an erased account comes back unchanged."""
    if actor is not None and not rules.may_erase_members(actor):
        raise MemberError(_("Only administrators erase accounts."))
    reason = reason.strip()
    if not reason:
        raise MemberError(_("Say why the account is erased."))
    sessions = _sessions_of(member)
    with transaction.atomic():
        # Weaker than for update: who enrols the member holds the batch already, and only refers to this row.
        locked: User = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        if locked.erased_at is not None:
            return locked
        _check(locked, actor)
        for role in SiteRole:
            revoke_role(member=locked, role=role, actor=actor)
        for forget in personal_data.forgettings().values():
            forget(locked)
        _forget_account(locked)
        _end_sessions(sessions)
        _blank(locked)
        audit.record(action="member.erased", actor=actor, subject=f"member:{locked.uid}", data={"reason": reason})
    return locked


def _check(member: User, actor: User | None) -> None:
    if actor is not None and actor.pk == member.pk:
        raise MemberError(_("Nobody erases the own account: ask another administrator."))
    in_office = CoordinatorAppointment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today()), member=member)
    if in_office.exists():
        raise MemberError(_("%(name)s coordinates a province: end the appointment first.") % {"name": member.name})


def _forget_account(member: User) -> None:
    member.memberships.all().delete()
    blank_messages(of=Q(recipient=member))
    forget_mails_about(member)
    member.message_preferences.all().delete()
    HandOver.objects.filter(earlier__member=member).update(note="")
    for rows in (Authenticator, EmailAddress, EditingSession, PageSubscription):
        rows.objects.filter(user=member).delete()
    for profile in UserProfile.objects.filter(user=member):
        if profile.avatar:
            transaction.on_commit(partial(profile.avatar.storage.delete, profile.avatar.name), robust=True)
        profile.delete()
    AccessAttempt.objects.filter(username=member.username).delete()
    of_member = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(member.pk)}
    ModelLogEntry.objects.filter(**of_member).update(label=member.username, data={})


def _sessions_of(member: User) -> list[str]:
    """Everybody's have to be opened to know; done before the transaction, which would hold up all other writing."""
    rows = Session.objects.filter(expire_date__gt=clock.now()).iterator()
    return [row.session_key for row in rows if row.get_decoded().get("_auth_user_id") == str(member.pk)]


def _end_sessions(keys: Iterable[str]) -> None:
    """The new password ends them by itself; their rows go, too, so that nothing is left that names the account."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()


def _blank(member: User) -> None:
    """The opaque user name stays: the audit trail knows the account by it."""
    member.name = f"Akun terhapus {member.username}"
    member.title_before = member.title_after = member.rank = member.position = member.phone = member.number = ""
    member.number_kind, member.email = NumberKind.NONE, None
    member.zone, member.language, member.last_login = Zone.WIB, "id", None
    member.is_active, member.erased_at = False, clock.now()
    member.set_unusable_password()
    member.save()
    member.groups.clear()
    member.user_permissions.clear()
    rules.forget_roles(member)
