"""The attempt in Chromium: what a participant on a failing link lives through."""

import gzip
import os
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Answer, Attempt
from quizzes.services import submit_attempt
from tests.e2e.axe import in_both_themes
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_question, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
SAVED = re.compile(r"^Saved [0-9:.]+( [AP]M)?$")
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium, quiet; `--no-sandbox` because CI runs as root."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", *quiet]}


@pytest.fixture
def browser_context_args():
    return {"viewport": {"width": 390, "height": 800}, "service_workers": "block"}  # else they pass by the routes


@pytest.fixture
def log_in(client, context, live_server):
    def as_member(member):
        client.force_login(member)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                },
                {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url},
            ]
        )

    return as_member


def stored(attempt):
    return dict(Answer.objects.filter(attempt=attempt).values_list("slot", "rev"))


def choose(page, slot, place=0):
    page.locator(f"#q{slot} input[type=radio]").nth(place).check()


def open_attempt(page, live_server, attempt):
    page.goto(live_server.url + reverse("quizzes:attempt", args=[attempt.uid]))
    page.wait_for_load_state("networkidle")


@pytest.fixture
def sitting(log_in):
    def sit(**options):
        quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), **options)
        log_in(enrolment.member)
        return quiz, enrolment

    return sit


def status(page):
    return page.locator("[data-status]")


def test_a_cut_network_and_a_reload_lose_nothing(page, context, live_server, sitting):
    quiz, enrolment = sitting(questions=12, time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    open_attempt(page, live_server, attempt)
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED)

    context.set_offline(True)
    for slot in range(2, 12):
        choose(page, slot)
    expect(status(page)).to_contain_text("10 answers are waiting for signal")
    assert set(stored(attempt)) == {1}
    # The page is thrown away before anything could be sent: what waits is on the device.
    page.route("**/answers/", lambda route: route.abort())
    context.set_offline(False)
    page.reload()
    page.unroute("**/answers/")
    for slot in range(2, 12):
        assert page.locator(f"#q{slot} input[type=radio]").nth(0).is_checked()
    expect(status(page)).to_have_text(SAVED, timeout=15000)

    assert stored(attempt) == dict.fromkeys(range(1, 12), 1)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('attempt:')).length") == 0


def test_the_older_tab_becomes_read_only_and_can_take_over_again(page, context, live_server, sitting):
    quiz, enrolment = sitting()
    attempt = begin(quiz, enrolment)
    open_attempt(page, live_server, attempt)
    newer = context.new_page()
    open_attempt(newer, live_server, attempt)
    choose(page, 1)

    page.locator("[data-elsewhere]").wait_for(state="visible")
    expect(page.locator("#q1 input").nth(1)).to_be_disabled()
    # The newer tab of the same device sends what the older one may not.
    expect(newer.locator("#q1 input[type=radio]").nth(0)).to_be_checked()
    expect(status(newer)).to_have_text(SAVED, timeout=15000)
    expect(page.locator("[data-elsewhere-waiting]")).to_have_text("")
    assert stored(attempt) == {1: 1}

    page.get_by_role("button", name="Continue here").click()
    page.wait_for_load_state("networkidle")
    choose(page, 2)
    expect(status(page)).to_have_text(SAVED, timeout=15000)
    assert stored(attempt) == {1: 1, 2: 1}


def test_by_keyboard_alone_from_start_to_receipt(page, live_server, sitting):
    quiz, _enrolment = sitting(questions=[make_question(stem="<p>Pertama?</p>"), make_question(stem="<p>Kedua?</p>")])
    page.goto(live_server.url + reverse("quizzes:landing", args=[quiz.uid]))
    page.get_by_role("button", name="Start the test").press("Enter")
    page.wait_for_url("**/attempts/*/")

    page.get_by_role("group", name=re.compile("Question 1 of 2")).get_by_role("radio").first.press("Space")
    page.keyboard.press("ArrowDown")
    page.locator("[data-submit]").press("Enter")
    assert "1 question has no answer yet." in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("group", name=re.compile("Question 2 of 2")).get_by_role("radio").first.press("Space")
    page.locator("[data-submit]").press("Enter")
    assert "All questions are answered." in page.get_by_role("dialog").inner_text()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").press("Enter")
    page.wait_for_url("**/result/")

    attempt = Attempt.objects.get()
    assert attempt.receipt in page.inner_text("main")
    assert len(stored(attempt)) == 2


def test_a_clock_three_hours_off_changes_nothing(page, live_server, sitting):
    quiz, enrolment = sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    page.add_init_script("const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000;")
    open_attempt(page, live_server, attempt)

    assert re.fullmatch(r"(29|30) min left", page.locator("[data-timer-text]").inner_text())


def test_when_the_time_ends_the_page_hands_in(page, live_server, sitting):
    quiz, enrolment = sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    attempt.deadline_at = attempt.started_at + timedelta(seconds=8)
    attempt.save()
    open_attempt(page, live_server, attempt)
    choose(page, 1)

    page.wait_for_url("**/result/", timeout=20000)
    attempt.refresh_from_db()
    assert (attempt.state, len(stored(attempt))) == ("graded", 1)


def test_without_script_the_form_does_the_same(browser, live_server, sitting, context):
    quiz, enrolment = sitting(questions=2)
    attempt = begin(quiz, enrolment)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(live_server.url + reverse("quizzes:attempt", args=[attempt.uid]))
    choose(page, 1)
    page.get_by_role("button", name="Save").click()
    assert "Your answers are saved." in page.inner_text("main")
    page.get_by_role("button", name="Hand in").click()
    assert "1 question has no answer yet." in page.inner_text("main")
    page.get_by_role("button", name="Hand in all the same").click()

    assert "Receipt code" in page.inner_text("main")
    plain.close()


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_serious(page, context, live_server, sitting, language):
    quiz, enrolment = sitting(questions=[make_question(), make_question(type="multiple", right=("a", "b"))])
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
    page.goto(live_server.url + reverse("quizzes:landing", args=[quiz.uid]))
    found = in_both_themes(page)
    attempt = begin(quiz, enrolment)
    open_attempt(page, live_server, attempt)
    found += in_both_themes(page)
    page.locator("[data-submit]").click()
    found += in_both_themes(page)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    page.goto(live_server.url + reverse("quizzes:result", args=[attempt.uid]))
    found += in_both_themes(page)

    assert found == []


def test_the_first_visit_of_the_attempt_page_stays_under_60_kb(page, live_server, sitting):
    quiz, enrolment = sitting(questions=40, time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    bodies = []
    page.on("response", lambda response: bodies.append(response) if response.status == 200 else None)
    open_attempt(page, live_server, attempt)

    # As nginx and WhiteNoise send it: every text compressed.
    assert sum(len(gzip.compress(response.body())) for response in bodies) < 60_000


def test_more_time_given_meanwhile_is_found_before_the_page_hands_in(page, live_server, sitting):
    quiz, enrolment = sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    ends = attempt.started_at + timedelta(seconds=8)
    Attempt.objects.update(deadline_at=ends, hard_close_at=ends + timedelta(seconds=60))
    open_attempt(page, live_server, attempt)
    choose(page, 1)
    Attempt.objects.update(deadline_at=ends + timedelta(minutes=15), hard_close_at=ends + timedelta(minutes=16))

    expect(page.locator("[data-timer-text]")).to_have_text("14 min left", timeout=15000)
    page.wait_for_timeout(1000)
    attempt.refresh_from_db()
    assert attempt.state == "open"
    expect(page.locator("#q2 input").first).to_be_enabled()
