"""What holds for each answer about a certificate: no search engine, no shared cache, no log of who looked at whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def discreet(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """The access log gets the view's name instead of the address with its token, and no user."""

    @wraps(view)
    def unnamed(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        match = request.resolver_match
        request.logged_as = match.view_name if match else "certificates"  # type: ignore[attr-defined]  # core.middleware
        return guarded(view(request, *args, **kwargs))

    return unnamed


def guarded(response: Answer) -> Answer:
    response["X-Robots-Tag"] = "noindex, nofollow"
    if "no-store" not in response.get("Cache-Control", ""):
        response["Cache-Control"] = "private, no-cache"
    # Other sites never learn the token. Not "no-referrer": browsers then send our own form as from nowhere, and the
    # check against forged requests refuses it.
    response["Referrer-Policy"] = "same-origin"
    return response
