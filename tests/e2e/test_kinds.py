"""Every kind of question in Chromium: answered, kept through a reload, handed in, right."""

import os
import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.items import item_from_parts
from quizzes.models import Answer, Attempt
from quizzes.services import submit_attempt
from tests.e2e.axe import in_both_themes
from tests.e2e.sitting import log_in_as
from tests.factories.kinds import MAKERS, make_essay
from tests.factories.members import PASSWORD, make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting, wrong_option
from tests.factories.structure import fixed, make_structured_sitting, section

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
    return {"viewport": {"width": 320, "height": 700}, "service_workers": "block"}  # else they pass by the routes


@pytest.fixture
def attempt(client, context, live_server):
    bank = make_bank()
    questions = [make(bank) for make in MAKERS.values()]
    quiz, enrolment = make_sitting(
        questions=questions,
        member=make_member("Budi", password=PASSWORD),
        shuffle_questions=False,
        review_just_after=["answers", "right_wrong", "marks", "feedback", "key"],
    )
    client.force_login(enrolment.member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: "en"}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    return begin(quiz, enrolment)


@pytest.fixture
def items(attempt):
    version = Attempt.objects.select_related("version").get(pk=attempt.pk).version
    return {row["slot"]: item_from_parts(row, version.key[str(row["slot"])]) for row in version.body["questions"]}


def open_attempt(page, live_server, attempt):
    page.goto(live_server.url + reverse("quizzes:attempt", args=[attempt.uid]))
    expect(page.locator("[data-status]")).to_have_attribute("data-tone", re.compile("saved|saving|waiting"))


def fill(page, slot, item):
    """By the controls that the question has, whatever its kind."""
    best, box = item.best_value(), page.locator(f"#q{slot}")
    if item.type == "ordering":
        for place, key in enumerate(best, start=1):
            box.locator(f"[name='o-{slot}-{key}']").select_option(str(place))
    elif item.type in ("numeric", "short_text"):
        box.locator("input[type=text]").fill(" ".join(best))
    else:
        for pair in best:
            key, _colon, value = pair.partition(":")
            control = box.locator(f"[name='q-{slot}-{key}']")
            if item.type == "kprim":
                box.locator(f"[name='q-{slot}-{key}'][value={value}]").check()
            elif control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)


def shown(page, slot):
    return page.locator(f"#q{slot}").evaluate(
        """box => [...box.querySelectorAll("input:not([type=hidden]), select")].map(
            (control) => (control.type === "radio" ? control.checked : control.value))"""
    )


def test_every_kind_is_saved_drawn_again_and_marked(page, live_server, attempt, items):
    open_attempt(page, live_server, attempt)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    for slot, item in items.items():
        fill(page, slot, item)
    expect(page.locator("[data-jump][data-answered]")).to_have_count(len(items))
    expect(page.locator("#q2 [data-reading]")).to_have_text("Read as 1,500.5.")
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    before = [shown(page, slot) for slot in items]
    page.reload()
    expect(page.locator("[data-jump][data-answered]")).to_have_count(len(items))

    assert [shown(page, slot) for slot in items] == before
    stored = dict(Answer.objects.filter(attempt=attempt).values_list("slot", "value"))
    assert {slot: items[slot].mark(value).fraction for slot, value in stored.items()} == dict.fromkeys(items, 1)
    page.get_by_role("button", name="Hand in").first.click()
    page.locator("[data-confirm-yes]").click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    expect(page.locator(".question header .badge--success")).to_have_count(len(items))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_is_answered_without_signal_comes_back_after_a_reload(page, context, live_server, attempt, items):
    open_attempt(page, live_server, attempt)
    page.route("**/answers/", lambda route: route.abort())
    for slot, item in items.items():
        fill(page, slot, item)
    expect(page.locator("[data-status]")).to_contain_text("waiting for signal")
    before = [shown(page, slot) for slot in items]
    page.reload()

    expect(page.locator("[data-jump][data-answered]")).to_have_count(len(items))
    assert [shown(page, slot) for slot in items] == before
    page.unroute("**/answers/")
    page.locator("[data-save]").click()
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    stored = dict(Answer.objects.filter(attempt=attempt).values_list("slot", "value"))
    assert {slot: items[slot].mark(value).fraction for slot, value in stored.items()} == dict.fromkeys(items, 1)


def test_a_place_that_is_taken_is_left_by_who_had_it(page, live_server, attempt, items):
    slot = next(slot for slot, item in items.items() if item.type == "ordering")
    open_attempt(page, live_server, attempt)
    first, second, third = page.locator(f"#q{slot} select").all()

    first.select_option("1")
    second.select_option("1")
    assert shown(page, slot) == ["", "1", ""]
    first.select_option("2")
    third.select_option("3")
    third.select_option("1")
    assert shown(page, slot) == ["2", "3", "1"]
    page.locator(f"#q{slot} [data-clear]").click()
    assert shown(page, slot) == ["", "", ""]


def test_every_kind_is_clean_for_assistive_software(page, live_server, attempt):
    open_attempt(page, live_server, attempt)

    assert in_both_themes(page) == []


def test_practice_is_stepped_through_and_checked_on_a_telephone(page, context, live_server):
    bank = make_bank()
    rows = [section("Awal", "Baca dahulu."), fixed(make_question(bank)), fixed(make_essay(bank))]
    rows += [section("Lanjut"), fixed(make_question(bank))]
    quiz, enrolment = make_structured_sitting(rows, practice="beside", paging="section", shuffle_questions=False)
    log_in_as(context, live_server.url, enrolment.member)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + reverse("quizzes:landing", args=[quiz.uid]))
    page.get_by_role("button", name="Practise").click()
    attempt = Attempt.objects.select_related("version").get()

    expect(page.locator("[data-step-text]")).to_have_text("Page 1 of 2")
    expect(page.locator("#q3")).to_be_hidden()
    expect(page.locator("#q2")).to_contain_text("In practice nobody marks this")
    page.locator(f"#q1 input[value='{wrong_option(attempt, 1)}']").check()
    page.locator("#q1 [data-check]").click()
    expect(page.locator("#q1 [data-checked-told]")).to_contain_text("Checked: this answer stands.")
    expect(page.locator("#q1 input[type=radio]").first).to_be_disabled()
    assert in_both_themes(page) == []
    page.get_by_role("button", name="Next page").click()
    expect(page.locator("#q3")).to_be_focused()
    expect(page.locator("#q1")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-step-text]")).to_have_text("Page 2 of 2")
    assert in_both_themes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    counted = begin(quiz, enrolment)
    page.reload()
    expect(page.get_by_text("Practice goes on when you have handed it in.")).to_be_visible()
    expect(page.get_by_role("link", name="Go on practising")).to_have_count(0)
    submit_attempt(attempt_uid=counted.uid, member=enrolment.member)
    page.reload()
    page.get_by_role("link", name="Go on practising").click()
    page.locator("[data-step-next]").click()
    page.get_by_role("button", name="Hand in").first.click()
    page.locator("[data-confirm-yes]").click()
    expect(page.get_by_text("This was practice: it does not count")).to_be_visible()
    expect(page.get_by_text("not counted in practice")).to_be_visible()
    assert in_both_themes(page) == []
