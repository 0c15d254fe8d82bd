"""The key in a mail that changes how one category of mails comes to one member, and does nothing else."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from members.choices import MessageCategory
from members.models import User

SIGNER = signing.Signer(salt="members.stop_messages")


def stop_token(member: User, category: str) -> str:
    """Always the same for the same two: mails are answered years later."""
    return SIGNER.sign(f"{member.uid.hex}.{category}")


def whose_token(token: str) -> tuple[User, MessageCategory | None] | None:
    """None for a category that there is no more: of mails, too, that were sent before it went."""
    try:
        uid, _dot, category = SIGNER.unsign(token).partition(".")
    except signing.BadSignature:
        return None
    member = User.objects.active().filter(uid=UUID(uid)).first()
    if member is None:
        return None
    return member, MessageCategory(category) if category in MessageCategory.values else None
