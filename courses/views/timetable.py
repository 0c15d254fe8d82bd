"""The timetable as the organiser plans it, and the list of what stands in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from courses.errors import CourseError
from courses.models import Batch, Session
from courses.rules import may_run_batch
from courses.selectors.clashes import Clash, clashes_in, clashes_of
from courses.selectors.timetable import next_notice, timetable_of, total_hours
from courses.services.timetable import change_place, duplicate_session, keep_session, moved_along, remove_session
from courses.timetable_forms import PlaceForm, PlannedSessionForm
from courses.timetable_words import clash_in_words, times_in_words
from courses.views.access import batch_followed_by, batch_run_by, member_behind

DESPITE = "despite"  # names what the organiser was warned of and goes on in spite of


@require_safe
@login_required
@cache_control(private=True)
def batch_timetable(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_followed_by(request, code)
    may_run = may_run_batch(request.user, batch)
    days = timetable_of(batch)
    own = [session for day in days for session in day.sessions]
    clashes = clashes_in(batch, request.user, own) if may_run and not batch.is_closed else []
    context = {
        "batch": batch,
        "days": days,
        "total": total_hours(days),
        "clashing": {one.pk for clash in clashes for one in (clash.session, clash.other)},
        "clash_count": len(clashes),
        "may_change": may_run and not batch.is_closed,
        "notice_at": next_notice(batch) if may_run else None,
    }
    return render(request, "courses/batch_timetable.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_new(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    return _plan(request, Session(batch=batch), day=_asked_day(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session_plan(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    return _plan(request, _session(request, code, uid))


@require_POST
@login_required
def session_duplicate(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    try:
        copy = duplicate_session(session=session, actor=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:batch_timetable", code)
    messages.success(request, _("Duplicated. Change what is different, then save."))
    return redirect("courses:session_plan", code, copy.uid)


@require_POST
@login_required
def session_remove(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    session = _session(request, code, uid)
    asking = ask_first(
        request,
        about=session.subject,
        sentence=_("Delete this session from the timetable?"),
        yes=_("Delete the session"),
        back=reverse("courses:batch_timetable", args=[code]),
    )
    return asking or _after(request, code, lambda: remove_session(session=session, actor=member_behind(request)))


@require_safe
@login_required
@cache_control(private=True)
def batch_clashes(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    context = {"batch": batch, "rows": _by_session(clashes_in(batch, request.user), batch)}
    return render(request, "courses/batch_clashes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_place(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form = PlaceForm(request.POST or None, instance=Batch.objects.get(pk=batch.pk))
    if request.method == "POST" and form.is_valid():
        try:
            change_place(batch=batch, actor=member_behind(request), **form.cleaned_data)
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("courses:batch", code)
    return render(request, "courses/batch_place.html", {"batch": batch, "form": form})


def _plan(request: HttpRequest, session: Session, *, day: date | None = None) -> HttpResponseBase:
    batch = session.batch
    form = PlannedSessionForm(request.POST if request.method == "POST" else None, session=session, day=day)
    clashes: list[Clash] = []
    if request.method == "POST" and form.is_valid():
        planned, speakers = form.planned(), form.in_order("speakers")
        later_too = form.cleaned_data.get("later_too", False)
        clashes = clashes_of(planned, speakers, request.user, moved=moved_along(planned) if later_too else ())
        if not clashes or request.POST.get(DESPITE) == _fingerprint(clashes):
            try:
                keep_session(
                    session=planned,
                    hours=form.cleaned_data["hours"],
                    speakers=speakers,
                    materials=form.in_order("materials"),
                    later_too=later_too,
                    actor=member_behind(request),
                )
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("“%(subject)s” stands in the timetable.") % {"subject": planned.subject})
                return redirect("courses:batch_timetable", batch.code)
    context = {
        "batch": batch,
        "session": session,
        "form": form,
        "warnings": [_warning(clash, session) for clash in clashes],
        "despite": _fingerprint(clashes),
    }
    return render(request, "courses/session_plan.html", context)


def _warning(clash: Clash, changed: Session) -> str:
    words = clash_in_words(clash)
    if clash.session.pk == changed.pk:
        return words
    return _("“%(subject)s”, moved along: %(clash)s") % {"subject": clash.session.subject, "clash": words}


def _fingerprint(clashes: Sequence[Clash]) -> str:
    """Of what was warned of: with something new in the way, the organiser is asked again."""
    facts = sorted(
        (clash.session.pk or 0, clash.kind, clash.other.pk, str(clash.other.starts_at), clash.count)
        for clash in clashes
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20] if facts else ""


def _by_session(clashes: Sequence[Clash], batch: Batch) -> list[tuple[Session, str, list[str]]]:
    rows: dict[int, tuple[Session, str, list[str]]] = {}
    for clash in clashes:
        session = clash.session
        when = times_in_words(session.starts_at, session.ends_at, batch)
        rows.setdefault(session.pk, (session, when, []))[2].append(clash_in_words(clash))
    return list(rows.values())


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def _session(request: HttpRequest, code: str, uid: UUID) -> Session:
    sessions = Session.objects.run_by(request.user).select_related("batch__course")
    session: Session = get_object_or_404(sessions, batch__code=code, uid=uid)
    return session


def _after(request: HttpRequest, code: str, deed: Callable[[], object]) -> HttpResponseBase:
    try:
        deed()
    except CourseError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:batch_timetable", code)
