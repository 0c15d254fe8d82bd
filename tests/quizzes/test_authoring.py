"""Banks, questions, tests and dates in the admin: who may, what is refused, and what publishing freezes."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from core.models import AuditEntry
from members.choices import SiteRole
from quizzes.draft import problems_of_question
from quizzes.models import Question, QuestionBank, QuizSchedule
from tests.factories.courses import make_batch, make_course, make_part
from tests.factories.members import make_auditor, make_member
from tests.factories.quizzes import make_bank, make_question, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def taught():
    """A course with a bank, and its speaker."""
    batch = make_batch()
    speaker = make_member("Siti Narasumber", role=SiteRole.SPEAKER)
    make_part(batch, speaker)
    return batch, make_bank(batch.course, "Bank hoaks"), speaker


def question_form(bank, **fields):
    return nested_form_data(
        {
            "bank": bank.pk,
            "topic": "",
            "type": "single",
            "stem": rich_text("<p>Apa langkah pertama?</p>"),
            "statement_is_true": "on",
            "marking": "all_or_nothing",
            "part_marking": "share",
            "unit_use": "none",
            "unit_penalty": "100",
            "markers": "1",
            "threshold_percent": "20",
            "notes_for_markers": rich_text(""),
            "lines": "10",
            "least_words": "0",
            "most_words": "0",
            "most_megabytes": "10",
            "scenario": rich_text(""),
            "target_seconds": "600",
            "limit_seconds": "1800",
            "speed_points": "0",
            "criteria": inline_formset([]),
            "attachments": inline_formset([]),
            "gaps": inline_formset([]),
            "shuffle": "on",
            "feedback": rich_text(""),
            "options": inline_formset(
                [
                    {"text": "Periksa", "is_right": "on", "tolerance_kind": "absolute"},
                    {"text": "Sebarkan", "tolerance_kind": "absolute"},
                ]
            ),
            **fields,
        }
    )


def test_a_speaker_writes_questions_in_the_own_bank(client, taught):
    _batch, bank, speaker = taught
    client.force_login(speaker)

    assert client.get(reverse("questions:add")).status_code == 200
    response = client.post(reverse("questions:add"), question_form(bank))

    assert response.status_code == 302
    question = Question.objects.get()
    assert list(question.options.values_list("text", "is_right")) == [("Periksa", True), ("Sebarkan", False)]
    assert "Apa langkah pertama?" in client.get(reverse("questions:index")).content.decode()
    assert client.get(reverse("questions:edit", args=[question.pk])).status_code == 200


def test_a_text_with_gaps_is_written_in_one_form(client, taught):
    _batch, bank, speaker = taught
    client.force_login(speaker)
    gaps = [
        {"kind": "numeric", "answers": "2018", "tolerance": "1", "weight": "1"},
        {"kind": "single", "answers": "cepat\nlambat", "weight": "2"},
    ]
    form = question_form(
        bank, type="cloze", stem=rich_text("<p>Sejak [[1]] kami [[2]].</p>"), gaps=inline_formset(gaps)
    )

    response = client.post(reverse("questions:add"), form | nested_form_data({"options": inline_formset([])}))

    question = Question.objects.get()
    assert response.status_code == 302
    assert [(gap.kind, gap.answers.split()) for gap in question.gaps.all()] == [
        ("numeric", ["2018"]),
        ("single", ["cepat", "lambat"]),
    ]
    assert problems_of_question(question) == []


def test_a_speaker_neither_sees_nor_touches_another_courses_bank(client, taught):
    _batch, _bank, speaker = taught
    foreign = make_bank(make_course(), "Rahasia")
    question = make_question(foreign, stem="<p>SOAL RAHASIA</p>")
    client.force_login(speaker)

    assert client.get(reverse("questions:edit", args=[question.pk])).status_code == 404
    assert client.get(reverse("questions:copy", args=[question.pk])).status_code == 404
    assert client.get(reverse("question-banks:edit", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("question_chooser:chosen", args=[question.pk])).status_code == 404
    client.post(reverse("questions:add"), question_form(foreign))
    for name in (
        "questions:index",
        "question-banks:index",
        "question_chooser:choose",
        "question_chooser:choose_results",
    ):
        html = client.get(reverse(name)).content.decode()
        assert "RAHASIA" not in html.upper(), name
    assert Question.objects.count() == 1


def test_the_chooser_offers_own_questions(client, taught):
    _batch, bank, speaker = taught
    question = make_question(bank, stem="<p>Soal saya</p>")
    client.force_login(speaker)

    assert "Soal saya" in client.get(reverse("question_chooser:choose")).content.decode()
    assert client.get(reverse("question_chooser:chosen", args=[question.pk])).status_code == 200


def test_participants_have_no_business_here(client):
    client.force_login(make_member("Peserta Biasa"))

    for name in ("questions:index", "question-banks:index", "test-dates:index", "question_chooser:choose"):
        assert client.get(reverse(name)).status_code in (302, 403), name


def test_an_auditor_reads_the_lists_and_changes_nothing(client, taught):
    _batch, bank, _speaker = taught
    question = make_question(bank, stem="<p>Soal saya</p>")
    client.force_login(make_auditor())

    assert "Soal saya" in client.get(reverse("questions:index")).content.decode()
    assert client.get(reverse("questions:edit", args=[question.pk])).status_code in (302, 403, 404)
    assert client.get(reverse("questions:add")).status_code in (302, 403)


def test_an_organiser_sets_dates_of_own_courses_only(client):
    organiser = make_member("Rina", role=SiteRole.ORGANISER)
    own = make_batch(make_course(organisers=[organiser]))
    quiz = make_quiz(own.course)
    foreign = make_batch()
    client.force_login(organiser)
    data = {"quiz": quiz.pk, "batch": own.pk, "opens_at": "2030-01-01 08:00", "closes_at": "", "room_code": ""}

    page = client.get(reverse("test-dates:add")).content.decode()
    client.post(reverse("test-dates:add"), {**data, "batch": foreign.pk, "late_policy": ""})
    assert not QuizSchedule.objects.exists()
    client.post(reverse("test-dates:add"), {**data, "late_policy": ""})

    assert f'<option value="{foreign.pk}"' not in page
    schedule = QuizSchedule.objects.get()
    assert (schedule.quiz, schedule.batch) == (quiz, own)
    assert AuditEntry.objects.filter(action="quiz.scheduled", actor=organiser).count() == 1


def test_banks_of_a_name_are_one_for_each_course():
    bank = make_bank(make_course(), "Bank")

    assert QuestionBank.objects.filter(name="Bank", course=bank.course).count() == 1
