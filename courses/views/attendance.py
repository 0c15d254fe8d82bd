"""Who was there, for those who run or follow a batch: numbers by session, the list to note people in, corrections."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.listing import Filter, Listing
from courses.attendance import Phase
from courses.attendance_forms import AttendanceForm, NoteManyForm
from courses.attendance_rules import (
    attendance_seen_by,
    attended_to_by,
    batches_with_attendance,
    in_the_room_of,
    may_keep_door,
)
from courses.choices import SAID_BY_HAND, AttendanceState, DoorState
from courses.errors import CourseError
from courses.models import Attendance, Batch, Enrolment, Session
from courses.selectors.attendance_list import (
    MISSING,
    SORTS,
    attendance_rows,
    offices_at,
    own_attendance,
    sessions_with_attendance,
)
from courses.selectors.attendance_remarks import remarks_on
from courses.services.attendance import note_attendance, window_of
from courses.views.access import member_behind

ROWS_PER_PAGE = 50


@require_safe
@login_required
@cache_control(private=True)
def batch_attendance(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_with_attendance(request, code)
    shown = set(batch.sessions.filter(in_the_room_of(request.user)).values_list("pk", flat=True))
    context = {"batch": batch, "rows": sessions_with_attendance(batch, request.user), "shown": shown}
    return render(request, "courses/batch_attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def session_attendance(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch = batch_with_attendance(request, code)
    session = session_of(batch, uid)
    may_note = (
        not batch.is_closed and attendance_rows(session, request.user).filter(attended_to_by(request.user)).exists()
    )
    refused = _refuse(request, batch) if request.method == "POST" and not may_note else False
    form = NoteManyForm(request.POST if request.method == "POST" and may_note else None)
    if request.method == "POST" and may_note and form.is_valid() and _note(request, session, form):
        return redirect(request.get_full_path())
    listing = _listing(request, session)
    rows = attendance_rows(
        session,
        request.user,
        text=listing.text,
        state=listing.value("state"),
        office=listing.value("office"),
        sort=listing.sort,
    )
    page = listing.page_of(rows)
    context = {
        "batch": batch,
        "session": session,
        "listing": listing,
        "page_obj": page,
        "unnoted": sum(1 for one in page if not one.noted),
        "form": form,
        "ticked": form.ticked,
        "may_note": may_note,
        "keeps_door": may_keep_door(request.user, session),
        "has_begun": window_of(session).phase(clock.now()) in (Phase.OPEN, Phase.OVER),
        "asking": session.door_requests.filter(state=DoorState.WAITING).count(),
    }
    return render(request, "courses/session_attendance.html", context, status=403 if refused else 200)


def _refuse(request: HttpRequest, batch: Batch) -> bool:
    """Who may look and not note is told why nothing changed."""
    if batch.is_closed:
        words = _("%(batch)s is closed: what was delivered is fixed.") % {"batch": batch.name}
    else:
        words = _("Somebody on this list is not yours to note.")
    messages.error(request, words)
    return True


def _listing(request: HttpRequest, session: Session) -> Listing:
    offices = [(str(pk), name) for pk, name in offices_at(session, request.user).values_list("pk", "name")]
    return Listing(
        request.GET,
        filters=[
            Filter("state", _("Attendance"), [(MISSING, _("not noted yet")), *SAID_BY_HAND]),
            Filter("office", _("Office"), offices),
        ],
        sorts=tuple(SORTS),
        sort="name",
        search_label=_("Name or office"),
        rows_per_page=ROWS_PER_PAGE,
    )


def _note(request: HttpRequest, session: Session, form: NoteManyForm) -> bool:
    chosen = Enrolment.objects.filter(batch=session.batch_id, uid__in=form.cleaned_data["people"])
    try:
        number = note_attendance(
            session=session,
            enrolments=list(chosen),
            state=AttendanceState(form.cleaned_data["state"]),
            actor=member_behind(request),
            reason=form.cleaned_data["reason"],
            unnoted_only=form.is_for_the_rest,
        )
    except CourseError as refusal:
        form.add_error(None, str(refusal))
        return False
    done = ngettext("%(number)d person noted.", "%(number)d people noted.", number) % {"number": number}
    messages.success(request, done)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def attendance_entry(request: HttpRequest, code: str, uid: UUID, enrolment_uid: UUID) -> HttpResponseBase:
    """One person in one session: what stands, what stood before, and the form that corrects it."""
    batch = batch_with_attendance(request, code)
    session = session_of(batch, uid)
    enrolment = get_object_or_404(attendance_rows(session, request.user), uid=enrolment_uid)
    row = Attendance.objects.filter(session=session, enrolment=enrolment).select_related("recorded_by").first()
    may_note = not batch.is_closed and Enrolment.objects.filter(attended_to_by(request.user), pk=enrolment.pk).exists()
    refused = _refuse(request, batch) if request.method == "POST" and not may_note else False
    with timezone.override(ZoneInfo(batch.zone)):
        form = AttendanceForm(request.POST or None, row=row, session=session)
        if request.method == "POST" and may_note and form.is_valid():
            try:
                note_attendance(
                    session=session, enrolments=[enrolment], actor=member_behind(request), **form.cleaned_data
                )
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("courses:attendance_entry", code, uid, enrolment_uid)
        context = {
            "batch": batch,
            "session": session,
            "enrolment": enrolment,
            "row": row,
            "changes": row.changes.select_related("changed_by") if row else [],
            "form": form,
            "may_note": may_note,
        }
        return render(request, "courses/attendance_entry.html", context, status=403 if refused else 200)


@require_safe
@login_required
@cache_control(private=True)
def attendance_remarks(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch = batch_with_attendance(request, code)
    session = session_of(batch, uid)
    context = {"batch": batch, "session": session, "remarks": remarks_on(session, member_behind(request))}
    return render(request, "courses/attendance_remarks.html", context)


@require_safe
@login_required
@cache_control(private=True)
def enrolment_attendance(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A participant's own; and for those who keep or follow the person's attendance the same page."""
    own = Enrolment.objects.filter(uid=uid).select_related("batch__course", "member", "completion")
    seen = attendance_seen_by(request.user)
    if seen:  # an empty one is everybody's, and beside another it would fall away
        seen |= Q(member=request.user.pk)
    enrolment = get_object_or_404(own.filter(seen))
    context = {"enrolment": enrolment, "batch": enrolment.batch, "own": own_attendance(enrolment)}
    context["is_own"] = enrolment.member_id == request.user.pk
    return render(request, "courses/enrolment_attendance.html", context)


def batch_with_attendance(request: HttpRequest, code: str) -> Batch:
    return get_object_or_404(batches_with_attendance(request.user).select_related("course"), code=code)


def session_of(batch: Batch, uid: UUID) -> Session:
    session: Session = get_object_or_404(batch.sessions, uid=uid)
    session.batch = batch
    return session
