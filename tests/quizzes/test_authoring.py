"""Banks, questions, tests and dates in the admin: who may, what is refused, and what publishing freezes."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from core.models import AuditEntry
from members.choices import SiteRole
from quizzes.choices import Marking, QuestionType, ReviewMoment, ReviewPart
from quizzes.draft import problems_of_question
from quizzes.errors import QuizNotReadyError
from quizzes.models import Question, QuestionBank, QuizSchedule, QuizVersion
from quizzes.services import freeze_quiz
from tests.factories.courses import make_batch, make_course, make_part
from tests.factories.members import make_administrator, make_auditor, make_member
from tests.factories.quizzes import begin, make_bank, make_question, make_quiz, make_sitting

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


def test_publishing_freezes_and_the_same_content_freezes_once():
    quiz = make_quiz(questions=2)
    first = QuizVersion.objects.get()

    quiz.save_revision().publish()
    assert QuizVersion.objects.count() == 1

    question = quiz.slots.first().question
    question.stem = "<p>Diubah</p>"
    question.save()
    quiz.save_revision().publish()

    second = QuizVersion.objects.exclude(pk=first.pk).get()
    assert (first.number, second.number) == (1, 2)
    assert question.versions.count() == 2
    assert "Diubah" not in str(first.body)
    assert "Diubah" in str(second.body)


def test_an_attempt_keeps_the_paper_it_began_with():
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    question = quiz.slots.get().question
    question.stem = "<p>Diubah</p>"
    question.save()
    quiz.save_revision().publish()

    attempt.refresh_from_db()
    assert attempt.version.number == 1
    assert "Diubah" not in str(attempt.version.body)


def test_what_is_delivered_cannot_contain_the_key():
    version = QuizVersion.objects.delivered().get(pk=freeze_quiz(page=make_quiz()).pk)

    assert "key" in version.get_deferred_fields()
    assert "fractions" not in str(version.body)


def test_scheduled_publishing_freezes_when_it_goes_live(time_machine):
    quiz = make_quiz(publish=False)
    quiz.go_live_at = timezone.now() + timedelta(hours=1)
    quiz.save_revision().publish()
    assert not QuizVersion.objects.exists()

    time_machine.move_to(quiz.go_live_at + timedelta(minutes=1))
    call_command("publish_scheduled")

    quiz.refresh_from_db()
    assert (quiz.live, QuizVersion.objects.count()) == (True, 1)


def test_a_scheduled_test_that_was_spoilt_since_stays_a_draft_and_holds_nothing_up(time_machine):
    hour = timezone.now() + timedelta(hours=1)
    spoilt, sound = make_quiz(publish=False), make_quiz(publish=False)
    for quiz in (spoilt, sound):
        quiz.go_live_at = hour
        quiz.save_revision().publish()
    spoilt.slots.first().question.options.update(is_right=False)

    time_machine.move_to(hour + timedelta(minutes=1))
    call_command("publish_scheduled")

    spoilt.refresh_from_db()
    sound.refresh_from_db()
    assert (spoilt.live, sound.live) == (False, True)
    assert QuizVersion.objects.get().quiz == sound


def no_question():
    return []


def without_right_option():
    return [make_question(right=(), wrong=("a", "b"))]


def everything_right():
    return [make_question(type=QuestionType.MULTIPLE, right=("a", "b"), wrong=())]


def two_right_in_single():
    return [make_question(right=("a", "b"))]


def two_ticked_and_one_of_them_half():
    question = make_question(right=("a", "b"))
    question.options.filter(text="b").update(fraction=50)
    return [Question.objects.get(pk=question.pk)]


def one_option():
    return [make_question(right=("a",), wrong=())]


def twins():
    return [make_question(right=("a",), wrong=("b", " B"))]


def nearly_full():
    question = make_question(
        type=QuestionType.MULTIPLE, right=("a", "b"), wrong=("c",), marking=Marking.SUM_OF_FRACTIONS
    )
    question.options.filter(text="a").update(fraction=40)
    question.options.filter(text="b").update(fraction=40)
    return [Question.objects.get(pk=question.pk)]


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        (no_question, "The test has no questions."),
        (without_right_option, "No option is marked as right."),
        (everything_right, "Ticking every option would earn the full marks"),
        (two_right_in_single, "More than one option is marked as right"),
        (two_ticked_and_one_of_them_half, "More than one option is marked as right"),
        (one_option, "A question needs at least two options."),
        (twins, "Two options have the same text."),
        (nearly_full, "must add up to 100 %"),
    ],
)
def test_publishing_refuses_with_a_clear_sentence(questions, sentence):
    page = make_quiz(questions=questions(), publish=False)

    with pytest.raises(QuizNotReadyError) as caught:
        page.get_latest_revision().publish()

    assert sentence in " ".join(caught.value.problems)
    assert not QuizVersion.objects.exists()
    page.refresh_from_db()
    assert not page.live


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


def test_banks_of_a_name_are_one_for_each_course():
    bank = make_bank(make_course(), "Bank")

    assert QuestionBank.objects.filter(name="Bank", course=bank.course).count() == 1


def test_a_copied_test_is_one_of_its_own():
    quiz = make_quiz(questions=2)

    copy = quiz.copy(update_attrs={"slug": "copied"}, keep_live=False)

    assert copy.uid != quiz.uid
    assert copy.slots.count() == 2
