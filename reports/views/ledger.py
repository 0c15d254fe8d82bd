from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from members.models import User
from reports.ledger_makers import LEDGER_PAPER, LEDGER_SHEET, SUBJECT, options_of
from reports.ledger_page import ledger_listing, ledger_page, wanted_by, year_of
from reports.rules import may_open_ledger

KINDS = {"xlsx": LEDGER_SHEET, "pdf": LEDGER_PAPER}


@require_safe
@login_required
@cache_control(private=True)
def people(request: HttpRequest) -> HttpResponse:
    return _page(request, by_office=False)


@require_safe
@login_required
@cache_control(private=True)
def offices(request: HttpRequest) -> HttpResponse:
    return _page(request, by_office=True)


@require_safe
@login_required
def files(request: HttpRequest) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    _only_staff(request)
    return render(request, "core/made_files.html", _files(request))


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    _only_staff(request)
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    listing = ledger_listing(request.user, request.GET)
    wanted = wanted_by(listing, year_of(request.GET))
    tab = "reports:jp_offices" if request.POST.get("tab") == "offices" else "reports:jp"
    back = reverse(tab) + (f"?{listing.query}" if listing.query else "")
    return ask_and_return(request, kind=kind.name, subject=SUBJECT, options=options_of(wanted), back=back)


def _page(request: HttpRequest, *, by_office: bool) -> HttpResponse:
    _only_staff(request)
    ledger = ledger_page(cast(User, request.user), request.GET, by_office=by_office)
    context = {"ledger": ledger, "by_office": by_office, **_files(request)}
    return render(request, "reports/ledger.html", context)


def _only_staff(request: HttpRequest) -> None:
    """As if nothing lay here, for whom it is not."""
    if not may_open_ledger(request.user):
        raise Http404


def _files(request: HttpRequest) -> dict[str, Any]:
    return {**files_shown(request, SUBJECT), "state_url": reverse("reports:jp_files")}
