"""A speaker writes a question with a picture and one with a sound, sees and tries them, and a test has both."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.choices import SiteRole
from quizzes.models import Question, QuizVersion
from tests.e2e.axe import serious_findings
from tests.e2e.test_attempt_offline import (  # noqa: F401  fixtures
    browser_context_args,
    browser_type_launch_args,
    log_in,
    until,
)
from tests.factories.courses import make_batch, make_enrolment, make_part
from tests.factories.members import make_member
from tests.factories.question_media import picture_bytes, sound_bytes
from tests.factories.quizzes import begin, make_bank, make_quiz, open_for

# Playwright keeps an event loop in this thread, though nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PREVIEW = "[data-preview-frame]"


@pytest.fixture
def taught():
    batch = make_batch()
    speaker = make_member("Siti Narasumber", role=SiteRole.SPEAKER)
    make_part(batch, speaker)
    return batch, make_bank(batch.course, "Bank hoaks"), speaker


def write(page, address, stem, options):
    page.goto(address)
    page.locator("[data-contentpath=stem] [role=textbox]").click()
    page.keyboard.type(stem)
    for place, text in enumerate(options):
        page.locator("#id_options-ADD").click()
        page.locator(f"#id_options-{place}-text").fill(text)
    page.locator("#id_options-0-is_right").check()


def test_a_question_with_a_picture_and_one_with_a_sound_reach_a_test(page, line, log_in, taught):  # noqa: F811
    batch, bank, speaker = taught
    log_in(speaker)
    page.set_viewport_size({"width": 1280, "height": 900})
    address = f"{line.url}{reverse('questions:add')}?bank={bank.pk}"
    seen = page.frame_locator(PREVIEW)

    write(page, address, "Kapal apa ini?", ["Kapal tunda", "Kapal pesiar"])
    page.locator("#id_attachments-ADD").click()
    page.locator("#id_attachments-0-media").set_input_files(
        {"name": "kapal.png", "mimeType": "image/png", "buffer": b"<html>"}
    )
    expect(page.locator("[data-media-status]").first).to_contain_text("neither a picture")
    page.locator("#id_attachments-0-media").set_input_files(
        {"name": "kapal.png", "mimeType": "image/png", "buffer": picture_bytes()}
    )
    expect(seen.get_by_text("no words that say what is seen")).to_be_visible()
    page.locator("#id_attachments-0-alt").fill("Kapal kecil menarik kapal besar")
    expect(seen.get_by_role("img", name="Kapal kecil menarik kapal besar")).to_be_visible()
    expect(seen.get_by_text("Ready to be used in a test")).to_be_visible()
    assert serious_findings(page) == []

    seen.get_by_role("radio", name="Kapal pesiar").check()
    seen.get_by_role("button", name="Try this answer").click()
    expect(seen.get_by_role("heading", name="What this answer earns")).to_be_visible()
    expect(seen.get_by_text("wrong", exact=True)).to_be_visible()
    assert Question.objects.count() == 0  # nothing of the preview is stored
    page.locator("form[data-edit-form] button[type=submit]").last.click()
    page.wait_for_url("**/admin/questions/")

    write(page, address, "Apa arti isyarat ini?", ["Bahaya", "Berangkat"])
    page.locator("#id_attachments-ADD").click()
    page.locator("#id_attachments-0-media").set_input_files(
        {"name": "isyarat.wav", "mimeType": "audio/wav", "buffer": sound_bytes()}
    )
    page.locator("#id_attachments-0-alt").fill("Tujuh tiupan pendek")
    expect(seen.get_by_label("Tujuh tiupan pendek")).to_be_visible()
    page.locator("form[data-edit-form] button[type=submit]").last.click()
    page.wait_for_url("**/admin/questions/")

    page.goto(line.url + reverse("question-banks:bank", args=[bank.pk]))
    expect(page.get_by_role("row")).to_have_count(3)
    assert serious_findings(page) == []

    quiz = make_quiz(batch.course, questions=list(Question.objects.order_by("pk")))
    open_for(quiz, batch)
    assert QuizVersion.objects.get(quiz=quiz).question_count == 2
    participant = make_enrolment(batch, make_member("Budi"))
    attempt = begin(quiz, participant)
    log_in(participant.member)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(line.url + reverse("quizzes:attempt", args=[attempt.uid]))
    picture = page.get_by_role("img", name="Kapal kecil menarik kapal besar")
    picture.scroll_into_view_if_needed()
    until(page, "() => document.querySelector('.question img').naturalWidth", 320)
    expect(page.get_by_label("Tujuh tiupan pendek")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
