"""The trail of who did what to which record. Entries are written with the deed and sealed later, by a job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.models import AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def record(
    *, action: str, actor: AbstractBaseUser | None, subject: str, data: dict[str, Any] | None = None
) -> AuditEntry:
    """Add an entry in the caller's transaction. `actor` is None for what the system did by itself.

    `action` is `<noun>.<past verb>` (`certificate.issued`), `subject` `<noun>:<uid>`. `data` holds ids and values, no
    names, addresses or texts of persons: the entry cannot be taken out again.
    """
    return AuditEntry.objects.create(
        action=action,
        actor_id=actor.pk if actor else None,
        actor_name=actor.get_username() if actor else "",
        subject=subject,
        data=data or {},
    )


def record_many(
    *, action: str, actor: AbstractBaseUser | None, entries: Iterable[tuple[str, dict[str, Any]]]
) -> list[AuditEntry]:
    """The same deed done to many records, as (subject, data), in one statement."""
    return AuditEntry.objects.bulk_create(
        AuditEntry(
            action=action,
            actor_id=actor.pk if actor else None,
            actor_name=actor.get_username() if actor else "",
            subject=subject,
            data=data,
        )
        for subject, data in entries
    )
