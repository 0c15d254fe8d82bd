"""What is taken out of the outbox when the reason to keep it is gone."""

from __future__ import annotations

from collections.abc import Collection

from members.models import Message


def delete_messages(*, keys: Collection[str]) -> int:
    """Messages to somebody who never had an account; how many. A job that would send one finds nothing."""
    deleted, _by_model = Message.objects.filter(key__in=keys, recipient=None).delete()
    return deleted
