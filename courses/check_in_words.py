"""What somebody who checks in reads: one plain sentence for what happened, one for what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from courses.attendance import Phase, Window
from courses.choices import ATTENDED, AttendanceState, DoorState, SessionState
from courses.models import Attendance, DoorRequest, Session
from members.choices import Zone


@dataclass(frozen=True)
class Told:
    tone: str
    title: str
    text: str = ""


def hour(moment: datetime, session: Session) -> str:
    """As it is on the clocks of the place, with the zone."""
    zone = session.batch.zone
    return f"{moment.astimezone(ZoneInfo(zone)):%H.%M} {Zone(zone).label}"


def other_day(moment: datetime, session: Session) -> str:
    """Which day that is at the place: empty for today."""
    day, today = (when.astimezone(ZoneInfo(session.batch.zone)).date() for when in (moment, clock.now()))
    return "" if day == today else date_format(day, "l, j F Y")


def of_attendance(row: Attendance, window: Window) -> Told:
    session = row.session
    if row.state not in ATTENDED:
        return Told(
            "warning",
            _("The committee noted you as: %(state)s") % {"state": row.get_state_display()},
            _("If that is wrong, speak to the committee: they can correct it."),
        )
    if row.state == AttendanceState.LEFT_EARLY:
        return Told("info", _("You are noted as having left early"), _("If that is wrong, speak to the committee."))
    arrived = hour(row.arrived_at, session) if row.arrived_at else ""
    if clock.now() < window.opens_at:
        words = _(
            "You scanned at %(arrived)s. Check-in opens at %(opens)s; you are counted then and need not scan again."
        )
        said = words % {"arrived": arrived, "opens": hour(window.opens_at, session)}
        return Told("success", _("You are early, and noted"), said)
    if row.state == AttendanceState.LATE:
        words = _("Noted at %(arrived)s; the session began at %(began)s.")
        said = words % {"arrived": arrived, "began": hour(session.delivered_starts_at or session.starts_at, session)}
        return Told("success", _("You are checked in, late"), said)
    return Told(
        "success", _("You are checked in"), _("Noted at %(arrived)s.") % {"arrived": arrived} if arrived else ""
    )


def of_door(request: DoorRequest) -> Told:
    if request.state == DoorState.DECLINED:
        return Told("danger", _("The committee declined your request"), request.reason)
    return Told(
        "info",
        _("Your request is with the committee"),
        _("They see your name. Once they accept, you are enrolled, and counted from the time that you scanned."),
    )


def of_window(session: Session, window: Window) -> Told | None:
    """Why nobody checks in now; None while it is possible."""
    if session.batch.is_closed:
        return Told("warning", _("This batch is closed"), _("Attendance is fixed now."))
    if session.state == SessionState.CANCELLED:
        return Told("warning", _("This session was cancelled"), _("There is nothing to check in to."))
    phase = window.phase(clock.now())
    if phase == Phase.AHEAD:
        day = other_day(window.opens_at, session)
        words = _("Check-in opens at %(opens)s. From %(early)s on an early scan is kept and counted then.")
        if day:
            words = _("Check-in opens on %(day)s at %(opens)s. Scans from %(early)s on are kept and counted then.")
        said = {"day": day, "opens": hour(window.opens_at, session), "early": hour(window.early_from, session)}
        return Told("info", _("Check-in is not open yet"), words % said)
    if phase == Phase.OVER:
        day = other_day(window.closes_at, session)
        words = _("It closed at %(closed)s. If you were there, ask the committee to note you by hand.")
        if day:
            words = _("It closed on %(day)s at %(closed)s. If you were there, ask the committee to note you by hand.")
        said = {"day": day, "closed": hour(window.closes_at, session)}
        return Told("warning", _("Check-in is closed"), words % said)
    return None


def code_changed() -> Told:
    return Told(
        "warning",
        _("This code has changed"),
        _("The code on the screen changes every half minute. Point the camera at the screen once more."),
    )


def digits_wrong() -> Told:
    return Told("danger", _("These digits are not right"), _("Type the six digits that stand on the screen now."))


def digits_tried_too_often(minutes: int) -> Told:
    words = _("Scan the QR code instead, ask the committee to note you, or try again in %(minutes)d minutes.")
    return Told("danger", _("Too many wrong digits"), words % {"minutes": minutes})
