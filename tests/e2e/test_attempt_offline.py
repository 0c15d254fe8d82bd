"""The line is cut in mid-quiz and the page reloaded without it: nothing is lost, and the words are right each time."""

import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from core import clock
from quizzes.models import Answer, Attempt, LateAnswer
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PATIENCE = 60_000
SAVED = re.compile(r"^Saved [0-9:.]+( [AP]M)?$")
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("kept:"));
  return [names.length, Object.keys(localStorage).filter((key) => key.startsWith("attempt")).length];
}"""
# The worker is at hand, and the page and all that it is made of are kept.
IS_KEPT = """async () => {
  if (!navigator.serviceWorker.controller) return false;
  const names = (await caches.keys()).filter((name) => name.includes(":attempt:"));
  return names.length > 0 && Boolean(await (await caches.open(names[0])).match("/offline/kept.json"));
}"""


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium, quiet; `--no-sandbox` because CI runs as root."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", *quiet]}


@pytest.fixture
def browser_context_args():
    return {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def log_in(client, context, line):
    def as_member(member):
        client.force_login(member)
        cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.LANGUAGE_COOKIE_NAME: "en",
        }
        context.add_cookies([{"name": name, "value": value, "url": line.url} for name, value in cookies.items()])

    return as_member


@pytest.fixture
def attempt(log_in):
    quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), questions=12, time_limit_minutes=30)
    log_in(enrolment.member)
    return begin(quiz, enrolment)


@pytest.fixture
def sheet(page, line, attempt):
    """The page of the attempt, kept on the device."""
    page.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    until(page, IS_KEPT, True)
    return page


def until(page, script, wanted):
    """Playwright's own waiting takes the promise for the answer."""
    for _attempt in range(PATIENCE // 200):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{page.evaluate(script)} is not {wanted}")


def choose(page, slot, place=0):
    page.locator(f"#q{slot} input[type=radio]").nth(place).check()


def chosen(page, slots, place=0):
    for slot in slots:
        expect(page.locator(f"#q{slot} input[type=radio]").nth(place)).to_be_checked()


def status(page):
    return page.locator("[data-status]")


def stored(attempt):
    return dict(Answer.objects.filter(attempt=attempt).values_list("slot", "rev"))


def end_attempt(attempt, *, ago):
    ends = clock.now() - ago
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=ends - timedelta(minutes=1), hard_close_at=ends)


def hand_in(page):
    page.locator("[data-submit]").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()


def test_a_reload_without_network_gives_the_copy_with_all_answers(sheet, line, attempt):
    choose(sheet, 1, 1)
    expect(status(sheet)).to_have_text(SAVED, timeout=PATIENCE)
    line.cut()
    sheet.reload()
    expect(sheet.locator("[data-copy-bar]")).to_contain_text("You are without a signal; this is a copy of")
    expect(sheet.locator("[data-copy-bar]")).to_contain_text("What you answer now is kept on this device")
    expect(status(sheet)).to_have_text(re.compile(r"^Saved .* · no signal; what you answer is kept on this device$"))
    chosen(sheet, [1], 1)

    choose(sheet, 1, 0)
    for slot in range(2, 12):
        choose(sheet, slot)
    expect(status(sheet)).to_contain_text(
        re.compile(r"11 answers are waiting for signal, the oldest since [\d:.]+\s?([AP]M)? · kept on this device")
    )
    sheet.reload()
    chosen(sheet, range(1, 12))
    expect(status(sheet)).to_contain_text("11 answers are waiting for signal")
    assert stored(attempt) == {1: 1}

    line.mend()
    expect(status(sheet)).to_have_text(SAVED, timeout=PATIENCE)
    expect(sheet.locator("[data-copy-bar]")).to_be_hidden()
    assert stored(attempt) == {1: 2} | dict.fromkeys(range(2, 12), 1)
    sheet.reload()
    chosen(sheet, range(1, 12))
    expect(sheet.locator("[data-copy-bar]")).to_be_hidden()


def test_handing_in_without_network_is_a_wish_that_is_carried_out(sheet, line, attempt):
    line.cut()
    choose(sheet, 1)
    hand_in(sheet)
    wish = sheet.locator("[data-wish]")
    expect(wish).to_contain_text(
        "Not handed in yet: there is no signal. Once there is, 1 answer is sent", timeout=PATIENCE
    )
    expect(sheet.locator("#q2 input").first).to_be_disabled()

    sheet.get_by_role("button", name="Go on answering").click()
    expect(wish).to_be_hidden()
    choose(sheet, 2)
    hand_in(sheet)
    expect(wish).to_contain_text("2 answers are sent and then the test is handed in", timeout=PATIENCE)
    sheet.reload()
    expect(wish).to_contain_text("2 answers are sent and then the test is handed in")

    line.mend()
    sheet.wait_for_url("**/result/", timeout=PATIENCE)
    attempt.refresh_from_db()
    expect(sheet.locator("main")).to_contain_text(attempt.receipt)
    assert (attempt.state, stored(attempt)) == ("graded", {1: 1, 2: 1})
    assert sheet.evaluate(KEPT) == [0, 0]


def test_what_comes_back_after_the_close_is_kept_apart_and_the_words_say_so(sheet, line, attempt):
    choose(sheet, 1)
    expect(status(sheet)).to_have_text(SAVED, timeout=PATIENCE)
    line.cut()
    for slot in range(2, 12):
        choose(sheet, slot)
    expect(status(sheet)).to_contain_text("10 answers are waiting for signal")
    hand_in(sheet)
    expect(sheet.locator("[data-wish]")).to_contain_text("What arrives after the time is over", timeout=PATIENCE)
    end_attempt(attempt, ago=timedelta(seconds=5))

    line.mend()
    expect(status(sheet)).to_have_text(
        "The time is over. What arrived after it is kept apart and not counted.", timeout=PATIENCE
    )
    sheet.wait_for_url("**/result/", timeout=PATIENCE)
    attempt.refresh_from_db()
    assert (attempt.state, stored(attempt)) == ("graded", {1: 1})
    assert sorted(LateAnswer.objects.values_list("slot", flat=True)) == list(range(2, 12))
    assert sheet.evaluate(KEPT) == [0, 0]


def test_a_page_closed_without_network_hands_its_answers_over_on_the_result(sheet, line, attempt):
    line.cut()
    choose(sheet, 1)
    choose(sheet, 2)
    expect(status(sheet)).to_contain_text("2 answers are waiting for signal")
    sheet.goto("about:blank")
    end_attempt(attempt, ago=timedelta(seconds=5))
    line.mend()

    sheet.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))

    expect(sheet.locator("[data-leftovers]")).to_have_text(
        re.compile("2 answers of this device arrived after the time was over"), timeout=PATIENCE
    )
    assert sorted(LateAnswer.objects.values_list("slot", flat=True)) == [1, 2]
    assert stored(attempt) == {}
    until(sheet, KEPT, [0, 0])


def test_what_a_closed_page_left_is_sent_from_whichever_page_comes_next(sheet, line, attempt):
    line.cut()
    choose(sheet, 1)
    choose(sheet, 2)
    expect(status(sheet)).to_contain_text("2 answers are waiting for signal")
    mine, other = (sheet.locator("#q1 input[type=radio]").nth(place).get_attribute("value") for place in (0, 1))
    sheet.goto("about:blank")
    # Another device has come to the same revision of the first one, with another answer.
    Answer.objects.create(attempt=attempt, slot=1, rev=1, value=[other], saved_at=clock.now())
    line.mend()

    sheet.goto(line.url + reverse("home:desk"))

    until(sheet, f"Object.keys(JSON.parse(localStorage.getItem('attempt:{attempt.uid}') ?? '{{}}')).join()", "1")
    assert stored(attempt) == {1: 1, 2: 1}
    attempt.refresh_from_db()
    assert attempt.state == "open"

    sheet.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    expect(sheet.locator("[name=rev-1]")).to_have_value("2", timeout=PATIENCE)
    chosen(sheet, [1], 0)
    assert Answer.objects.get(attempt=attempt, slot=1).value == [mine]


def test_the_time_goes_on_over_a_reload_though_the_telephone_is_three_hours_off(sheet, line, attempt):
    sheet.add_init_script("const right = Date.now; Date.now = () => right() - 3 * 3600 * 1000;")
    sheet.reload()
    time = sheet.locator("[data-timer-text]")
    expect(time).to_have_text(re.compile(r"^(2[6-9]|30) min left$"))
    line.cut()
    sheet.reload()
    expect(sheet.locator("[data-copy-bar]")).to_be_visible()
    expect(time).to_have_text(re.compile(r"^(2[6-9]|30) min left$"))

    # While the page is closed, somebody sets the clock five hours ahead, then the line comes back.
    sheet.add_init_script("const off = Date.now; Date.now = () => off() + 5 * 3600 * 1000;")
    sheet.reload()
    expect(time).to_have_text("Time may be over")
    choose(sheet, 1)
    line.mend()
    expect(time).to_have_text(re.compile(r"^(2[6-9]|30) min left$"), timeout=PATIENCE)
    expect(status(sheet)).to_have_text(SAVED, timeout=PATIENCE)
    assert stored(attempt) == {1: 1}


def test_another_persons_log_in_finds_nothing_of_the_attempt(sheet, line, log_in):
    assert sheet.evaluate(KEPT) == [1, 1]
    log_in(make_member("Siti", password=PASSWORD))
    sheet.goto(line.url + reverse("home:desk"))

    until(sheet, KEPT, [0, 0])
