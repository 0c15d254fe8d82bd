"""Nominations of a batch: the organiser decides on them, and on who waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.listing import Filter, Listing
from courses.choices import EnrolmentState
from courses.errors import CourseError
from courses.models import Batch
from courses.nomination_forms import DecisionForm
from courses.selectors.nominations import (
    ACCEPTED,
    NOT_ANSWERED,
    nominations_of,
    offices_named_in,
    waiting_of,
)
from courses.selectors.room import room_of, seat_of
from courses.services.nominations import decide_nominations
from courses.views.access import batch_run_by, member_behind

ROWS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_nominations(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form, answered = _decided(request, batch, "courses:batch_nominations")
    if answered is not None:
        return answered
    answers = [(ACCEPTED, _("accepted")), (NOT_ANSWERED, _("no answer yet"))]
    listing = _listing(request, batch, EnrolmentState.NOMINATED, Filter("answer", _("Their answer"), answers))
    rows = nominations_of(batch, text=_text(listing), answer=listing.value("answer"), office=listing.value("office"))
    context = {"batch": batch, "form": form, "listing": listing, "page_obj": listing.page_of(rows)}
    return render(request, "courses/batch_nominations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_waiting(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form, answered = _decided(request, batch, "courses:batch_waiting")
    if answered is not None:
        return answered
    listing = _listing(request, batch, EnrolmentState.WAITING)
    page = listing.page_of(waiting_of(batch, text=_text(listing), office=listing.value("office")))
    room = room_of(batch)
    for row in page.object_list:
        row.over_quota = not room.within_quota(seat_of(row.office))
    context = {
        "batch": batch,
        "form": form,
        "listing": listing,
        "page_obj": page,
        "taken": room.taken,
        "left": None if room.capacity is None else max(0, room.capacity - room.taken),
    }
    return render(request, "courses/batch_waiting.html", context)


def _decided(request: HttpRequest, batch: Batch, back: str) -> tuple[DecisionForm, HttpResponseBase | None]:
    """The form again with what is wrong in it, or the way back to the list."""
    form = DecisionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form, None
    confirms = request.POST.get("decision") == "confirm"
    chosen = _chosen(request)
    if not chosen:
        form.add_error(None, _("Tick at least one person."))
        return form, None
    rows = batch.enrolments.filter(uid__in=chosen).select_related("batch", "member", "office")
    try:
        decided = decide_nominations(
            batch=batch,
            enrolments=list(rows.order_by(F("waiting_since").asc(nulls_last=True), "pk")),
            confirms=confirms,
            reason=form.cleaned_data["reason"],
            actor=member_behind(request),
        )
    except CourseError as refusal:
        form.add_error("reason" if not confirms else None, str(refusal))
        return form, None
    number = len(decided.done)
    if number:
        said = (
            ngettext("%(number)d person is confirmed.", "%(number)d people are confirmed.", number)
            if confirms
            else ngettext("%(number)d person is refused.", "%(number)d people are refused.", number)
        )
        messages.success(request, said % {"number": number})
    for sentence in decided.refused:
        messages.error(request, sentence)
    return form, redirect(back, batch.code)


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("person")[:ROWS_PER_PAGE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _listing(request: HttpRequest, batch: Batch, state: EnrolmentState, *more: Filter) -> Listing:
    offices = [(str(pk), name) for pk, name in offices_named_in(batch, state).values_list("pk", "name")]
    return Listing(
        request.GET,
        filters=[*more, Filter("office", _("Office"), offices)],
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )


def _text(listing: Listing) -> str:
    return listing.text.replace("\0", "")
