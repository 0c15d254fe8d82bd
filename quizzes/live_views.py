"""A test on its day, for who runs the batch: the live view."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
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
from quizzes.forms import new_once
from quizzes.live_pages import Line, lines_of, window_of
from quizzes.selectors.live import LiveRow, LiveTest, live_rows, live_test
from quizzes.selectors.live_people import live_people, losers_of

PEOPLE_PER_PAGE = 50
LOSERS_SHOWN = 50


@login_required
@never_cache
@require_safe
def live(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The whole page, or for htmx the part that changes."""
    now = clock.now()
    test = live_test(cast(User, request.user), code, uid, now)
    if test is None:
        raise Http404
    zone = test.schedule.batch.zone
    listing = Listing(
        request.GET,
        filters=[Filter("state", _("State"), LiveState.choices)],
        search_label=_("Name or office"),
        rows_per_page=PEOPLE_PER_PAGE,
    )
    page = _page(test, listing, now)
    context = {
        "test": test,
        "schedule": test.schedule,
        "batch": test.schedule.batch,
        "quiz": test.schedule.quiz,
        "listing": listing,
        "page_obj": page,
        "has_same_device": any(line.row.same_device for line in page),
        "moves": test.moves_at(now),
        "looked_at": wording.short_moment(now, zone, now),
    }
    if request.headers.get("HX-Request"):
        return render(request, "quizzes/partials/live.html", context)
    losers = lines_of(test, _losers(test, now), now)
    more = {
        "window": window_of(test),
        "once": new_once(),
        "losers": losers,
        "others": test.counted.losers - len(losers),
    }
    return render(request, "quizzes/live.html", {**context, **more})


def _page(test: LiveTest, listing: Listing, now: datetime) -> Page[Line]:
    state, schedule = listing.value("state"), test.schedule
    people = live_people(schedule.batch_id, schedule.quiz_id, now, text=listing.text, state=state)
    # all have been counted already but who is found by words
    count = None if listing.text else test.counted.states[state] if state else test.people
    page = listing.page_of(people, count=count)
    page.object_list = lines_of(test, live_rows(test, page.object_list, now), now)
    return page


def _losers(test: LiveTest, now: datetime) -> list[LiveRow]:
    if not (test.may_intervene and test.counted.losers):
        return []
    found = losers_of(test.schedule.batch_id, test.schedule.quiz_id, now)
    return live_rows(test, found.values_list("pk", flat=True)[:LOSERS_SHOWN], now)
