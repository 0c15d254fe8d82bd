"""The cookie that a browser gets when a test is begun in it, or its holder checks in to a session: a random token that
names nobody, by which staff hear of one device for several people, and for nothing else.

The token itself is kept nowhere: what is kept is made from it and what it was used for, so that it matches there alone.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.languages import YEAR

COOKIE = "device"
TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def token_of(request: HttpRequest) -> str:
    """The one that this browser has, or a new one for it to be given."""
    given: str = request.COOKIES.get(COOKIE, "")
    return given if TOKEN.fullmatch(given) else new_token()


def remember_device(response: HttpResponseBase, token: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=YEAR,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
