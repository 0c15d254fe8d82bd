from __future__ import annotations

from core import clock
from members.models import Message, User


def read_message(*, message: Message) -> None:
    """The first opening counts; every other changes nothing."""
    if message.read_at is None:
        message.read_at = clock.now()
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=message.read_at)


def read_all_messages(*, member: User) -> int:
    """How many were unread."""
    return Message.objects.in_inbox_of(member.pk).filter(read_at=None).update(read_at=clock.now())
