from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from members.rules import only_speaks

LANGUAGES = {code for code, _name in settings.LANGUAGES}
SECOND_FACTOR_SEEN = "second_factor_seen"
SECOND_FACTOR_SECONDS = 600
WITHOUT_SECOND_FACTOR = (
    "/admin/login/", "/admin/logout/", "/account/", "/language/", "/static/", "/v/", "/V/", "/verify/", "/invitations/",
    "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/sw.js", "/manifest.webmanifest", "/offline/",
    "/inbox/stop/",
)  # fmt: skip


class LanguageMiddleware:
    """Indonesian unless the visitor chose otherwise: the choice is a cookie, never the browser's header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class StaffSecondFactorMiddleware:
    """Staff without an authenticator app or a passkey set one up before they reach the admin or anything they run.

    Open stay to them what strangers see too, and the pages of the account itself; to somebody who is a speaker and
    nothing more, the whole site but the admin: there is nothing of others that a speaker could change. That they have
    a second factor is noted in the session and asked of the database again after ten minutes only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR_REQUIRED
            and not request.path.startswith(WITHOUT_SECOND_FACTOR)
            and request.path != "/"
            and request.user.is_authenticated
            and (request.user.is_staff or request.path.startswith("/admin/"))
            and not self._has_second_factor(request)
        ):
            messages.warning(
                request,
                _("The administration asks for a second step at log-in: set up an authenticator app or a passkey."),
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def _has_second_factor(self, request: HttpRequest) -> bool:
        now = time.time()
        if now - request.session.get(SECOND_FACTOR_SEEN, 0) < SECOND_FACTOR_SECONDS:
            return True
        if not request.path.startswith("/admin/") and only_speaks(request.user):
            return True
        if not is_mfa_enabled(request.user):
            return False
        request.session[SECOND_FACTOR_SEEN] = now
        return True
