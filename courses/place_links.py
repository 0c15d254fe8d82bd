"""The secret in a link about a place: made anew from the site's key for each mail on the wire, kept as a hash only."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from courses.invitation_links import TOKEN_BYTES, hash_of
from courses.models import PlaceLink

if TYPE_CHECKING:
    from members.models import Message

SALT = "courses.place_link"
TEMPLATES = ("place_asked", "place_approval", "place_free")


def token_of(link: PlaceLink) -> str:
    digest = salted_hmac(SALT, str(link.uid), algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def place_link_by(token: str) -> PlaceLink | None:
    found = PlaceLink.objects.filter(token_hash=hash_of(token))
    return found.select_related("asked", "enrolment__member", "enrolment__office", "enrolment__batch__course").first()


def link_for_message(message: Message) -> str:
    uid = message.key.split(":")[1]
    link = PlaceLink.objects.filter(uid=uid).first()
    return f"{settings.SITE_URL}{reverse('courses:place_link', args=[token_of(link)])}" if link is not None else ""
