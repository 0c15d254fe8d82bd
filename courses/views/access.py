"""How our plain views turn people away. The getter is the permission check: what is not found may not be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from courses.models import Batch

if TYPE_CHECKING:
    from members.models import User


def turned_away(request: HttpRequest) -> HttpResponseBase:
    """Strangers to the log-in, whether or not something lies here; members get the same 404 as for nothing."""
    if not request.user.is_authenticated:
        response: HttpResponse = redirect_to_login(request.get_full_path())
        return response
    raise Http404


def is_prefetch(request: HttpRequest) -> bool:
    """Whether the browser asks ahead of its reader."""
    asked = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in asked or "prerender" in asked or request.headers.get("X-Moz") == "prefetch"


def batch_followed_by(request: HttpRequest, code: str) -> Batch:
    return get_object_or_404(Batch.objects.followed_by(request.user).select_related("course"), code=code)


def batch_run_by(request: HttpRequest, code: str) -> Batch:
    return get_object_or_404(Batch.objects.run_by(request.user).select_related("course"), code=code)


def member_behind(request: HttpRequest) -> User:
    """For views behind `login_required`."""
    return cast("User", request.user)
