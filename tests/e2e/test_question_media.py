"""A test with a picture and a sound on a phone whose line is cut: both are there after a reload, and play."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.services import NewOption, add_question
from tests.e2e.axe import serious_findings
from tests.e2e.test_attempt_offline import (  # noqa: F401  fixtures
    browser_context_args,
    browser_type_launch_args,
    log_in,
    until,
)
from tests.factories.courses import make_course
from tests.factories.members import PASSWORD, make_member
from tests.factories.question_media import attach, make_picture, make_sound
from tests.factories.quizzes import begin, make_bank, make_question, make_sitting

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MEDIA_KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.includes(":attempt:"));
  if (!names.length || !navigator.serviceWorker.controller) return 0;
  const kept = await (await caches.open(names[0])).keys();
  const files = kept.filter(({ url }) => new URL(url).pathname.includes("/media/")).length;
  return (await (await caches.open(names[0])).match("/offline/kept.json")) ? files : 0;
}"""


@pytest.fixture
def attempt(log_in):  # noqa: F811
    bank = make_bank(make_course())
    seen = make_question(bank, stem="<p>Kapal apa ini?</p>")
    attach(seen, make_picture(), "Sebuah kapal")
    heard = add_question(
        bank=bank,
        stem="<p>Mana tanda bahaya?</p>",
        options=[
            NewOption("", is_right=True, media=make_sound(300), media_alt="Tujuh pendek satu panjang"),
            NewOption("Satu panjang"),
        ],
    )
    others = [make_question(bank) for _ in range(8)]
    member = make_member("Budi", password=PASSWORD)
    quiz, enrolment = make_sitting(
        member=member, questions=[*others, seen, heard], time_limit_minutes=30, shuffle_questions=False
    )
    log_in(enrolment.member)
    return begin(quiz, enrolment)


def test_pictures_and_sounds_stay_when_the_line_is_cut(page, line, attempt):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    until(page, MEDIA_KEPT, 2)  # the picture below the fold, and the sound that nobody has played

    line.cut()
    page.reload()

    picture = page.get_by_role("img", name="Sebuah kapal")
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    until(page, "() => document.querySelector('#q9 img').naturalWidth", 320)
    sound = page.get_by_label("Tujuh pendek satu panjang").and_(page.locator("audio"))
    sound.evaluate("(audio) => { audio.muted = true; return audio.play(); }")
    until(page, "() => document.querySelector('#q10 audio').duration", 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("radio", name="Tujuh pendek satu panjang").check()
    expect(page.get_by_role("radio", name="Tujuh pendek satu panjang")).to_be_checked()
    assert serious_findings(page) == []
