"""What publishing freezes, when, and what it refuses."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.models import Topic
from quizzes.choices import Marking, QuestionType
from quizzes.errors import QuizNotReadyError
from quizzes.models import Question, QuizPage, QuizVersion
from quizzes.services import freeze_quiz
from tests.factories.courses import make_course
from tests.factories.quizzes import begin, make_bank, make_question, make_quiz, make_sitting
from tests.factories.structure import draw, fixed, make_structured, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


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


def test_a_copied_test_is_one_of_its_own():
    quiz = make_quiz(questions=2)

    copy = quiz.copy(update_attrs={"slug": "copied"}, keep_live=False)

    assert copy.uid != quiz.uid
    assert copy.slots.count() == 2


def test_a_copied_test_draws_as_the_first_and_shares_no_row_with_it():
    bank = make_bank(make_course())
    hoax = Topic.objects.create(code="hoaks", name="Hoaks")
    for _ in range(3):
        make_question(bank, topic=hoax)
    rows = [section("Awal", "Baca dahulu."), draw(bank, 2, {hoax: "100"}, marks=2), fixed(make_question(bank))]
    quiz = QuizPage.objects.get(pk=make_structured(bank.course, rows).pk)

    copy = quiz.copy(update_attrs={"slug": "copied"}, keep_live=False)
    copy.save_revision().publish()

    def told(page):
        return [
            (row.kind, row.question_id, row.bank_id, row.count, row.topics, row.marks, row.title, row.introduction)
            for row in page.slots.all()
        ]

    assert told(copy) == told(quiz)
    assert {row.pk for row in copy.slots.all()}.isdisjoint({row.pk for row in quiz.slots.all()})
    first, second = (QuizVersion.objects.get(quiz=page) for page in (quiz, copy))
    assert (second.body["sections"], second.max_points) == (first.body["sections"], first.max_points)
    copy.slots.get(kind="draw").delete()
    assert quiz.slots.filter(kind="draw").count() == 1
