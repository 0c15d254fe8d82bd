"""Sessions as iCalendar (RFC 5545). A calendar program keeps what it gets on machines that are not ours: no name of a
participant, no number, no mail address stands in it, and a link leads to a page where one logs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from courses.choices import SessionState
from courses.models import Session
from courses.timetable_words import times_in_words

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=6)


def calendar_of(sessions: Iterable[Session], *, name: str) -> bytes:
    """`sessions` come with their batch, course and speakers; lines are folded at 75 octets, as the format wants."""
    calendar = Calendar()
    calendar.add("prodid", "-//Dermaga//Bimtek//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for session in sessions:
        calendar.add_component(_event(session))
    return bytes(calendar.to_ical())


def _event(session: Session) -> Event:
    event = Event()
    event.add("uid", f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("sequence", session.sequence)
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.subject)
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    if place := _place(session):
        event.add("location", place)
    event.add("description", _description(session))
    event.add("url", f"{settings.SITE_URL}{reverse('courses:batch_schedule', args=[session.batch.code])}")
    return event


def _place(session: Session) -> str:
    batch = session.batch
    parts = [session.room, batch.venue if batch.venue != session.room else "", batch.city]
    return ", ".join(part for part in parts if part)


def _description(session: Session) -> str:
    batch = session.batch
    lines = [
        f"{batch.course.title} · {batch.name}",
        times_in_words(session.starts_at, session.ends_at, batch),
        *(row.part.member.full_name for row in session.session_speakers.all()),
    ]
    if session.online_url:
        link = f"{settings.SITE_URL}{reverse('courses:session_join', args=[session.uid])}"
        lines.append(_("Take part online (after logging in): %(link)s") % {"link": link})
    if batch.notice:
        lines += ["", batch.notice]
    return "\n".join(lines)
