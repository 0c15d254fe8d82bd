"""Stands in for the audit trail of core until it has landed."""

from typing import Any

from members.models import User


def record(*, action: str, actor: User | None, subject: str, data: dict[str, Any] | None = None) -> None:
    return None
