"""How often one visitor may ask for something: counted in fixed windows on the cache, shared where the cache is."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import clock
from core.addresses import client_address

View = TypeVar("View", bound=Callable[..., Any])


def rate_limited(scope: str, *, limit: int, seconds: int) -> Callable[[View], View]:
    """Answer 429 to whoever asks the views of this scope more than `limit` times in a window of `seconds`.

    Who is logged in is counted as a person, because a whole office may share one address; a stranger by address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not settings.RATE_LIMITS:
                return view(request, *args, **kwargs)
            wait = seconds_to_wait(scope, caller_of(request), limit=limit, seconds=seconds)
            return too_many_requests(request, wait) if wait else view(request, *args, **kwargs)

        return limited  # type: ignore[return-value]

    return decorate


def seconds_to_wait(scope: str, caller: str, *, limit: int, seconds: int) -> int:
    """Count one call; 0 when it is within the limit, else the seconds until the window ends."""
    moment = clock.now().timestamp()
    window, into_window = divmod(int(moment), seconds)
    key = f"rate:{scope}:{seconds}:{window}:{caller}"
    if cache.add(key, 1, timeout=seconds * 2):
        count = 1
    else:
        try:
            count = cache.incr(key)
        except ValueError:  # thrown out of a full cache in between
            count = 1
    return seconds - into_window if count > limit else 0


def is_used_up(scope: str, caller: str, *, limit: int, seconds: int) -> bool:
    """Whether as many calls as are allowed were counted in this window; counts none itself."""
    window = int(clock.now().timestamp()) // seconds
    return bool(cache.get(f"rate:{scope}:{seconds}:{window}:{caller}", 0) >= limit)


def caller_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return f"user-{user.pk}" if user is not None and user.is_authenticated else f"address-{client_address(request)}"


def too_many_requests(request: HttpRequest, wait: int) -> HttpResponse:
    response: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"error": _("Too many tries at once"), "retry_after": wait}, status=429)
    else:
        response = render(request, "429.html", {"retry_after": wait}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
