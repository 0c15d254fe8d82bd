"""Reminders by the clock: each once for its occasion, in the person's morning, as the person wants its mails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import BatchState, Part, ReminderKind, SessionState
from courses.errors import NotAllowedError
from courses.models import Batch, BatchReminder, Enrolment, Session, SessionSpeaker
from courses.querysets import BatchQuerySet
from courses.reminding import AFTER_THE_END, LONGEST, Reminding, is_session_near, missing_is_due
from courses.rules import may_run_batch
from courses.selectors.batch_figures import LACKS_MATERIAL, with_teaching
from courses.selectors.reminders import TEMPLATES, reminding_of, session_times, sessions_tomorrow
from courses.selectors.standing import participants, standings_of
from members.models import Message, User
from members.mornings import zones_awake
from members.services import Letter, send_messages

HANDFUL = 200
Progress = Callable[[int, int, str], None]
Letters = Iterator[Letter]


def set_reminders(*, batch: Batch, wanted: Collection[Reminding], actor: User) -> None:
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only who runs the batch sets its reminders."))
    rows = [BatchReminder(batch=batch, kind=one.kind, is_on=one.is_on, days=one.days) for one in wanted]
    with transaction.atomic():
        BatchReminder.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["batch", "kind"], update_fields=["is_on", "days"]
        )
        said: dict[str, Any] = {one.kind: one.days if one.is_on else 0 for one in wanted}
        audit.record(action="batch.reminders_set", actor=actor, subject=f"batch:{batch.code}", data=said)


def batches_to_remind() -> BatchQuerySet:
    """Running ones: nothing is said of those in preparation, closed or long over."""
    today = clock.site_day()
    return Batch.objects.filter(
        state=BatchState.OPEN,
        starts_on__lte=today + timedelta(days=LONGEST + 1),
        ends_on__gte=today - timedelta(days=AFTER_THE_END + 1),
    )


def send_reminders(*, progress: Progress | None = None) -> int:
    """All that is due now and was not said yet, however often this runs. Returns how many messages."""
    zones = zones_awake()
    batches = list(batches_to_remind().select_related("course").order_by("pk")) if zones else []
    reminding = reminding_of([batch.pk for batch in batches])
    sent = 0
    for number, batch in enumerate(batches, 1):
        for kind, write in WRITERS.items():
            wish = reminding[batch.pk, kind]
            if wish.is_on:
                sent += _send(batch, kind, write(batch, wish, zones, _told(batch, kind)))
        if progress is not None:
            progress(number, len(batches), batch.name)
    return sent


def _send(batch: Batch, kind: ReminderKind, letters: Letters) -> int:
    sent, handful = 0, []
    for letter in letters:
        handful.append(letter)
        if len(handful) == HANDFUL:
            sent += len(send_messages(template=TEMPLATES[kind], letters=handful))
            handful = []
    if handful:
        sent += len(send_messages(template=TEMPLATES[kind], letters=handful))
    return sent


def _told(batch: Batch, kind: ReminderKind) -> set[str]:
    rows = Message.objects.filter(about=batch.code, template=TEMPLATES[kind])
    return set(rows.values_list("key", flat=True))


def _material(batch: Batch, wish: Reminding, zones: Sequence[str], told: Collection[str]) -> Letters:
    """To each speaker of a session that lacks its material."""
    today = batch.today
    lacking = with_teaching(Session.objects.filter(batch=batch)).filter(LACKS_MATERIAL, state=SessionState.PLANNED)
    near = {one.pk: one for one in lacking if is_session_near(_day(one, batch), today, wish.days)}
    if not near:
        return
    rows = SessionSpeaker.objects.filter(session__in=near, part__member__is_active=True, part__member__zone__in=zones)
    for row in rows.select_related("part__member").order_by("pk"):
        session, person = near[row.session_id], row.part.member
        day = _day(session, batch)
        key = f"reminder.material:{session.uid}:{day.isoformat()}:{person.pk}"
        if key not in told:
            context = {
                **_facts(batch),
                "session": session.subject,
                "day": _in_words(day, person.language),
                "days": (day - today).days,
                "link": f"{settings.SITE_URL}{resolve_url(settings.LOGIN_REDIRECT_URL)}",
            }
            yield Letter(key, person, context, batch.code)


def _missing(batch: Batch, wish: Reminding, zones: Sequence[str], told: Collection[str]) -> Letters:
    """To who takes part and has not met all that the rule asks, with what is missing."""
    if not missing_is_due(batch.starts_on, batch.ends_on, batch.today, wish.days):
        return
    rows = Enrolment.objects.filter(batch=batch).unfinished()
    rows = rows.filter(member__is_active=True, member__zone__in=zones).order_by("pk")
    people = [row for row in rows.select_related("member") if _missing_key(row, batch) not in told]
    for start in range(0, len(people), HANDFUL):
        handful = people[start : start + HANDFUL]
        who = participants(Enrolment.objects.filter(pk__in=[row.pk for row in handful]))
        by_language: dict[str, dict[int, list[str]]] = {}
        for language in {row.member.language for row in handful}:
            with translation.override(language):
                standings = standings_of(who)
                by_language[language] = {
                    number: [item.label for item in standing.missing] for number, standing in standings.items()
                }
        for row in handful:
            items = by_language[row.member.language][row.pk]
            if items:
                context = {
                    **_facts(batch),
                    "items": items,
                    "until": _in_words(batch.ends_on, row.member.language),
                    "link": f"{settings.SITE_URL}{reverse('courses:course', args=[batch.course.slug])}",
                }
                yield Letter(_missing_key(row, batch), row.member, context, batch.code)


def _tomorrow(batch: Batch, wish: Reminding, zones: Sequence[str], told: Collection[str]) -> Letters:
    """To who takes part and who speaks or moderates: one message for the day, however many sessions it has."""
    day = batch.today + timedelta(days=1)
    sessions = sessions_tomorrow(batch)
    if not sessions:
        return
    take_part = Enrolment.objects.active().filter(batch=batch).values("member")
    speak = batch.parts.filter(part__in=[Part.SPEAKER, Part.MODERATOR]).values("member")
    people = User.objects.active().filter(Q(pk__in=take_part) | Q(pk__in=speak), zone__in=zones)
    facts: Mapping[str, dict[str, Any]] = _Lazily(lambda language: _tomorrow_facts(batch, day, sessions, language))
    for person in people.order_by("pk"):
        key = f"reminder.session:{batch.uid}:{day.isoformat()}:{person.pk}"
        if key not in told:
            yield Letter(key, person, facts[person.language], batch.code)


def _tomorrow_facts(batch: Batch, day: date, sessions: Sequence[Session], language: str) -> dict[str, Any]:
    rows = [{"times": session_times(one, batch), "subject": one.subject, "room": one.room} for one in sessions]
    return {
        **_facts(batch),
        "day": _in_words(day, language),
        "starts": rows[0]["times"].partition("–")[0],
        "zone": batch.get_zone_display(),
        "place": ", ".join(filter(None, [batch.venue, batch.city])),
        "sessions": rows,
        "link": f"{settings.SITE_URL}{reverse('courses:course', args=[batch.course.slug])}",
    }


class _Lazily(defaultdict[str, dict[str, Any]]):
    """Made once for each language that occurs."""

    def __init__(self, make: Callable[[str], dict[str, Any]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, language: str) -> dict[str, Any]:
        self[language] = self._make(language)
        return self[language]


def _facts(batch: Batch) -> dict[str, Any]:
    return {"course": batch.course.title, "batch": batch.name}


def _missing_key(row: Enrolment, batch: Batch) -> str:
    return f"reminder.missing:{row.uid}:{batch.ends_on.isoformat()}"


def _day(session: Session, batch: Batch) -> date:
    return session.starts_at.astimezone(batch.timezone).date()


def _in_words(day: date, language: str) -> str:
    with translation.override(language):
        return date_format(day, "l, j F Y")


Writer = Callable[[Batch, Reminding, Sequence[str], Collection[str]], Letters]
WRITERS: dict[ReminderKind, Writer] = {
    ReminderKind.MATERIAL: _material,
    ReminderKind.MISSING: _missing,
    ReminderKind.TOMORROW: _tomorrow,
}
