from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from core.prepared import prepared
from courses.models import Batch
from courses.rules import may_see_batch
from members.models import User
from reports.makers import RECAP_PAPER, RECAP_SHEET
from reports.recap_page import asked_by, recap_listing, recap_page
from reports.recap_words import options_of
from reports.scopes import whose_people
from reports.selectors.evaluation import subjects_rated

KINDS = {"xlsx": RECAP_SHEET, "pdf": RECAP_PAPER}


def batch_followed(request: HttpRequest, code: str) -> Batch:
    for batch in _followed(request.user, code):
        return batch
    raise Http404


@prepared
def _followed(user: User | AnonymousUser, code: str) -> QuerySet[Batch]:
    return Batch.objects.followed_by(user).select_related("course").filter(code=code)


def subject_of(batch: Batch) -> str:
    return f"batch:{batch.code}"


@require_safe
@login_required
@cache_control(private=True)
def recap(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_followed(request, code)
    sees_whole = may_see_batch(request.user, batch)
    rated = subjects_rated(batch) if sees_whole else []
    partial = "" if sees_whole else whose_people(request.user, batch)
    page = recap_page(request.user, batch, request.GET, sees_whole=sees_whole)
    context = {"batch": batch, "recap": page, "rated": rated, "partial": partial}
    return render(request, "reports/recap.html", {**context, **_files(request, batch)})


@require_safe
@login_required
def files(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", _files(request, batch_followed(request, code)))


@require_POST
@login_required
def make(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_followed(request, code)
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    whose = None if may_see_batch(request.user, batch) else request.user
    listing = recap_listing(whose, batch, request.GET)
    back = reverse("reports:recap", args=[code]) + (f"?{listing.query}" if listing.query else "")
    return ask_and_return(
        request, kind=kind.name, subject=subject_of(batch), options=options_of(asked_by(listing)), back=back
    )


def _files(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    return {**files_shown(request, subject_of(batch)), "state_url": reverse("reports:recap_files", args=[batch.code])}
