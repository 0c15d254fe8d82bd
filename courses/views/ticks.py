"""Ticking off by hand, per batch: by who runs it, and by its speakers where that is left to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core.listing import Filter, Listing
from courses.errors import CourseError
from courses.manual_forms import UndoTickForm
from courses.models import Batch, ManualRequirement, ManualTick
from courses.rules import may_run_batch, may_see_batch
from courses.selectors.manual import requirements_seen_by, requirements_ticked_by
from courses.selectors.ticks import OPEN, TICKED, TickRow, number_ticked, offices_of_participants, tick_rows, ticks_of
from courses.services.manual import tick_off, undo_tick
from courses.views.access import member_behind

ROWS_PER_PAGE = 50
LONGEST_NOTE = 250


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def batch_ticks(request: HttpRequest, code: str) -> HttpResponseBase:
    batch, seen = _seen(request, code)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = next((one for one in seen if str(one.uid) == asked.get("for", "")), seen[0] if seen else None)
    context: dict[str, Any] = {"batch": batch}
    if chosen is None:
        context["may_run"] = may_run_batch(request.user, batch)
        return render(request, "courses/batch_ticks.html", context)
    listing = _listing(request, batch, seen, chosen)
    rows = ticks_of(
        batch,
        chosen,
        ticked=listing.value("ticked"),
        office=listing.value("office"),
        text=listing.text,
    )
    may_tick = requirements_ticked_by(request.user, batch).filter(pk=chosen.pk).exists()
    if request.method == "POST":
        if not may_tick:
            raise Http404
        return _tick(request, batch, chosen, listing, list(rows))
    ticked, of = number_ticked(batch, chosen)
    page = listing.page_of(rows, count=None if listing.is_narrowed else of)
    context |= {
        "chosen": chosen,
        "listing": listing,
        "page_obj": page,
        "lines": _lines(tick_rows(list(page), chosen), batch, may_tick=may_tick),
        "ticked": ticked,
        "of": of,
        "may_tick": may_tick,
        "may_see_batch": may_see_batch(request.user, batch),
    }
    return render(request, "courses/batch_ticks.html", context)


def _lines(rows: list[TickRow], batch: Batch, *, may_tick: bool) -> list[dict[str, Any]]:
    """As each is read. Hundreds are ticked off at once: a moment is put in words once."""
    moments: dict[datetime, str] = {}
    lines = []
    for row in rows:
        line: dict[str, Any] = {"enrolment": row.enrolment, "name": row.name, "office": row.office or "–"}
        if tick := row.tick:
            if tick.on not in moments:
                moments[tick.on] = date_format(localtime(tick.on), "j M Y, H.i T")
            line |= {"on": moments[tick.on], "by": tick.by, "note": tick.note}
            if may_tick and not row.has_completed_course:
                line["undo"] = reverse("courses:tick_undo", args=[batch.code, tick.pk])
        lines.append(line)
    return lines


def _seen(request: HttpRequest, code: str) -> tuple[Batch, list[ManualRequirement]]:
    """404 for whom none of it concerns; who looks after the batch finds an empty list, too."""
    batch = get_object_or_404(Batch.objects.select_related("course"), code=code)
    seen = list(requirements_seen_by(request.user, batch))
    if not seen and not may_see_batch(request.user, batch):
        raise Http404
    return batch, seen


def _listing(request: HttpRequest, batch: Batch, seen: list[ManualRequirement], chosen: ManualRequirement) -> Listing:
    asked = request.POST if request.method == "POST" else request.GET
    return Listing(
        {**asked.dict(), "for": str(chosen.uid)},
        filters=[
            Filter("for", _("What is asked for"), [(str(one.uid), one.label) for one in seen], is_required=True),
            Filter("ticked", _("Ticked off"), [(OPEN, _("not yet")), (TICKED, _("ticked off"))]),
            Filter("office", _("Office"), offices_of_participants(batch)),
        ],
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )


def _tick(
    request: HttpRequest, batch: Batch, chosen: ManualRequirement, listing: Listing, fitting: list[int]
) -> HttpResponseBase:
    """Those chosen on the page, or all who fit what the list was asked for."""
    picked = {int(pk) for pk in request.POST.getlist("enrolment") if pk.isdecimal()}
    enrolments = fitting if request.POST.get("whom") == "all" else [pk for pk in fitting if pk in picked]
    try:
        ticked = tick_off(
            requirement=chosen,
            batch=batch,
            enrolments=enrolments,
            note=request.POST.get("note", "").strip()[:LONGEST_NOTE],
            actor=member_behind(request),
        )
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(number)d person was ticked off.", "%(number)d people were ticked off.", ticked)
        messages.success(request, words % {"number": ticked})
    page = request.POST.get("page", "")
    query = listing.query + (f"&{urlencode({'page': page})}" if page.isdecimal() else "")
    return redirect(f"{reverse('courses:batch_ticks', args=[batch.code])}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tick_undo(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    batch, _requirements = _seen(request, code)
    ticks = ManualTick.objects.filter(
        enrolment__batch=batch, requirement__in=requirements_ticked_by(request.user, batch), undone_at=None
    )
    tick = get_object_or_404(ticks.select_related("requirement", "enrolment__member", "ticked_by"), pk=pk)
    form = UndoTickForm(request.POST or None)
    back = f"{reverse('courses:batch_ticks', args=[code])}?{urlencode({'for': tick.requirement.uid})}"
    if request.method == "POST" and form.is_valid():
        try:
            undo_tick(tick=tick, reason=form.cleaned_data["reason"], actor=member_behind(request))
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The tick is undone."))
            return redirect(back)
    return render(request, "courses/tick_undo.html", {"batch": batch, "tick": tick, "form": form, "back": back})
