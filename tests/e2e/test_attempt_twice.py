"""Two tabs, two taps, the back button: one attempt, one answer for each question, and the right words."""

import os

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from core.clock import now
from core.models import AuditEntry
from quizzes.models import Answer, Attempt, AttemptEvent, Mark
from quizzes.services import submit_attempt
from tests.e2e.sitting import (
    IS_KEPT,
    PATIENCE,
    SAVED,
    choose,
    log_in_as,
    open_attempt,
    option,
    status,
    stored,
    until,
    until_it_writes,
)
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sitting(context, line):
    quiz, enrolment = make_sitting(member=make_member("Budi", password=PASSWORD), questions=4, time_limit_minutes=30)
    log_in_as(context, line.url, enrolment.member)
    return quiz, enrolment


def test_two_taps_on_everything_do_it_once(page, line, sitting):
    quiz, _enrolment = sitting
    page.goto(line.url + reverse("quizzes:landing", args=[quiz.uid]))
    page.get_by_role("button", name="Start the test").dblclick()
    page.wait_for_url("**/attempts/*/")
    attempt = Attempt.objects.get()
    page.locator("#q1 label.choice").nth(1).dblclick()
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    expect(option(page, 1, 1)).to_be_checked()
    assert stored(attempt) == {1: 1}

    page.locator("[data-submit]").click()
    page.locator("[data-confirm-yes]").dblclick()
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert attempt.state == "graded"
    assert Mark.objects.count() == 4
    assert AuditEntry.objects.filter(action="attempt.graded").count() == 1


def test_the_plain_forms_pressed_twice_do_it_once(browser, context, line, sitting):
    attempt = begin(*sitting)
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = plain.new_page()
    page.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    for slot in range(1, 5):
        choose(page, slot)
    page.locator("[data-submit]").dblclick()
    page.wait_for_url("**/result/")

    assert stored(attempt) == dict.fromkeys(range(1, 5), 1)
    assert Mark.objects.count() == 4
    plain.close()


def test_back_during_the_attempt_loses_nothing(page, line, sitting):
    quiz, _enrolment = sitting
    page.goto(line.url + reverse("quizzes:landing", args=[quiz.uid]))
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/*/")
    expect(status(page)).to_have_attribute("data-tone", "saved")
    choose(page, 1, 1)
    page.go_back()
    expect(page.get_by_role("link", name="Continue")).to_be_visible()

    page.go_forward()
    expect(option(page, 1, 1)).to_be_checked()
    expect(status(page)).to_have_attribute("data-tone", "saved", timeout=PATIENCE)
    assert stored(Attempt.objects.get()) == {1: 1}


def test_a_page_drawn_before_what_the_next_page_sent_shows_it_all_the_same(browser, context, line, sitting):
    attempt = begin(*sitting)
    phone = browser.new_context(service_workers="block", storage_state=context.storage_state())
    page = phone.new_page()
    open_attempt(page, line.url, attempt)
    before = page.request.get(page.url)
    line.cut()
    choose(page, 1, 1)
    page.goto("about:blank")
    line.mend()
    page.goto(line.url + reverse("quizzes:landing", args=[attempt.quiz.uid]))
    until(page, f"localStorage.getItem('attempt:{attempt.uid}')", None)
    assert stored(attempt) == {1: 1}

    page.route(f"**/attempts/{attempt.uid}/", lambda route: route.fulfill(response=before))
    open_attempt(page, line.url, attempt)
    expect(option(page, 1, 1)).to_be_checked()
    expect(page.locator("[name=rev-1]")).to_have_value("1")
    choose(page, 1, 0)
    expect(page.locator("[name=rev-1]")).to_have_value("2", timeout=PATIENCE)
    assert stored(attempt) == {1: 2}
    phone.close()


def test_back_after_handing_in_shows_the_test_and_hands_in_nothing_again(page, line, sitting):
    quiz, _enrolment = sitting
    page.goto(line.url + reverse("quizzes:landing", args=[quiz.uid]))
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url("**/attempts/*/")
    choose(page, 1)
    page.locator("[data-submit]").click()
    page.locator("[data-confirm-yes]").click()
    page.wait_for_url("**/result/")
    attempt = Attempt.objects.get()

    page.go_back()
    page.reload()
    expect(page.locator("main")).to_contain_text("You have used all your attempts at this test.")
    expect(page.get_by_role("button", name="Start the test")).to_have_count(0)
    page.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    page.wait_for_url("**/result/")
    expect(page.locator(".receipt")).to_have_text(attempt.receipt)
    assert (Attempt.objects.count(), Mark.objects.count()) == (1, 4)


def test_two_tabs_without_a_signal_share_what_was_answered_last(page, context, line, sitting):
    attempt = begin(*sitting)
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    until_it_writes(page, attempt)
    newer = context.new_page()
    open_attempt(newer, line.url, attempt)
    until_it_writes(newer, attempt)
    line.cut()

    choose(page, 1, 0)
    expect(option(newer, 1, 0)).to_be_checked()
    choose(newer, 1, 1)
    choose(newer, 2, 1)
    choose(page, 3, 2)
    choose(page, 1, 2)
    expect(option(newer, 1, 2)).to_be_checked()
    expect(status(newer)).to_contain_text("3 answers are waiting for signal")
    expect(status(page)).to_contain_text("3 answers are waiting for signal")

    line.mend()
    expect(status(newer)).to_have_text(SAVED, timeout=PATIENCE)
    expect(page.locator("[data-elsewhere]")).to_be_visible(timeout=PATIENCE)
    assert stored(attempt) == {1: 3, 2: 1, 3: 1}
    last = option(page, 1, 2).get_attribute("value")
    assert Answer.objects.get(attempt=attempt, slot=1).value == [last]

    page.get_by_role("button", name="Continue here").click()
    expect(status(page)).to_have_attribute("data-tone", "saved", timeout=PATIENCE)
    choose(page, 4)
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    page.wait_for_timeout(2500)
    assert stored(attempt) == {1: 3, 2: 1, 3: 1, 4: 1}
    assert AttemptEvent.objects.filter(kind="lease_taken").count() >= 2


def test_an_older_device_says_what_it_has_not_sent(browser, context, page, line, sitting):
    attempt = begin(*sitting)
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    other = browser.new_context(storage_state=context.storage_state())
    laptop = other.new_page()
    open_attempt(laptop, line.url, attempt)
    choose(page, 1)

    notice = page.locator("[data-elsewhere]")
    expect(notice).to_contain_text("1 answer of this page is not sent yet. It stays on this device", timeout=PATIENCE)
    assert stored(attempt) == {}
    # Where a device had written without being heard of, what is chosen last holds.
    theirs = [option(laptop, 2, 3).get_attribute("value")]
    Answer.objects.create(attempt=attempt, slot=2, rev=1, value=theirs, saved_at=now())
    choose(laptop, 2)
    expect(laptop.locator("[name=rev-2]")).to_have_value("2", timeout=PATIENCE)
    choose(laptop, 1, 2)
    expect(laptop.locator("[name=rev-1]")).to_have_value("1", timeout=PATIENCE)
    other.close()

    line.cut()
    page.get_by_role("button", name="Continue here").click()
    expect(notice).to_contain_text("You cannot continue here now: there is no signal", timeout=PATIENCE)
    line.mend()
    # The same revision as on this device: what was promised here holds all the same.
    page.get_by_role("button", name="Continue here").click()
    expect(page.locator("[name=rev-1]")).to_have_value("2", timeout=PATIENCE)
    assert stored(attempt) == {1: 2, 2: 2}
    chosen = [option(page, slot, 0).get_attribute("value") for slot in (1, 2)]
    assert [row.value for row in Answer.objects.filter(attempt=attempt).order_by("slot")] == [[one] for one in chosen]


def test_who_was_logged_out_and_hands_in_is_told_so_and_handed_in_after_the_next_log_in(context, page, line, sitting):
    quiz, enrolment = sitting
    attempt = begin(quiz, enrolment)
    open_attempt(page, line.url, attempt)
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED, timeout=PATIENCE)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("[data-submit]").click()
    page.locator("[data-confirm-yes]").click()
    wish = page.locator("[data-wish]")
    expect(wish).to_contain_text("Not handed in yet: you are logged out. Log in again", timeout=PATIENCE)
    expect(wish).not_to_contain_text("signal")

    log_in_as(context, line.url, enrolment.member)
    page.wait_for_url("**/result/", timeout=PATIENCE)
    assert stored(attempt) == {1: 1}


def test_handed_in_elsewhere_the_open_page_leads_to_the_result(page, line, sitting):
    quiz, enrolment = sitting
    attempt = begin(quiz, enrolment)
    open_attempt(page, line.url, attempt)
    until_it_writes(page, attempt)  # else it may be led away before it is answered
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    choose(page, 1)

    expect(status(page)).to_contain_text("kept apart and not counted", timeout=PATIENCE)
    page.wait_for_url("**/result/", timeout=PATIENCE)
