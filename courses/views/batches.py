"""The organiser's side on the site: batches, their participants, delivery, closing.

Who may only look (auditors, coordinators) finds the pages and none of the addresses that change something.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.listing import Filter, Listing
from courses import slots
from courses.batch_tools import tools_for
from courses.choices import ACTIVE_ENROLMENTS, BatchState
from courses.errors import CourseError
from courses.forms import DeliveredForm
from courses.models import Session
from courses.rules import may_follow_batch, may_open_batch_list, may_run_batch, may_see_batch
from courses.selectors.batch_page import batches_with_counts, parts_in, sessions_in, state_counts
from courses.services import cancel_session, deliver_session, take_up_session
from courses.session_lines import lines_of
from courses.views.access import batch_followed_by, member_behind

BATCHES_PER_PAGE = 30


@require_safe
@login_required
@cache_control(private=True)
def batch_list(request: HttpRequest) -> HttpResponseBase:
    found = batches_with_counts(request.user)
    if not may_open_batch_list(request.user) and not found.exists():
        raise Http404
    listing = Listing(
        request.GET,
        filters=[Filter("state", _("State"), BatchState.choices)],
        search_label=_("Batch, city or code"),
        rows_per_page=BATCHES_PER_PAGE,
    )
    if state := listing.value("state"):
        found = found.filter(state=state)
    page = listing.page_of(found.search(listing.text))
    by_state = groupby(page, key=lambda batch: batch.state)
    groups = [(BatchState(state).label, list(batches)) for state, batches in by_state]
    return render(request, "courses/batch_list.html", {"groups": groups, "listing": listing, "page_obj": page})


@require_safe
@login_required
@cache_control(private=True)
def batch_detail(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_followed_by(request, code)
    sees_whole = may_see_batch(request.user, batch)
    counts = state_counts(batch, None if sees_whole else request.user)
    may_run = may_run_batch(request.user, batch)
    context = {
        "batch": batch,
        "may_run": may_run,
        "counts": counts,
        "participants": sum(number for state, number in counts if state in ACTIVE_ENROLMENTS),
        "may_change": may_run and not batch.is_closed,
        "sessions": lines_of(sessions_in(batch.pk), batch),
        "parts": parts_in(batch.pk) if sees_whole else [],
        "sections": slots.batch_sections(request, batch) if sees_whole else [],
        "tools": tools_for(
            request.user, batch, {may_run_batch: may_run, may_see_batch: sees_whole, may_follow_batch: True}
        ),
    }
    return render(request, "courses/batch.html", context)


@require_POST
@login_required
def session_as_planned(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    return _after(request, code, lambda: deliver_session(session=session, actor=member_behind(request)))


@require_POST
@login_required
def session_cancel(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    asking = ask_first(
        request,
        about=session.subject,
        sentence=_("Cancel this session? Its hours then count for nobody."),
        yes=_("Cancel the session"),
        back=reverse("courses:batch", args=[code]),
    )
    return asking or _after(request, code, lambda: cancel_session(session=session, actor=member_behind(request)))


@require_POST
@login_required
def session_take_up(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    return _after(request, code, lambda: take_up_session(session=session, actor=member_behind(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_delivered(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    with timezone.override(ZoneInfo(session.batch.zone)):
        form = DeliveredForm(request.POST) if request.method == "POST" else DeliveredForm.of(session)
        if request.method == "POST" and form.is_valid():
            try:
                deliver_session(session=session, actor=member_behind(request), **form.cleaned_data)
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("courses:batch", code)
        context = {"batch": session.batch, "session": session, "form": form}
        return render(request, "courses/session_delivered.html", context)


def _session(request: HttpRequest, code: str, uid: UUID) -> Session:
    sessions = Session.objects.run_by(request.user).select_related("batch__course")
    session: Session = get_object_or_404(sessions, batch__code=code, uid=uid)
    return session


def _after(request: HttpRequest, code: str, deed: Any, done: str = "") -> HttpResponseBase:
    """Do it, or say why not, and show the batch again."""
    try:
        deed()
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect("courses:batch", code)
