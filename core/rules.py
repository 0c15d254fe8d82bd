"""Who sees the engine room. Groups get these permissions from the app that owns the roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin


def may_view_jobs(user: PermissionsMixin | AnonymousUser) -> bool:
    return user.has_perm("core.view_job") or user.has_perm("core.change_job")


def may_retry_jobs(user: PermissionsMixin | AnonymousUser) -> bool:
    return user.has_perm("core.change_job")


def may_read_audit_trail(user: PermissionsMixin | AnonymousUser) -> bool:
    return user.has_perm("core.view_auditentry")
