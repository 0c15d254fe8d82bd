"""A whole attempt by Tab, Space, arrows and Enter at 320 px, and as a screen reader hears it."""

import os
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Attempt
from tests.e2e.axe import in_both_themes
from tests.e2e.checks import UNSEEN, findings
from tests.e2e.sitting import PATIENCE, SAVED, choose, log_in_as, open_attempt, status, stored
from tests.e2e.steps import scrolls_sideways, tab_to
from tests.factories.kinds import MAKERS
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args():
    return {"viewport": {"width": 320, "height": 640}, "service_workers": "block"}


@pytest.fixture
def sitting(context, live_server):
    def sit(questions, **rules):
        rules = {"time_limit_minutes": 30, "shuffle_questions": False} | rules
        quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), questions=questions, **rules)
        log_in_as(context, live_server.url, enrolment.member)
        return quiz, enrolment

    return sit


def test_from_the_rules_to_the_receipt_with_the_tab_key_alone(page, live_server, sitting):
    bank = make_bank()
    several = make_question(bank, type="multiple", right=("Satu", "Dua"), wrong=("Tiga",))
    questions = [make_question(bank), several, MAKERS["short_text"](bank), MAKERS["ordering"](bank)]
    quiz, _enrolment = sitting(questions)
    page.goto(live_server.url + reverse("quizzes:landing", args=[quiz.uid]))
    tab_to(page, "form[action$='/start/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/attempts/*/")
    expect(status(page)).to_have_attribute("data-tone", "saved")

    tab_to(page, "#q1 input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#q2 input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "#q3 input[type=text]")
    page.keyboard.type("Bitung")
    for _part in range(3):
        tab_to(page, "#q4 select")
        page.keyboard.press("ArrowDown")
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    tab_to(page, "[data-submit]")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Hand in now?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-submit]")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "[data-confirm-yes]", limit=5)
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/", timeout=PATIENCE)

    attempt = Attempt.objects.get()
    assert (attempt.state, set(stored(attempt))) == ("graded", {1, 2, 3, 4})
    expect(page.get_by_role("heading", level=1)).to_have_text("Result")


def test_every_control_has_its_name_and_group(page, live_server, sitting):
    bank = make_bank()
    quiz, enrolment = sitting(
        [make_question(bank, "<p>Apa langkah pertama?</p>"), *(make(bank) for make in MAKERS.values())]
    )
    open_attempt(page, live_server.url, begin(quiz, enrolment))

    groups = page.locator("form[data-attempt]").get_by_role("group", name=re.compile(r"^Question \d of 8"))
    expect(groups).to_have_count(8)
    first = page.get_by_role("group", name="Question 1 of 8 Apa langkah pertama?")
    expect(first.get_by_role("radio", name="Periksa sumbernya")).to_have_count(1)
    assert page.evaluate(UNNAMED) == []
    expect(page.get_by_role("status").filter(has=page.locator("xpath=self::*[@data-status]"))).to_have_count(1)
    page.locator(".attempt__map summary").click()
    expect(page.get_by_role("navigation", name="Questions")).to_have_count(1)
    assert page.locator("[data-announcer]").get_attribute("aria-live") == "polite"
    assert page.locator("[data-timer]").get_attribute("aria-live") is None  # it would speak every second


# As the browser computes it for assistive technology: a control with neither label nor other name.
UNNAMED = """() => [
  ...document.querySelectorAll("[data-attempt] :is(input, select, textarea, button):not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !one.labels?.length && !one.ariaLabel &&
    !one.getAttribute("aria-labelledby") && !(one.tagName === "BUTTON" && one.textContent.trim()))
  .map((one) => one.outerHTML.slice(0, 90))"""


def test_the_time_is_announced_at_ten_five_and_one_minute(page, live_server, sitting):
    quiz, enrolment = sitting(2)
    attempt = begin(quiz, enrolment)
    page.clock.install()
    open_attempt(page, live_server.url, attempt)
    said = page.locator("[data-announcer]")
    expect(said).to_have_text("")
    # The page asks each minute what time it is, and the server's has not run on.
    page.context.set_offline(True)

    for minutes, words in ((10, "10 minutes left"), (5, "5 minutes left"), (1, "1 minute left")):
        left = page.evaluate("document.querySelector('[data-timer-text]').textContent")
        assert left
        page.clock.run_for(_until(attempt, page, minutes))
        expect(said).to_have_text(words)


def _until(attempt: Attempt, page: object, minutes: int) -> int:
    """Milliseconds from what the page shows to just below so many minutes."""
    text = page.locator("[data-timer-text]").inner_text()  # type: ignore[attr-defined]
    found = re.match(r"(?:(\d+) min|(\d+):(\d+)) left", text)
    assert found, text
    shown = (
        timedelta(minutes=int(found[1] or 0)) if found[1] else timedelta(minutes=int(found[2]), seconds=int(found[3]))
    )
    # Minutes are shown without their seconds: up to one more may be left.
    return int((shown - timedelta(minutes=minutes)).total_seconds() * 1000) + (59_000 if found[1] else 1000)


def test_narrow_enlarged_and_in_forced_colours_nothing_is_lost(page, live_server, sitting):
    bank = make_bank()
    quiz, enrolment = sitting([make_question(bank), *(make(bank) for make in MAKERS.values())])
    open_attempt(page, live_server.url, begin(quiz, enrolment))

    assert list(findings(page, acts=True)) == []
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(status(page)).to_contain_text("is waiting for signal")
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)
    assert in_both_themes(page) == []
    page.emulate_media(forced_colors="active")
    expect(status(page)).to_be_visible()
    assert page.evaluate(UNSEEN) == []
