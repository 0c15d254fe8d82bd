"""A telephone that never comes to a signal: its answers go as a locked file to the organiser, who hands them in."""

import os
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Answer, LateAnswer
from quizzes.services import submit_attempt
from tests.e2e.axe import in_both_themes
from tests.e2e.sitting import IS_KEPT, PATIENCE, choose, open_attempt, status, stored, until

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def save_file(page, folder):
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Save the answers as a file").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def hand_over(desk, path):
    desk.get_by_text("Hand in answers from a file").click()
    desk.get_by_label("Files of answers").set_input_files(path)
    desk.locator("form[action$='/answer-files/'] button").click()


def test_the_file_saves_what_the_line_does_not(page, line, attempt, desk, tmp_path):
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    expect(page.locator("[data-parcel]")).to_be_hidden()
    line.cut()
    page.reload()
    choose(page, 1)
    choose(page, 3)
    box = page.locator("[data-parcel]")
    expect(box).to_contain_text("2 answers wait on this device. You can save them as a file", timeout=PATIENCE)
    assert in_both_themes(page) == []
    path = save_file(page, tmp_path)
    expect(box.get_by_role("status")).to_contain_text(f"Saved as {path.name} among the downloads.")
    assert path.suffix == ".dermaga"
    value = page.locator("#q1 input[type=radio]").first.get_attribute("value")
    assert value not in path.read_text()

    hand_over(desk, path)
    expect(desk.locator("main")).to_contain_text("Budi: 2 answers were taken from the file.")
    assert stored(attempt) == {1: 1, 3: 1}
    assert Answer.objects.get(attempt=attempt, slot=1).value == [value]
    assert in_both_themes(desk) == []

    # The telephone finds a signal after all: the same answers do no harm.
    line.mend()
    expect(status(page)).to_have_attribute("data-tone", "saved", timeout=PATIENCE)
    expect(box).to_be_hidden()
    assert stored(attempt) == {1: 1, 3: 1}
    assert submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member).receipt


def test_after_the_close_what_the_file_holds_is_kept_apart(page, line, attempt, desk, tmp_path):
    open_attempt(page, line.url, attempt)
    until(page, IS_KEPT, True)
    line.cut()
    choose(page, 2)
    page.goto(line.url + reverse("home:desk"))
    waiting = page.locator("[data-unsent] li")
    expect(waiting).to_contain_text("1 answer waits on this device and is sent once there is a signal")
    expect(waiting).to_contain_text(re.compile(r"Waiting since \w+ \d+, \d{4}"))
    expect(waiting.get_by_role("link", name=attempt.version.title)).to_be_visible()
    assert in_both_themes(page) == []
    path = save_file(page, tmp_path)
    ends = attempt.started_at - timedelta(minutes=1)
    type(attempt).objects.update(deadline_at=ends, hard_close_at=ends)

    hand_over(desk, path)
    expect(desk.locator("main")).to_contain_text("Budi: 1 answer came after the close and is kept apart.")
    assert (stored(attempt), LateAnswer.objects.count()) == ({}, 1)


def test_where_nothing_can_be_locked_the_page_says_so_and_offers_nothing(page, line, attempt):
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });")
    open_attempt(page, line.url, attempt)
    line.cut()
    choose(page, 1)

    box = page.locator("[data-parcel]")
    expect(box).to_contain_text(
        "This browser can lock no file here. Your answers stay on this device", timeout=PATIENCE
    )
    expect(box.get_by_role("button")).to_have_count(0)


def test_a_day_after_the_end_the_page_says_that_it_tries_no_more_and_offers_the_file(page, line, attempt):
    page.clock.install()
    open_attempt(page, line.url, attempt)
    line.cut()
    choose(page, 1)
    page.clock.run_for(5000)
    expect(status(page)).to_contain_text("1 answer is waiting for signal", timeout=PATIENCE)

    page.clock.fast_forward("25:00:00")
    page.clock.run_for(120_000)

    expect(status(page)).to_have_text(
        "The test ended more than 24 hours ago. 1 answer could not be sent and is not tried any more.", timeout=PATIENCE
    )
    expect(page.get_by_role("button", name="Save the answers as a file")).to_be_visible()
