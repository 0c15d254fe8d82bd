"""The lists behind the numbers of the desks, for those who look after others."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.listing import Listing
from core.sheets import csv_text
from home.rules import may_look_after_others
from home.selectors import lists
from members.models import User

LONGEST = 100


@require_safe
@login_required
@never_cache
def missing(request: HttpRequest) -> HttpResponse:
    found = lists.missing_list(_person(request), request.GET)
    return render(request, "home/missing.html", {"list": found, "page_obj": found.page, "query": found.listing.query})


@require_safe
@login_required
@never_cache
def missing_export(request: HttpRequest) -> HttpResponse:
    rows = lists.missing_export(_person(request), request.GET)
    return _csv(rows, f"belum-lengkap-{clock.site_day().isoformat()}.csv")


@require_safe
@login_required
@never_cache
def offices(request: HttpRequest) -> HttpResponse:
    person = _person(request)
    listing = Listing(
        request.GET,
        filters=lists.office_filters(person, request.GET.get("batch", "")),
        search_label=_("Office or city"),
        rows_per_page=lists.ROWS_PER_PAGE,
    )
    found = lists.office_list(person, listing)
    context = {"list": found, "page_obj": found.page, "query": found.listing.query}
    return render(request, "home/offices.html", {**context, "batch_chosen": found.listing.value("batch")})


@require_safe
@login_required
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """Of the coming seven days; or, asked so, all that lack a material."""
    lack, batch = request.GET.get("lack") == "material", request.GET.get("batch", "").replace("\0", "")[:LONGEST]
    followed = lists.batches_followed(_person(request))
    rows = lists.sessions_lacking(followed, batch) if lack else lists.sessions_ahead(followed)
    shown = Paginator(rows, lists.ROWS_PER_PAGE).get_page(request.GET.get("page"))
    lacking = set(
        lists.sessions_lacking(followed).filter(pk__in=[row.pk for row in shown]).values_list("pk", flat=True)
    )
    context = {"page_obj": shown, "lack": lack, "batch": batch, "lacking": lacking, "query": _query(request)}
    return render(request, "home/sessions.html", context)


def _query(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return parameters.urlencode()


def _csv(rows: list[list[str]], name: str) -> HttpResponse:
    response = HttpResponse(csv_text(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_look_after_others(request.user):
        raise Http404
    return request.user
