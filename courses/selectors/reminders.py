"""What each batch reminds of, and how often it did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from courses.choices import ReminderKind, SessionState
from courses.models import Batch, BatchReminder, Session
from courses.reminding import USUAL_DAYS, Reminding
from members.models import Message

TEMPLATES = {
    ReminderKind.MATERIAL: "material_reminder",
    ReminderKind.MISSING: "missing_reminder",
    ReminderKind.TOMORROW: "session_tomorrow",
}


def reminding_of(batches: Collection[int]) -> dict[tuple[int, str], Reminding]:
    """By batch and kind; one query."""
    usual: dict[tuple[int, str], Reminding] = {
        (batch, kind): Reminding(kind, True, days) for batch in batches for kind, days in USUAL_DAYS.items()
    }
    rows = BatchReminder.objects.filter(batch__in=batches).values_list("batch", "kind", "is_on", "days")
    own = {(batch, kind): Reminding(ReminderKind(kind), is_on, days) for batch, kind, is_on, days in rows}
    return {**usual, **own}


def reminders_sent(batch: Batch) -> dict[str, int]:
    """By kind, how many went out."""
    rows = Message.objects.filter(about=batch.code, template__in=TEMPLATES.values()).order_by()
    counts = dict(rows.values_list("template").annotate(number=Count("pk")))
    return {kind: counts.get(template, 0) for kind, template in TEMPLATES.items()}


def sessions_tomorrow(batch: Batch) -> list[Session]:
    """Those planned, by the calendar of the batch's place."""
    day = batch.today + timedelta(days=1)
    planned = batch.sessions.filter(state=SessionState.PLANNED).order_by("starts_at", "order")
    return [one for one in planned if one.starts_at.astimezone(batch.timezone).date() == day]


def words_for_tomorrow(batch: Batch) -> str:
    """Indonesian, as letters between colleagues are; empty where tomorrow has no session."""
    sessions = sessions_tomorrow(batch)
    if not sessions:
        return ""
    with translation.override("id"):
        day = date_format(batch.today + timedelta(days=1), "l, j F Y")
    lines = "".join(
        f"\n- {session_times(one, batch)} {one.subject}{f' ({one.room})' if one.room else ''}" for one in sessions
    )
    place = ", ".join(filter(None, [batch.venue, batch.city]))
    return (
        f"Yth. Bapak/Ibu peserta {batch.course.title} ({batch.name}),\n\n"
        f"besok, {day}, kegiatan berlangsung di {place}. Waktu dalam {batch.get_zone_display()}:{lines}\n\n"
        f"Jadwal dan materi (masuk dengan akun Anda):\n{settings.SITE_URL}"
        f"{reverse('courses:course', args=[batch.course.slug])}\n\nTerima kasih."
    )


def session_times(session: Session, batch: Batch) -> str:
    start, end = (moment.astimezone(batch.timezone) for moment in (session.starts_at, session.ends_at))
    return f"{start:%H.%M}–{end:%H.%M}"
