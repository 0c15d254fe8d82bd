"""A test on its day, for who runs the batch: the live view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.listing import Filter, Listing
from members.models import User
from quizzes import wording
from quizzes.choices import LiveState
from quizzes.device_words import names_in_words
from quizzes.forms import new_once
from quizzes.models import Attempt
from quizzes.selectors.live import LiveRow, LiveTest, live_test

PEOPLE_PER_PAGE = 50
TONES = {
    LiveState.WRITING: "info",
    LiveState.NOT_BEGUN: "neutral",
    LiveState.HANDED_IN: "success",
    LiveState.BY_CLOCK: "warning",
    LiveState.VOID: "danger",
}
PARTS = {True: "quizzes/partials/live.html", False: "quizzes/live.html"}


@login_required
@never_cache
@require_safe
def live(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The whole page, or for htmx the part that changes."""
    now = clock.now()
    test = live_test(cast(User, request.user), code, uid, now)
    if test is None:
        raise Http404
    listing = Listing(
        request.GET,
        filters=[Filter("state", _("State"), LiveState.choices)],
        search_label=_("Name or office"),
        rows_per_page=PEOPLE_PER_PAGE,
    )
    page = listing.page_of(test.narrowed(text=listing.text, state=listing.value("state")))
    page.object_list = [_line(row, test.schedule.batch.zone, now) for row in page]
    context = {
        "test": test,
        "schedule": test.schedule,
        "batch": test.schedule.batch,
        "quiz": test.schedule.quiz,
        "window": _window(test),
        "listing": listing,
        "page_obj": page,
        "once": new_once(),
        "losers": [_line(row, test.schedule.batch.zone, now) for row in test.rows if row.may_get_time_back],
        "moves": test.moves_at(now),
        "looked_at": wording.short_moment(now, test.schedule.batch.zone, now),
    }
    return render(request, PARTS[bool(request.headers.get("HX-Request"))], context)


@dataclass(frozen=True)
class Line:
    """A participant as the table tells it, moments in the zone of the batch."""

    row: LiveRow
    started: str
    deadline: str
    saved: str
    ended: str
    minutes_given: int
    silent_since: str = ""
    minutes_claimed: int = 0
    seen_since: str = ""
    same_device: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.row.state]


def _line(row: LiveRow, zone: str, now: datetime) -> Line:
    def words(moment: datetime | None) -> str:
        return wording.short_moment(moment, zone, now) if moment else ""

    attempt = row.attempt
    if attempt is None:
        return Line(row, "", "", "", "", 0)
    is_over = not row.is_writing
    return Line(
        row,
        started=words(attempt.started_at),
        deadline="" if is_over else words(attempt.deadline_at),
        saved=words(row.saved_at),
        ended=words(attempt.submitted_at or attempt.deadline_at) if is_over else "",
        minutes_given=minutes_given(attempt),
        silent_since=words(row.last_contact) if row.is_silent(now) else "",
        minutes_claimed=-(-attempt.claimed_seconds // 60),
        same_device=names_in_words(row.same_device),
        seen_since=words(attempt.seen_at) if is_over and attempt.claimed_seconds else "",
    )


def minutes_given(attempt: Attempt) -> int:
    """By organisers, and after outages."""
    given = sum(deed.get("minutes", 0) for deed in attempt.interventions)
    return int(given + round(sum(deed.get("seconds", 0) for deed in attempt.interventions) / 60))


def _window(test: LiveTest) -> str:
    window, zone = test.schedule.window, test.schedule.batch.zone
    opens = wording.moment_in_words(window.opens_at, zone)
    if window.closes_at is None:
        return _("from %(from)s") % {"from": opens}
    return _("%(from)s until %(to)s") % {"from": opens, "to": wording.moment_in_words(window.closes_at, zone)}
