"""A test on its day as the table of its people tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes import wording
from quizzes.choices import LiveState
from quizzes.device_words import names_in_words

if TYPE_CHECKING:
    from quizzes.models import Attempt
    from quizzes.selectors.live import LiveRow, LiveTest

SOMEBODY = UUID(int=0)
TONES = {
    LiveState.WRITING: "info",
    LiveState.NOT_BEGUN: "neutral",
    LiveState.HANDED_IN: "success",
    LiveState.BY_CLOCK: "warning",
    LiveState.VOID: "danger",
}


@dataclass(frozen=True)
class Line:
    """A participant as the table tells it, moments in the zone of the batch. `until` is the deadline of who writes."""

    row: LiveRow
    url: str
    tone: str
    started: str = ""
    until: str = ""
    ended: str = ""
    answered: str = ""
    saved: str = ""
    minutes_claimed: int = 0
    seen_since: str = ""
    remarks: list[tuple[bool, str]] = field(default_factory=list)
    """What else there is to say, and whether it is a warning."""


class _Moments:
    """Many people begin or save in one minute, which is put into words once."""

    def __init__(self, zone: str, now: datetime) -> None:
        self.zone, self.now = zone, now
        self.told: dict[datetime, str] = {}

    def words(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        minute = moment.replace(second=0, microsecond=0)
        if minute not in self.told:
            self.told[minute] = wording.short_moment(minute, self.zone, self.now)
        return self.told[minute]


def lines_of(test: LiveTest, rows: Iterable[LiveRow], now: datetime) -> list[Line]:
    batch, moments = test.schedule.batch, _Moments(test.schedule.batch.zone, now)
    url = reverse("quizzes:person", args=[batch.code, test.schedule.quiz.uid, SOMEBODY])
    before, _uid, after = url.partition(str(SOMEBODY))  # worked out once for all
    return [_line(row, f"{before}{row.enrolment}{after}", moments) for row in rows]


def _line(row: LiveRow, url: str, moments: _Moments) -> Line:
    attempt = row.attempt
    if attempt is None:
        remarks = [(False, _("special rules"))] if row.has_accommodation else []
        return Line(row, url, TONES[row.state], remarks=remarks)
    is_over = not row.is_writing
    seen_since = moments.words(attempt.seen_at) if is_over and attempt.claimed_seconds else ""
    minutes_claimed = -(-attempt.claimed_seconds // 60)
    return Line(
        row,
        url,
        TONES[row.state],
        started=moments.words(attempt.started_at),
        until="" if is_over else moments.words(attempt.deadline_at) or _("no time limit"),
        ended=moments.words(attempt.submitted_at or attempt.deadline_at) if is_over else "",
        answered=f"{row.answered} / {row.questions}",
        saved=moments.words(row.saved_at) or "–",
        minutes_claimed=minutes_claimed,
        seen_since=seen_since,
        remarks=list(_remarks(row, attempt, moments, minutes_claimed, seen_since)),
    )


def _remarks(
    row: LiveRow, attempt: Attempt, moments: _Moments, lost: int, seen_since: str
) -> Iterator[tuple[bool, str]]:
    if row.is_silent(moments.now):
        yield True, _("no contact since %(since)s") % {"since": moments.words(row.last_contact)}
    if number := row.waiting:
        said = ngettext("%(number)s answer not sent", "%(number)s answers not sent", number)
        yield True, said % {"number": number}
    if lost:
        said = ngettext(
            "reports %(number)s minute without connection", "reports %(number)s minutes without connection", lost
        )
        yield False, said % {"number": lost}
    if seen_since:
        yield True, _("knows the result since %(moment)s") % {"moment": seen_since}
    if row.same_device:
        yield False, _("same device as %(names)s") % {"names": names_in_words(row.same_device)}
    if row.attempts > 1:
        yield False, _("attempt %(number)s") % {"number": attempt.number}
    if number := attempt.lease_changes:
        yield (
            False,
            ngettext("opened again %(number)s time", "opened again %(number)s times", number) % {"number": number},
        )
    if number := minutes_given(attempt):
        yield False, ngettext("%(number)s minute more", "%(number)s minutes more", number) % {"number": number}
    if row.has_accommodation:
        yield False, _("special rules")


def minutes_given(attempt: Attempt) -> int:
    """By organisers, and after outages."""
    given = sum(deed.get("minutes", 0) for deed in attempt.interventions)
    return int(given + round(sum(deed.get("seconds", 0) for deed in attempt.interventions) / 60))


def window_of(test: LiveTest) -> str:
    window, zone = test.schedule.window, test.schedule.batch.zone
    opens = wording.moment_in_words(window.opens_at, zone)
    if window.closes_at is None:
        return _("from %(from)s") % {"from": opens}
    return _("%(from)s until %(to)s") % {"from": opens, "to": wording.moment_in_words(window.closes_at, zone)}
