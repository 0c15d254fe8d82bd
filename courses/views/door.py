"""At the door: enrol somebody there, answer who asks for a place, take the list along where there is no signal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.rate_limits import rate_limited
from courses.attendance_forms import DoorForm
from courses.attendance_rules import at_the_door_of
from courses.check_in_devices import MOST_BYTES, UnreadableEntriesError, device_key, entries_from_json
from courses.choices import ATTENDED, DoorState
from courses.errors import BatchFullError, CourseError
from courses.models import Attendance, DoorRequest, Session
from courses.services.door import accept_at_door, decline_at_door, enrol_at_door
from courses.services.offline_check_in import issue_device, take_check_ins
from courses.views.access import member_behind, turned_away
from members.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(private=True)
def door(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    form = DoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = enrol_at_door(
                session=session,
                member=form.member,
                actor=member_behind(request),
                over_capacity=form.cleaned_data["over_capacity"],
            )
        except BatchFullError as refusal:
            form.offer_one_more(str(refusal))
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_done(request, form.member, row)
            return redirect("courses:door", uid)
    asking = session.door_requests.filter(state=DoorState.WAITING).select_related("member")
    context = {"session": session, "batch": session.batch, "form": form, "asking": asking}
    return render(request, "courses/door.html", context)


@require_POST
@login_required
def door_answer(request: HttpRequest, uid: UUID, request_uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    asked: DoorRequest = get_object_or_404(session.door_requests.select_related("session", "member"), uid=request_uid)
    reason, actor = request.POST.get("reason", "")[:300], member_behind(request)
    try:
        if "accept" in request.POST:
            row = accept_at_door(request=asked, actor=actor, over_capacity=reason)
            _say_done(request, asked.member, row)
        else:
            decline_at_door(request=asked, actor=actor, reason=reason)
    except BatchFullError as refusal:
        words = _("%(refusal)s Write why this person is enrolled all the same, then accept again.")
        messages.error(request, words % {"refusal": refusal})
    except CourseError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:door", uid)


@require_safe
@login_required
@never_cache
@ensure_csrf_cookie
def check_in_desk(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The page that is kept on a phone. It names nobody itself: the people come from the roster."""
    session = _session(request, uid)
    return render(request, "courses/check_in_desk.html", {"session": session, "batch": session.batch})


@require_safe
@login_required
@never_cache
def check_in_roster(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Everybody who holds a place, to be taken along: what a paper list would hold."""
    session = _session(request, uid)
    there = set(Attendance.objects.filter(session=session, state__in=ATTENDED).values_list("enrolment", flat=True))
    rows = session.batch.enrolments.occupying().order_by("member__name", "pk")
    people = [
        {"uid": str(person), "name": name, "office": office or "", "there": pk in there}
        for pk, person, name, office in rows.values_list("pk", "uid", "member__name", "office__name")
    ]
    return JsonResponse({"people": people})


@require_POST
@login_required
@never_cache
@rate_limited("check-in-device", limit=20, seconds=600)
def check_in_device(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    try:
        device = issue_device(session=session, actor=member_behind(request))
    except CourseError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    return JsonResponse(
        {"device": str(device.uid), "key": device_key(device.uid).hex(), "expires": device.expires_at.isoformat()}
    )


@require_POST
@never_cache
@rate_limited("check-in-entries", limit=120, seconds=60)
def check_in_entries(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What is refused, one by one or as a whole (400, 404, 409), stays on the device until somebody has read why."""
    if not request.user.is_authenticated:
        return turned_away(request)
    session = _session(request, uid)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"error": _("Too much at once.")}, status=413)
    try:
        device, entries = entries_from_json(request.body)
    except UnreadableEntriesError:
        return JsonResponse({"error": _("This cannot be read as a list.")}, status=400)
    try:
        outcome = take_check_ins(session=session, device=device, entries=entries, actor=member_behind(request))
    except CourseError as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    refused = [{"id": str(entry), "reason": reason} for entry, reason in outcome.refused.items()]
    return JsonResponse({"taken": [str(entry) for entry in outcome.taken], "refused": refused})


def _say_done(request: HttpRequest, member: User, row: Attendance | None) -> None:
    done = _("%(member)s is enrolled and noted as present.")
    if row is None:
        done = _("%(member)s is enrolled. Nobody is noted before check-in to this session is open.")
    messages.success(request, done % {"member": member.full_name})


def _session(request: HttpRequest, uid: UUID) -> Session:
    sessions = Session.objects.filter(at_the_door_of(request.user)).select_related("batch__course")
    session: Session = get_object_or_404(sessions, uid=uid)
    return session
