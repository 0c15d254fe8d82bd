"""The cookie that a browser gets when a test is begun in it: a random token that names nobody, for nothing else."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core.languages import YEAR
from quizzes.devices import new_token

COOKIE = "device"
TOKEN = re.compile(r"[0-9a-f]{32}")


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
