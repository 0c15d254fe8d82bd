"""Nominations of a batch: the organiser decides on them, and on who waits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.listing import Filter, Listing
from courses.choices import EnrolmentState
from courses.errors import CourseError
from courses.models import Batch, Enrolment
from courses.nomination_forms import RefusalForm
from courses.selectors.nominations import (
    ACCEPTED,
    NOT_ANSWERED,
    nominations_of,
    offices_named_in,
    waiting_of,
)
from courses.selectors.room import room_of, seat_of
from courses.services.nominations import decide_nominations
from courses.services.place_asking import ask_again
from courses.views.access import batch_run_by, member_behind

ROWS_PER_PAGE = 50
CONFIRM, REFUSE, ASK = "confirm", "refuse", "ask"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_nominations(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    decision = _decided(request, batch, "courses:batch_nominations")
    if decision.page is not None:
        return decision.page
    answers = [(ACCEPTED, _("accepted")), (NOT_ANSWERED, _("no answer yet"))]
    listing = _listing(request, batch, EnrolmentState.NOMINATED, Filter("answer", _("Their answer"), answers))
    rows = nominations_of(batch, text=listing.text, answer=listing.value("answer"), office=listing.value("office"))
    context = {
        "batch": batch,
        "form": decision.form,
        "chosen": decision.chosen,
        "listing": listing,
        "page_obj": listing.page_of(rows),
    }
    return render(request, "courses/batch_nominations.html", context, status=decision.status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_waiting(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    decision = _decided(request, batch, "courses:batch_waiting")
    if decision.page is not None:
        return decision.page
    listing = _listing(request, batch, EnrolmentState.WAITING)
    page = listing.page_of(waiting_of(batch, text=listing.text, office=listing.value("office")))
    room = room_of(batch)
    for row in page.object_list:
        row.over_quota = not room.within_quota(seat_of(row.office))
    context = {
        "batch": batch,
        "form": decision.form,
        "chosen": decision.chosen,
        "listing": listing,
        "page_obj": page,
        "taken": room.taken,
        "left": None if room.capacity is None else max(0, room.capacity - room.taken),
    }
    return render(request, "courses/batch_waiting.html", context, status=decision.status)


@dataclass(frozen=True)
class _Decision:
    """What came of a form that was sent: another page, or the list again with what is wrong."""

    form: forms.Form = field(default_factory=forms.Form)
    page: HttpResponseBase | None = None
    status: int = 200
    chosen: list[str] = field(default_factory=list)


def _decided(request: HttpRequest, batch: Batch, back: str) -> _Decision:
    """One of three buttons was pressed; what is none of them decides nothing."""
    if request.method != "POST":
        return _Decision()
    chosen, decision = _chosen(request), request.POST.get("decision", "")
    form = forms.Form({})
    again = _Decision(form, chosen=[str(uid) for uid in chosen])
    if decision not in (CONFIRM, REFUSE, ASK):
        form.add_error(None, _("Press one of the buttons: nothing was changed."))
        return replace(again, status=400)
    rows = batch.enrolments.filter(uid__in=chosen).select_related("batch", "member", "office")
    ticked = list(rows.order_by(F("waiting_since").asc(nulls_last=True), "pk"))
    if not ticked:
        form.add_error(None, _("Tick at least one person."))
        return again
    people = [row for row in ticked if row.state in (EnrolmentState.NOMINATED, EnrolmentState.WAITING)]
    _say_decided(request, len(ticked) - len(people))
    if not people:
        return _Decision(page=redirect(back, batch.code))
    if decision == REFUSE:
        return _Decision(page=_refused(request, batch, people, back))
    try:
        if decision == ASK:
            _asked(request, batch, people)
        else:
            _confirmed(request, batch, people)
    except CourseError as refusal:
        form.add_error(None, str(refusal))
        return again
    return _Decision(page=redirect(back, batch.code))


def _say_decided(request: HttpRequest, number: int) -> None:
    """By the first of two presses, or by somebody else meanwhile."""
    if number:
        said = ngettext(
            "%(number)d person had been decided on already.", "%(number)d people had been decided on already.", number
        )
        messages.warning(request, said % {"number": number})


def _confirmed(request: HttpRequest, batch: Batch, people: list[Enrolment]) -> None:
    decided = decide_nominations(batch=batch, enrolments=people, confirms=True, actor=member_behind(request))
    number = len(decided.done)
    if number:
        said = ngettext(
            "The place of %(number)d person is confirmed.", "The places of %(number)d people are confirmed.", number
        )
        messages.success(request, said % {"number": number})
    for sentence in decided.refused:
        messages.error(request, sentence)


def _asked(request: HttpRequest, batch: Batch, people: list[Enrolment]) -> None:
    asked = len(ask_again(batch=batch, enrolments=people, actor=member_behind(request)))
    if asked:
        said = ngettext(
            "The link was sent once more, for %(number)d person.",
            "The link was sent once more, for %(number)d people.",
            asked,
        )
        messages.success(request, said % {"number": asked})
    if left := len(people) - asked:
        said = ngettext(
            "%(number)d person got none: has answered, or was asked within the last hour, or nobody can be asked.",
            "%(number)d people got none: have answered, or were asked within the last hour, or nobody can be asked.",
            left,
        )
        messages.warning(request, said % {"number": left})


def _refused(request: HttpRequest, batch: Batch, people: list[Enrolment], back: str) -> HttpResponseBase:
    """On a page of its own, where the line for the reason has one button only: Enter there refuses, too."""
    form = RefusalForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        try:
            decided = decide_nominations(
                batch=batch,
                enrolments=people,
                confirms=False,
                reason=form.cleaned_data["reason"],
                actor=member_behind(request),
            )
        except CourseError as refusal:
            form.add_error("reason", str(refusal))
        else:
            number = len(decided.done)
            said = ngettext("%(number)d person is refused.", "%(number)d people are refused.", number)
            messages.success(request, said % {"number": number})
            return redirect(back, batch.code)
    context = {"batch": batch, "form": form, "people": people, "back": reverse(back, args=[batch.code])}
    return render(request, "courses/refuse_people.html", context)


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
