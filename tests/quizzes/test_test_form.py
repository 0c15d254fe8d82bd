"""The form of a test: drafts, publishing, preview."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from quizzes.choices import ReviewMoment, ReviewPart
from quizzes.models import QuizVersion
from tests.factories.members import make_administrator
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page_form(quiz, questions, **fields):
    return nested_form_data(
        {
            "title": quiz.title,
            "slug": quiz.slug,
            "purpose": "post_test",
            "instructions": rich_text(""),
            "time_limit_minutes": "30",
            "late_policy": "full_time",
            "attempts_allowed": "1",
            "wait_minutes": "0",
            "counting": "best",
            "pass_mark": "70",
            "outage_minutes": "15",
            "paging": "one",
            "practice": "none",
            "slots": inline_formset(
                [{"kind": "question", "question": question.pk, "marks": "1"} for question in questions]
            ),
            "bands": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    ) | {"review_just_after": ["answers", "marks"]}


def test_the_page_form_saves_a_draft_and_refuses_to_publish_it(client):
    quiz = make_quiz(questions=[], publish=False)
    bad = make_question(right=(), wrong=("a", "b"))
    client.force_login(make_administrator())
    url = reverse("wagtailadmin_pages:edit", args=[quiz.pk])

    assert client.get(url).status_code == 200
    draft = client.post(url, page_form(quiz, [bad]))
    refused = client.post(url, {**page_form(quiz, [bad]), "action-publish": "1"})

    assert draft.status_code == 302
    assert refused.status_code == 200
    assert "No option is marked as right." in refused.content.decode()
    assert not QuizVersion.objects.exists()


def test_the_page_form_publishes_a_sound_test(client):
    quiz = make_quiz(questions=[], publish=False)
    client.force_login(make_administrator())

    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[quiz.pk]),
        {**page_form(quiz, [make_question(), make_question()]), "action-publish": "1"},
    )

    assert response.status_code == 302
    version = QuizVersion.objects.get()
    assert (version.question_count, version.policies.time_limit_minutes) == (2, 30)
    assert version.rules["review"]["just_after"] == ["answers", "marks"]


def test_the_table_of_what_is_shown_reads_as_it_was_saved(client):
    quiz = make_quiz(review_just_after=["answers", "key"], attempts_allowed=2)
    client.force_login(make_administrator())

    html = client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).content.decode()

    ticked = re.findall(r'name="(review_\w+)" value="(\w+)" checked', html)
    assert [part for name, part in ticked if name == "review_just_after"] == ["answers", "key"]
    assert len(re.findall(r'type="checkbox" name="review_', html)) == len(ReviewMoment) * len(ReviewPart)
    assert "may try again" in html


def test_the_preview_shows_the_paper_and_no_key(client):
    quiz = make_quiz(questions=[make_question(stem="<p>Soal saya</p>")])
    client.force_login(make_administrator())

    html = client.get(reverse("wagtailadmin_pages:view_draft", args=[quiz.pk])).content.decode()

    assert "Soal saya" in html
    assert "UNDISCLOSED" not in html


def test_the_pages_own_address_leads_to_the_landing(client):
    quiz = make_quiz()

    assert Page.objects.get(pk=quiz.pk).specific.url.endswith(reverse("quizzes:landing", args=[quiz.uid]))
