"""How long the name and address of somebody who was invited and never came are kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from core import audit, clock
from courses.models import SpeakerInvitation
from courses.querysets import InvitationQuerySet
from members.services.forgetting import delete_messages


def lapsed_invitations() -> InvitationQuerySet:
    """Never accepted, and over for longer than INVITATION_KEEP_DAYS: expired, or taken back."""
    since = clock.now() - timedelta(days=settings.INVITATION_KEEP_DAYS)
    return SpeakerInvitation.objects.lapsed_before(since)


@transaction.atomic
def remove_invitations(*, invitations: InvitationQuerySet) -> int:
    """With every mail that carried them; how many. The trail keeps that somebody was invited, without a name."""
    rows = list(invitations.select_for_update(of=("self",)).select_related("batch").order_by("pk"))
    delete_messages(keys=[key for row in rows for key in row.message_keys])
    SpeakerInvitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    audit.record_many(
        action="speaker.invitation_removed",
        actor=None,
        entries=[(f"invitation:{row.uid}", {"batch": row.batch.code}) for row in rows],
    )
    return len(rows)
