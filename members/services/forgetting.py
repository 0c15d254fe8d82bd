"""What is taken out of the outbox when the reason to keep it is gone."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from members.choices import MessageState
from members.models import Message

UNSENT = (MessageState.WAITING, MessageState.COLLECTED)
BLANK = {"address": "", "subject": "–", "text": "", "html": ""}


def delete_messages(*, keys: Collection[str]) -> int:
    """Messages to somebody who never had an account; how many. A job that would send one finds nothing."""
    deleted, _by_model = Message.objects.filter(key__in=keys, recipient=None).delete()
    return deleted


def blank_messages(*, of: Q) -> int:
    """Keep that a message of its kind went out and when; take out to which address and what it said. One that waits is
    not sent any more."""
    found = Message.objects.filter(of)
    found.filter(state__in=UNSENT).update(state=MessageState.FAILED)
    return found.update(**BLANK, reason="")
