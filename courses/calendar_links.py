"""The secret in the address of somebody's calendar: made anew from the site's key whenever it is shown."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from courses.models import CalendarAddress
from members.models import User

SALT = "courses.calendar_address"
TOKEN_BYTES = 24


def token_for(member: User, number: int) -> str:
    """Nobody can make it from the database alone; a new round makes the one before worthless."""
    digest = salted_hmac(SALT, f"{member.uid}:{number}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_in_use(calendar: CalendarAddress) -> bool:
    """Not any more once the site's key was changed: what could be shown of it then would lead nowhere."""
    return calendar.token_hash == hash_of(token_for(calendar.member, calendar.round))


def address_of(calendar: CalendarAddress) -> str:
    token = token_for(calendar.member, calendar.round)
    return f"{settings.SITE_URL}{reverse('courses:calendar_file', args=[token])}"


def calendar_behind(token: str) -> CalendarAddress | None:
    """Whose calendar that is, as long as the account is in use."""
    found = CalendarAddress.objects.filter(token_hash=hash_of(token), member__is_active=True)
    return found.select_related("member").first()
