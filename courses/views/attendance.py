"""Who was there, for those who run or follow a batch: numbers by session, the list to note people in, corrections."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
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
from core.prepared import prepared
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
from courses.models import Attendance, Batch, DoorRequest, Enrolment, Session
from courses.selectors.attendance_lines import (
    MISSING,
    SHOWN,
    SORTS,
    anybody_to_note,
    attendance_rows,
    lines_of,
    offices_at,
)
from courses.selectors.attendance_list import own_attendance, sessions_with_attendance
from courses.selectors.attendance_remarks import remarks_on
from courses.selectors.batch_page import viewer_of
from courses.selectors.requirements import with_rule_in_force
from courses.services.attendance import note_attendance, window_of
from courses.views.access import found_or_404, member_behind
from members.models import User

ROWS_PER_PAGE = 50


@require_safe
@login_required
@cache_control(private=True)
def batch_attendance(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_with_attendance(request, code)
    shown = set(_shown(request.user, batch.pk))
    context = {"batch": batch, "rows": sessions_with_attendance(batch, request.user), "shown": shown}
    return render(request, "courses/batch_attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def session_attendance(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch = batch_with_attendance(request, code)
    session = session_of(batch, uid)
    viewer = viewer_of(batch, request.user)
    may_note = not batch.is_closed and anybody_to_note(session, viewer, request.user)
    refused = _refuse(request, batch) if request.method == "POST" and not may_note else False
    form = NoteManyForm(request.POST if request.method == "POST" and may_note else None)
    if request.method == "POST" and may_note and form.is_valid() and _note(request, session, form):
        return redirect(request.get_full_path())
    listing = _listing(request, session, viewer)
    rows = attendance_rows(
        session,
        viewer,
        text=listing.text,
        state=listing.value("state"),
        office=listing.value("office"),
        sort=listing.sort,
    )
    page = listing.page_of(rows.only(*SHOWN))
    lines = lines_of(page, batch)
    context = {
        "batch": batch,
        "session": session,
        "listing": listing,
        "page_obj": page,
        "lines": lines,
        "zone": batch.get_zone_display(),
        "unnoted": sum(1 for line in lines if not line.is_noted),
        "form": form,
        "ticked": form.ticked,
        "may_note": may_note,
        "keeps_door": may_keep_door(request.user, session),
        "has_begun": window_of(session).phase(clock.now()) in (Phase.OPEN, Phase.OVER),
        "asking": sum(_asking(session.pk)),
    }
    return render(request, "courses/session_attendance.html", context, status=403 if refused else 200)


@prepared
def _asking(session: int) -> QuerySet[DoorRequest, int]:
    """One row, or none where nobody waits at the door."""
    waiting = DoorRequest.objects.filter(session=session, state=DoorState.WAITING).order_by()
    return waiting.values("session").annotate(number=Count("pk")).values_list("number", flat=True)


def _refuse(request: HttpRequest, batch: Batch) -> bool:
    """Who may look and not note is told why nothing changed."""
    if batch.is_closed:
        words = _("%(batch)s is closed: what was delivered is fixed.") % {"batch": batch.name}
    else:
        words = _("Somebody on this list is not yours to note.")
    messages.error(request, words)
    return True


def _listing(request: HttpRequest, session: Session, viewer: User | AnonymousUser | None) -> Listing:
    offices = [(str(pk), name) for pk, name in offices_at(session, viewer)]
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
    enrolment = get_object_or_404(attendance_rows(session, viewer_of(batch, request.user)), uid=enrolment_uid)
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
    enrolment = found_or_404(_enrolment(member_behind(request), uid))
    context = {"enrolment": enrolment, "batch": enrolment.batch, "own": own_attendance(enrolment)}
    context["is_own"] = enrolment.member_id == request.user.pk
    return render(request, "courses/enrolment_attendance.html", context)


@prepared
def _enrolment(user: User, uid: UUID) -> QuerySet[Enrolment]:
    seen = attendance_seen_by(user)
    if seen:  # an empty one is everybody's, and beside another it would fall away
        seen |= Q(member=user.pk)
    found = Enrolment.objects.filter(seen, uid=uid).select_related("batch__course", "member", "completion")
    return with_rule_in_force(found)


def batch_with_attendance(request: HttpRequest, code: str) -> Batch:
    return found_or_404(_batch(request.user, code))


@prepared
def _batch(user: User | AnonymousUser, code: str) -> QuerySet[Batch]:
    return batches_with_attendance(user).select_related("course").filter(code=code)


def session_of(batch: Batch, uid: UUID) -> Session:
    session = found_or_404(_session(batch.pk, uid))
    session.batch = batch
    return session


@prepared
def _session(batch: int, uid: UUID) -> QuerySet[Session]:
    return Session.objects.filter(batch=batch, uid=uid)


@prepared
def _shown(user: User | AnonymousUser, batch: int) -> QuerySet[Session, int]:
    """At which of the sessions `user` may show the codes."""
    return Session.objects.filter(in_the_room_of(user), batch=batch).order_by().values_list("pk", flat=True)
