"""Time lost to an outage comes back; the organiser sees who is out of reach; words of the day reach open pages."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from core import clock
from core.models import Uptime
from quizzes.choices import AttemptState
from quizzes.models import Attempt, AttemptEvent, QuizSchedule
from quizzes.services import grant_accommodation, reopen_attempt
from quizzes.timing import Allowance
from quizzes.wording import end_in_words
from tests.e2e.axe import in_both_themes
from tests.e2e.sitting import PATIENCE, SAVED, choose, open_attempt, option, status, stored
from tests.factories.members import make_administrator

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def browser_context_args():
    return {"viewport": {"width": 390, "height": 800}, "service_workers": "block"}


def test_what_the_page_alone_reports_the_organiser_gives_back_by_one_click(page, line, attempt, desk):
    page.clock.install()
    open_attempt(page, line.url, attempt)
    Attempt.objects.update(started_at=attempt.started_at - 10 * MINUTE)  # so that the outage lies in its time
    start = attempt.started_at - 5 * MINUTE
    AttemptEvent.objects.create(
        attempt=attempt, kind="unreached", data={"span": [start.isoformat(), (start + 4 * MINUTE).isoformat()]}
    )
    Attempt.objects.update(claimed_seconds=240)
    before = Attempt.objects.get().deadline_at
    desk.reload()
    expect(desk.locator("#live")).to_contain_text("reports 4 minutes without connection")
    desk.get_by_role("link", name="Budi").click()
    assert in_both_themes(desk) == []
    desk.get_by_text("Give back 4 minutes").first.click()
    desk.locator("details[open] input[name=reason]").fill("Menara di Bitung padam")
    desk.get_by_role("button", name="Give back 4 minutes").click()
    expect(desk.locator("main")).to_contain_text("The lost time is given back")
    given = Attempt.objects.get().deadline_at - before
    assert given >= 4 * MINUTE

    page.clock.fast_forward(130_000)
    expect(page.locator("[data-news]")).to_contain_text("Menara di Bitung padam", timeout=PATIENCE)
    assert in_both_themes(page) == []
    ends = page.locator("[data-ends]")
    with translation.override("en"):
        expect(ends).to_have_text(end_in_words(Attempt.objects.get(), attempt.enrolment.batch.zone))

    QuizSchedule.objects.update(closes_at=None)
    for allowance, said in ((Allowance(no_timer=True), "No time limit"), (Allowance(), "Ends")):
        grant_accommodation(
            quiz=attempt.quiz, enrolment=attempt.enrolment, allowance=allowance, reason="Dokter", by=None
        )
        page.clock.fast_forward(80_000)
        expect(ends).to_contain_text(said, timeout=PATIENCE)
        expect(page.locator("[data-timer]")).to_be_visible(visible=said == "Ends")


def site_was_down(page, attempt, start, end):
    """The site knows of it, and so does the page, which could not say so yet."""
    Uptime.objects.create(since=start - 60 * MINUTE, until=start)
    Uptime.objects.create(since=end, until=end + 60 * MINUTE)
    kept = f'{{"spans": [["{start.isoformat()}", "{end.isoformat()}"]], "since": null}}'
    page.add_init_script(
        f"""
          const key = "attempt-kept:{attempt.uid}";
          const state = JSON.parse(localStorage.getItem(key));
          if (state && !state.unreached) localStorage.setItem(key, JSON.stringify({{ ...state, unreached: {kept} }}));
        """
    )


def test_an_outage_that_the_site_knows_of_is_given_back_and_said_on_the_open_page(page, line, attempt, context):
    open_attempt(page, line.url, attempt)
    Attempt.objects.update(started_at=attempt.started_at - 10 * MINUTE)
    site_was_down(page, attempt, attempt.started_at - 8 * MINUTE, attempt.started_at - 2 * MINUTE)
    page.reload()
    choose(page, 1)

    news = page.locator("[data-news]")
    expect(news).to_contain_text("6 minutes were given back, because the site could not be reached", timeout=PATIENCE)
    expect(page.locator("[data-timer-text]")).to_contain_text("35 min left")
    assert stored(attempt) == {1: 1}


@pytest.mark.parametrize("answers", [0, 1])
def test_time_that_comes_back_as_the_time_ends_is_not_handed_in(page, line, attempt, answers):
    open_attempt(page, line.url, attempt)
    now = attempt.started_at
    site_was_down(page, attempt, now - 8 * MINUTE, now - 2 * MINUTE)
    ends = clock.now() + timedelta(seconds=6)
    Attempt.objects.update(started_at=now - 10 * MINUTE, deadline_at=ends, hard_close_at=ends + MINUTE)
    page.reload()
    page.wait_for_timeout(4500)
    if answers:
        choose(page, 1)  # not sent yet when the time ends

    expect(page.locator("[data-news]")).to_contain_text("6 minutes were given back", timeout=PATIENCE)
    page.wait_for_timeout(3000)
    given = Attempt.objects.get()
    assert (given.state, given.deadline_at - ends) == (AttemptState.OPEN, 6 * MINUTE)
    assert len(stored(attempt)) == answers
    assert option(page, 2, 0).is_enabled()


def test_whom_the_clock_closed_is_led_back_by_the_page_of_the_result(page, line, attempt):
    open_attempt(page, line.url, attempt)
    now = attempt.started_at
    site_was_down(page, attempt, now - 8 * MINUTE, now - 2 * MINUTE)
    ended = now - 2 * MINUTE
    Attempt.objects.update(started_at=now - 30 * MINUTE, deadline_at=ended, hard_close_at=ended + MINUTE)
    page.reload()

    expect(page.locator("[data-timer-text]")).to_contain_text("left", timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("6 minutes were given back, because the site could not be reached")
    given = Attempt.objects.get()
    assert (given.state, given.deadline_at - ended) == (AttemptState.OPEN, 6 * MINUTE)


def hand_in_without_a_signal(page, line):
    line.cut()
    page.locator("[data-submit]").click()
    page.locator("[data-confirm-yes]").click()
    expect(page.locator("[data-wish]")).to_contain_text("Not handed in yet: there is no signal", timeout=PATIENCE)


def open_again(attempt, once):
    ended = clock.now() - 2 * MINUTE
    Attempt.objects.update(started_at=ended - 30 * MINUTE, deadline_at=ended, hard_close_at=ended + MINUTE)
    by = make_administrator(name=f"Admin {once}")
    reopen_attempt(attempt_uid=attempt.uid, minutes=20, reason="Menara padam", by=by, once=once)


def test_a_wish_from_before_an_organiser_opened_the_attempt_again_hands_nothing_in(page, line, attempt):
    wish = page.locator("[data-wish]")
    for once in ("the page stays open", "it is opened anew"):
        open_attempt(page, line.url, attempt)
        hand_in_without_a_signal(page, line)
        if once == "it is opened anew":
            page.goto("about:blank")
        open_again(attempt, once)
        line.mend()
        if once == "it is opened anew":
            open_attempt(page, line.url, attempt)
        expect(wish).to_contain_text("before the test was opened again. That does not count any more", timeout=PATIENCE)

    page.get_by_role("button", name="Go on answering").click()
    expect(wish).to_be_hidden()
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    assert Attempt.objects.get().state == AttemptState.OPEN


def test_more_time_for_one_with_a_reason_and_who_is_out_of_reach(page, line, attempt, desk):
    open_attempt(page, line.url, attempt)
    choose(page, 1)
    expect(status(page)).to_contain_text("Saved", timeout=PATIENCE)
    line.cut()
    long_ago = attempt.started_at - 10 * MINUTE
    Attempt.objects.update(started_at=long_ago, heard_at=None)
    attempt.answers.update(saved_at=long_ago)
    desk.reload()
    expect(desk.locator("#live")).to_contain_text("no contact since")
    assert in_both_themes(desk) == []
    line.mend()

    desk.get_by_role("link", name="Budi").click()
    desk.get_by_text("Give more time").first.click()
    desk.get_by_label("Minutes").first.fill("15")
    desk.get_by_label("Reason").first.fill("Listrik padam")
    desk.get_by_role("button", name="Give more time").click()
    expect(desk.locator("main")).to_contain_text("More time is given, until")
    page.reload()
    expect(page.locator("main")).to_contain_text("You were given 15 minutes more. Listrik padam")
    expect(page.locator("[data-timer-text]")).to_contain_text("44 min left")


def test_who_waits_on_the_result_is_let_in_once_others_confirm_the_outage(page, line, attempt):
    now = attempt.started_at
    ended = now - 2 * MINUTE
    Attempt.objects.update(started_at=now - 30 * MINUTE, deadline_at=ended, hard_close_at=ended + MINUTE)
    page.clock.install()
    page.goto(line.url + reverse("quizzes:result", args=[attempt.uid]))
    expect(page.get_by_role("button", name="Show the result now")).to_be_visible()
    assert in_both_themes(page) == []
    later = now + 10 * MINUTE
    Attempt.objects.update(
        state=AttemptState.OPEN, closed_by_clock=False, submitted_at=None, deadline_at=later, hard_close_at=later
    )

    page.clock.fast_forward(70_000)

    page.wait_for_url(f"**/attempts/{attempt.uid}/", timeout=PATIENCE)
