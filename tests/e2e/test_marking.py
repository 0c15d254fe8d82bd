"""From a telephone to the marking desk and back: essay, file and drill are handed in, marked by keyboard, read."""

import os
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.choices import AttemptState
from quizzes.models import Attempt, MarkerMark, MarkingTask
from tests.e2e.axe import in_both_themes
from tests.factories.kinds import SECRET, WRITTEN_MAKERS
from tests.factories.marking import make_marker, make_written_sitting
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_bank

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
SAVED = re.compile(r"^Saved [0-9:.]+( [AP]M)?$")
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", *quiet]}


@pytest.fixture
def sitting():
    bank = make_bank()
    questions = [make(bank) for make in WRITTEN_MAKERS.values()]
    return make_written_sitting(
        questions=questions, member=make_member("Budi"), review_just_after=["answers", "marks", "feedback"]
    )


@pytest.fixture
def page_of(browser, live_server):
    contexts = []

    def open_page(member, width, **more):
        client = Client()
        client.force_login(member)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, service_workers="block", **more
        )
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
        context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def test_written_on_a_telephone_marked_by_keyboard_and_read(page_of, sitting, tmp_path):
    quiz, enrolment = sitting
    attempt, picture = begin(quiz, enrolment), tmp_path / "kartu.png"
    picture.write_bytes((settings.BASE_DIR / "home/demo/files/sepertiga.png").read_bytes())
    taker = page_of(enrolment.member, 360)

    taker.goto(reverse("quizzes:attempt", args=[attempt.uid]))
    assert SECRET not in taker.content()
    taker.locator("#q1 textarea").fill("Periksa sumbernya dahulu.")
    expect(taker.locator("#q1 [data-count]")).to_have_text("3 words · asked for: 5 to 50 words · fewer than asked for")
    taker.locator("#q1 textarea").fill("Periksa sumbernya dahulu, lalu jawab dengan sopan.")
    expect(taker.locator("#q1 [data-count]")).to_have_text("7 words · asked for: 5 to 50 words")
    taker.locator("#q2 input[type=file]").set_input_files(picture)
    with taker.expect_navigation():
        taker.get_by_role("button", name="Send the file").click()
    expect(taker.locator("#q2 input[type=checkbox]")).to_be_checked()
    taker.get_by_role("button", name="Start the drill").click()
    expect(taker.locator("#q3 [data-drill-timer]")).to_contain_text("full marks for speed for another")
    expect(taker.locator("#q3 [data-drill-scenario]")).to_be_focused()
    taker.locator("#q3 textarea").fill("Kabar itu tidak benar.")
    expect(taker.locator("[data-status]")).to_have_text(SAVED)
    assert in_both_themes(taker) == []
    assert taker.evaluate("document.documentElement.scrollWidth") <= 360

    taker.reload()
    expect(taker.locator("#q3 textarea")).to_have_value("Kabar itu tidak benar.")
    expect(taker.locator("#q3 [data-drill-scenario]")).to_contain_text("video feri tenggelam")
    taker.get_by_role("button", name="Hand in").last.click()
    taker.locator("[data-confirm-yes]").click()
    expect(taker.get_by_text("3 of your answers wait for a marker.")).to_be_visible()
    assert in_both_themes(taker) == []

    marker = page_of(make_marker(quiz), 1280)
    marker.goto(reverse("quizzes:marking"))
    assert in_both_themes(marker) == []
    for slot in (1, 2, 3):
        task = MarkingTask.objects.get(attempt=attempt, slot=slot)
        marker.goto(reverse("quizzes:marking_question", args=[quiz.uid, task.item]))
        marker.get_by_role("button", name="Mark the next").click()
        expect(marker.locator("[data-rubric-row] input").first).to_be_focused()
        assert in_both_themes(marker) == []
        marker.keyboard.press("2")
        marker.keyboard.press("2")
        expect(marker.locator("#comment")).to_be_focused()
        marker.keyboard.type("Soal 2 bagus.")
        expect(marker.locator("[data-draft-status]")).to_have_text("Draft saved")
        marker.reload()
        expect(marker.locator("#comment")).to_have_value("Soal 2 bagus.")
        with marker.expect_navigation():
            marker.locator("#comment").press("Control+Enter")
        expect(marker.get_by_text("No answer to this question is free to mark now.")).to_be_visible()

    assert list(MarkerMark.objects.values_list("comment", flat=True)) == ["Soal 2 bagus."] * 3
    assert Attempt.objects.get(pk=attempt.pk).state == AttemptState.GRADED
    taker.reload()
    expect(taker.get_by_text("Soal 2 bagus.")).to_have_count(3)
    expect(taker.get_by_text("100 % of the points for speed")).to_be_visible()


def test_without_a_script_a_file_brings_all_that_is_typed(page_of, sitting, tmp_path):
    quiz, enrolment = sitting
    attempt, table = begin(quiz, enrolment), tmp_path / "kapal.png"
    table.write_bytes((settings.BASE_DIR / "home/demo/files/sepertiga.png").read_bytes())
    page = page_of(enrolment.member, 360, java_script_enabled=False)
    page.goto(reverse("quizzes:attempt", args=[attempt.uid]))

    page.locator("#q1 textarea").fill("Periksa sumbernya dahulu.")
    page.locator("#q2 input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("#q2 input[type=checkbox]")).to_be_checked()
    expect(page.locator("#q1 textarea")).to_have_value("Periksa sumbernya dahulu.")
    expect(page.get_by_text("Your file is saved.")).to_be_visible()


def test_a_drill_without_signal_says_so_and_has_not_begun(page_of, sitting):
    quiz, enrolment = sitting
    attempt = begin(quiz, enrolment)
    page = page_of(enrolment.member, 360)
    page.goto(reverse("quizzes:attempt", args=[attempt.uid]))

    page.route("**/drills/**", lambda route: route.abort())
    page.get_by_role("button", name="Start the drill").click()
    expect(page.locator("[data-drill-status]")).to_contain_text("there is no signal. No time has passed")
    assert attempt.answers.count() == 0

    page.unroute("**/drills/**")
    page.get_by_role("button", name="Start the drill").click()
    expect(page.locator("#q3 [data-drill-scenario]")).to_contain_text("video feri tenggelam")
