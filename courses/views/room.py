"""The screen in the room: the code of this half minute, and how many are noted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from courses.attendance import Phase
from courses.attendance_rules import in_the_room_of, may_keep_door
from courses.check_in_codes import code_at, digits_at, seconds_left
from courses.check_in_qr import qr_svg
from courses.check_in_words import hour, of_window
from courses.models import Session
from courses.selectors.attendance_list import attended_count
from courses.services.attendance import window_of


@require_safe
@never_cache
@login_required
def room(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    session = _session(request, uid)
    context = _screen(session) | {"keeps_door": may_keep_door(request.user, session)}
    return render(request, "courses/room.html", context)


@require_safe
@never_cache
@login_required
def room_code(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The part of the screen that changes, for the page's script."""
    return render(request, "courses/partials/room_code.html", _screen(_session(request, uid)))


def _screen(session: Session) -> dict[str, Any]:
    """Ahead of the time from which scans are kept there is no code: one of then would be good for nothing."""
    now, window = clock.now(), window_of(session)
    shut = of_window(session, window)
    there, expected = attended_count(session)
    screen = {
        "session": session,
        "batch": session.batch,
        "shut": shut,
        "there": there,
        "expected": expected,
        "seconds": seconds_left(now),
        "opens": hour(window.opens_at, session) if window.phase(now) == Phase.EARLY else "",
    }
    if shut is None:
        digits = digits_at(session.uid, now)
        path = reverse("courses:check_in_by_code", args=[session.uid, code_at(session.uid, now)])
        screen |= {"qr": qr_svg(f"{settings.SITE_URL}{path}"), "digits": f"{digits[:3]} {digits[3:]}"}
    return screen


def _session(request: HttpRequest, uid: UUID) -> Session:
    sessions = Session.objects.filter(in_the_room_of(request.user)).select_related("batch__course")
    session: Session = get_object_or_404(sessions, uid=uid)
    return session
