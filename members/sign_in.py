"""How a typed name becomes an account, and what happens when somebody guesses too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members import nip
from members.models import User


def typed_login(credentials: dict[str, Any]) -> str:
    """What was typed as the name, whichever way it came; a number without its spaces."""
    typed = str(credentials.get("username") or credentials.get("login") or credentials.get("email") or "").strip()
    return nip.normalise(typed) if nip.looks_like_number(typed) else typed.lower()


def find_account(request: HttpRequest | None, login: str) -> User | None:
    """The account meant by `login`; asked of the database once per request, since lock-out and log-in both ask."""
    known: dict[str, User | None] = getattr(request, "_accounts_by_login", {})
    if login not in known:
        # Two rows: if a NIP and a NI PPPK were equal, neither owner may enter as the other.
        found = list(User.objects.for_login(login)[:2]) if login else []
        account = known[login] = found[0] if len(found) == 1 else None
        if account is not None:
            known[account.username] = account
        if request is not None:
            request._accounts_by_login = known  # type: ignore[attr-defined]
    return known[login]


def lockout_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Failures count against the account, whether its address or its number was typed."""
    login = typed_login(credentials or {"login": request.POST.get("login", "")})[:150]
    account = find_account(request, login)
    return account.username if account else login


def locked_out_response(request: HttpRequest, *_details: object) -> HttpResponse:
    wait: timedelta = get_cool_off(request) or timedelta(minutes=15)
    minutes = ceil(wait.total_seconds() / 60)
    response = render(request, "members/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def leaving_nothing(logout: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever logs out leaves nothing on a shared telephone: kept courses, private pictures, what waited to be sent.

    The page has offered to send what waits before it comes to this (static/js/offline/page.js).
    """

    @wraps(logout)
    def leave(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = logout(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return leave
