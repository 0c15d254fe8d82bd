"""Sessions in somebody's own calendar: as a file, as an address that calendar programs fetch, as a page to print."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.addresses import client_address
from core.rate_limits import seconds_to_wait, too_many_requests
from courses.calendar_file import CONTENT_TYPE, calendar_of
from courses.calendar_links import address_of, calendar_behind, is_in_use
from courses.models import CalendarAddress, Session
from courses.selectors.clashes import with_speakers
from courses.selectors.timetable import (
    calendar_sessions,
    is_led_online,
    sessions_of_person,
    sessions_open_to,
    timetable_of,
    total_hours,
)
from courses.services.calendar import make_calendar_address, renew_calendar_address
from courses.views.access import batch_visible_to, member_behind

FETCHES, GUESSES, WINDOW = 60, 30, 600
SHOWN = 60


@require_safe
@login_required
@cache_control(private=True)
def batch_schedule(request: HttpRequest, code: str) -> HttpResponseBase:
    """The whole timetable to read and to print, for everybody whom the batch concerns."""
    batch = batch_visible_to(request, code)
    days = [day for day in timetable_of(batch) if day.sessions]
    context = {
        "batch": batch,
        "days": days,
        "total": total_hours(days),
        "is_led_online": is_led_online(batch, member_behind(request)),
        "printed_at": clock.now(),
    }
    return render(request, "courses/batch_schedule.html", context)


@require_safe
@login_required
@never_cache
def session_join(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """On to the meeting: the link itself stands on no page and in no calendar."""
    session = get_object_or_404(Session.objects.select_related("batch").exclude(online_url=""), uid=uid)
    if not is_led_online(session.batch, member_behind(request)):
        raise Http404
    return redirect(session.online_url)


@require_safe
@login_required
@never_cache
def session_calendar(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    found = with_speakers(sessions_open_to(request.user).filter(uid=uid)).select_related("batch__course")
    session: Session = get_object_or_404(found)
    return _file(calendar_of([session], name=session.subject), f"{slugify(session.subject)[:60] or 'sesi'}.ics")


@require_safe
@login_required
@never_cache
def own_calendar(request: HttpRequest) -> HttpResponseBase:
    """What is ahead of oneself, and the address to subscribe to."""
    member = member_behind(request)
    calendar = CalendarAddress.objects.select_related("member").filter(member=member).first()
    address = address_of(calendar) if calendar is not None and is_in_use(calendar) else ""
    ahead = sessions_of_person(member).filter(ends_at__gt=clock.now())
    context = {
        "sessions": ahead[:SHOWN],
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}" if address else "",
        "made_at": calendar.made_at if calendar is not None else None,
    }
    return render(request, "courses/own_calendar.html", context)


@require_POST
@login_required
def calendar_make(request: HttpRequest) -> HttpResponseBase:
    make_calendar_address(member=member_behind(request))
    return redirect("courses:own_calendar")


@require_POST
@login_required
def calendar_renew(request: HttpRequest) -> HttpResponseBase:
    renew_calendar_address(member=member_behind(request))
    messages.success(request, _("You have a new address. The one before shows nothing any more."))
    return redirect("courses:own_calendar")


@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """Fetched by programs without a log-in: who does not know the secret gets what stands nowhere."""
    request.logged_as = "courses:calendar_file"  # type: ignore[attr-defined]  # core.middleware: no log keeps the secret
    calendar = calendar_behind(token)
    caller = f"calendar-{calendar.pk}" if calendar is not None else f"guess-{client_address(request)}"
    limit = FETCHES if calendar is not None else GUESSES
    wait = seconds_to_wait("calendar", caller, limit=limit, seconds=WINDOW) if settings.RATE_LIMITS else 0
    if wait:
        return too_many_requests(request, wait)
    if calendar is None:
        raise Http404
    with override(calendar.member.language):
        name = _("Bimtek sessions")
        body = calendar_of(calendar_sessions(calendar.member), name=f"{settings.SITE_NAME}: {name}")
    response = _file(body, "dermaga.ics")
    response["Cache-Control"] = "private, max-age=300"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _file(body: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
