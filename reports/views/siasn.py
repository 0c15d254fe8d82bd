"""The course history for SIASN: of a batch, and of a year."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.listing import Filter, Listing
from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from courses.models import Batch
from reports.ledger_page import with_year, year_of, years
from reports.rules import may_open_ledger, may_take_history
from reports.selectors.siasn import Counts, candidates_of, counts_of_batch, counts_of_year, staying, staying_rows
from reports.siasn import REASONS
from reports.siasn_makers import HISTORY_CSV, HISTORY_SHEET
from reports.views.recap import batch_followed

KINDS = {"xlsx": HISTORY_SHEET, "csv": HISTORY_CSV}
SUBJECT_OF_YEAR = "siasn"


@require_safe
@login_required
@cache_control(private=True)
def of_batch(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, batch=batch_followed(request, code))


@require_safe
@login_required
@cache_control(private=True)
def of_year(request: HttpRequest) -> HttpResponse:
    _only_staff(request)
    return _page(request, year=year_of(request.GET))


@require_safe
@login_required
def batch_files(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", _files(request, batch_followed(request, code)))


@require_safe
@login_required
def year_files(request: HttpRequest) -> HttpResponse:
    _only_staff(request)
    return render(request, "core/made_files.html", _files(request, None))


@require_POST
@login_required
def make_of_batch(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_followed(request, code)
    _only_who_takes(request, batch)
    back = reverse("reports:siasn", args=[code])
    return ask_and_return(request, kind=_kind(request), subject=f"batch:{batch.code}", options={}, back=back)


@require_POST
@login_required
def make_of_year(request: HttpRequest) -> HttpResponse:
    _only_who_takes(request, None)
    year = year_of(request.GET)
    back = f"{reverse('reports:siasn_year')}?year={year}"
    return ask_and_return(request, kind=_kind(request), subject=SUBJECT_OF_YEAR, options={"year": year}, back=back)


def _kind(request: HttpRequest) -> str:
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    return kind.name


def _nobody(counts: Counts) -> str:
    """Why nobody stands among those who are not in the list."""
    if counts.staying:
        return _("Nobody fits what you asked for.")
    return _("Whoever takes part stands in the list.") if counts.goes else _("Nobody takes part yet.")


def _page(request: HttpRequest, *, batch: Batch | None = None, year: int | None = None) -> HttpResponse:
    filters = [Filter("reason", _("Reason"), [(reason.value, words) for reason, words in REASONS.items()])]
    if year is not None:
        named = [(str(one), str(one)) for one in years()]
        filters.insert(0, Filter("year", _("Year"), named, is_required=True))
    listing = Listing(request.GET if year is None else with_year(request.GET), filters=filters)
    reason = listing.value("reason")
    counts = counts_of_batch(request.user, batch) if batch else counts_of_year(request.user, year or 0)
    number = counts.stays.get(reason, 0) if reason else counts.staying
    page = listing.page_of(staying(candidates_of(request.user, batch=batch, year=year), reason), count=number)
    context = {
        "batch": batch,
        "year": year,
        "may_take": may_take_history(request.user, batch),
        "counts": counts,
        "nobody": _nobody(counts),
        "listing": listing,
        "page_obj": page,
        "rows": [{"row": row, "reason": str(row.reason.words)} for row in staying_rows(page)],
        **_files(request, batch),
    }
    return render(request, "reports/siasn.html", context)


def _only_staff(request: HttpRequest) -> None:
    if not may_open_ledger(request.user):
        raise Http404


def _only_who_takes(request: HttpRequest, batch: Batch | None) -> None:
    if not may_take_history(request.user, batch):
        raise Http404


def _files(request: HttpRequest, batch: Batch | None) -> dict[str, Any]:
    if batch is None:
        return {**files_shown(request, SUBJECT_OF_YEAR), "state_url": reverse("reports:siasn_year_files")}
    subject, address = f"batch:{batch.code}", reverse("reports:siasn_files", args=[batch.code])
    return {**files_shown(request, subject), "state_url": address}
