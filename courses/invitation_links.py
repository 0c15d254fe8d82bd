"""The secret in an invitation's link: made anew from the site's key whenever it is shown, kept as a hash only."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from courses.models import SpeakerInvitation

if TYPE_CHECKING:
    from members.models import Message

SALT = "courses.speaker_invitation"
TOKEN_BYTES = 18
TEMPLATE = "speaker_invitation"


def token_of(invitation: SpeakerInvitation) -> str:
    """Nobody can make it from the database alone; a new round makes the one before worthless."""
    digest = salted_hmac(SALT, f"{invitation.uid}:{invitation.round}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(invitation: SpeakerInvitation) -> str:
    return f"{settings.SITE_URL}{reverse('courses:invitation', args=[token_of(invitation)])}"


def link_for_message(message: Message) -> str:
    """What the mail on the wire carries: the link of the invitation's present round."""
    uid = message.key.split(":")[1]
    invitation = SpeakerInvitation.objects.filter(uid=uid).first()
    return link_of(invitation) if invitation is not None else ""
