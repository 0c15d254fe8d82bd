"""A participant checks in: the phone's camera opens the address of the code, one tap counts. Looking writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.device_cookie import remember_device, token_of
from core.rate_limits import is_used_up, seconds_to_wait
from courses.attendance import Window
from courses.check_in_codes import HELD_FOR, Held, are_digits_good, browser_mark, held_in, hold, is_code_good
from courses.check_in_words import (
    Told,
    code_changed,
    digits_tried_too_often,
    digits_wrong,
    of_attendance,
    of_door,
    of_window,
)
from courses.choices import AttendanceMethod
from courses.errors import CourseError
from courses.models import Attendance, DoorRequest, Enrolment, Session
from courses.selectors.attendance import noted_in
from courses.services.attendance import check_in as count
from courses.services.attendance import window_of
from courses.services.door import ask_at_door
from courses.views.access import member_behind, turned_away
from members.models import User

# Between a scan and the log-in the code is kept in this cookie, for the browser that scanned it: passed on, it is good
# only together with that browser's own token, and then two people stand there with one device.
COOKIE = "check_in"
# A million codes, two of them good: nobody guesses one with so few tries, and a room full of slips is not shut out.
TRIES, TRIES_SECONDS = 6, 300
ROOM_TRIES, ROOM_SECONDS = 120, 600


@require_safe
@never_cache
def check_in_by_code(request: HttpRequest, uid: UUID, code: str) -> HttpResponseBase:
    """Where the QR code leads. Of a code that is not good nobody learns whether there is such a session."""
    session = _session(uid)
    now = clock.now()
    if session is None or not is_code_good(uid, code, now):
        context: dict[str, object] = {"told": code_changed()}
        if session is not None and request.user.is_authenticated and (own := _enrolment(request, session)):
            context |= {"session": session, "batch": session.batch, "enrolment": own}
        return render(request, "courses/check_in.html", context)
    held = Held(uid, now)
    if request.user.is_authenticated:
        return _page(request, session, held)
    response = redirect_to_login(reverse("courses:check_in", args=[uid]))
    token = token_of(request)
    remember_device(response, token)
    response.set_cookie(
        COOKIE,
        hold(held, bearer=browser_mark(token, uid)),
        max_age=int(HELD_FOR.total_seconds()),
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check_in(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return turned_away(request)
    session = _session(uid)
    if session is None:
        raise Http404
    bearer = browser_mark(token_of(request), uid)
    scanned = held_in(request.COOKIES.get(COOKIE, ""), session=uid, bearer=bearer, now=clock.now())
    if request.method != "POST":
        return _page(request, session, scanned)
    return _counted(request, session)


def _counted(request: HttpRequest, session: Session) -> HttpResponseBase:
    member = member_behind(request)
    enrolment = _enrolment(request, session)
    if "digits" in request.POST:
        if enrolment is None:
            raise Http404
        held, told = _by_digits(request, session, member)
    else:
        held = held_in(request.POST.get("held", ""), session=session.uid, bearer=str(member.uid), now=clock.now())
        told = None if held else code_changed()
    if held is None:
        return _page(request, session, None, told)
    token = token_of(request)
    try:
        if enrolment is None:
            ask_at_door(session=session, member=member, at=held.at)
        else:
            mark = browser_mark(token, session.uid)
            count(session=session, enrolment=enrolment, method=held.method, at=held.at, device=mark)
    except CourseError as refusal:
        return _page(request, session, None, Told("warning", str(refusal)))
    response = redirect("courses:check_in", session.uid)
    remember_device(response, token)
    # Whoever logs in here next has not scanned.
    response.delete_cookie(COOKIE, path=settings.SESSION_COOKIE_PATH, domain=settings.SESSION_COOKIE_DOMAIN)
    return response


def _by_digits(request: HttpRequest, session: Session, member: User) -> tuple[Held | None, Told | None]:
    now, room = clock.now(), str(session.uid)
    if settings.RATE_LIMITS:
        wait = seconds_to_wait("check-in", f"user-{member.pk}", limit=TRIES, seconds=TRIES_SECONDS)
        if wait or is_used_up("check-in-room", room, limit=ROOM_TRIES, seconds=ROOM_SECONDS):
            return None, digits_tried_too_often(-(-(wait or ROOM_SECONDS) // 60))
    digits = "".join(sign for sign in request.POST["digits"] if sign.isdecimal())[:12]
    if are_digits_good(session.uid, digits, now):
        return Held(session.uid, now, AttendanceMethod.DIGITS), None
    seconds_to_wait("check-in-room", room, limit=ROOM_TRIES, seconds=ROOM_SECONDS)
    return None, digits_wrong()


@dataclass(frozen=True)
class _Standing:
    """What there is of this person in this session."""

    enrolment: Enrolment | None
    attendance: Attendance | None
    asked: DoorRequest | None


def _page(request: HttpRequest, session: Session, held: Held | None, told: Told | None = None) -> HttpResponseBase:
    """What was noted, else the one button of a good code, else the field for the digits."""
    standing = _standing(request, session)
    if standing.enrolment is None and standing.asked is None and held is None and told is None:
        raise Http404
    window = window_of(session)
    shut = of_window(session, window)
    said = told or _noted(standing, window) or shut
    is_open = shut is None and standing.attendance is None and standing.asked is None
    context = {
        "session": session,
        "batch": session.batch,
        "enrolment": standing.enrolment,
        "told": said,
        "held": hold(held, bearer=str(member_behind(request).uid)) if held and is_open else "",
        "takes_digits": is_open and held is None and standing.enrolment is not None,
    }
    return render(request, "courses/check_in.html", context)


def _noted(standing: _Standing, window: Window) -> Told | None:
    if standing.attendance is not None:
        return of_attendance(standing.attendance, window)
    return of_door(standing.asked) if standing.asked is not None else None


def _standing(request: HttpRequest, session: Session) -> _Standing:
    enrolment = _enrolment(request, session)
    if enrolment is None:
        return _Standing(None, None, DoorRequest.objects.filter(session=session, member=request.user.pk).first())
    row = noted_in(session, enrolment)
    if row is not None:
        row.session = session
    return _Standing(enrolment, row, None)


def _enrolment(request: HttpRequest, session: Session) -> Enrolment | None:
    return Enrolment.objects.occupying().filter(member=request.user.pk, batch=session.batch_id).first()


def _session(uid: UUID) -> Session | None:
    found: Session | None = Session.objects.select_related("batch__course").filter(uid=uid).first()
    return found
