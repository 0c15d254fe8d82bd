"""What is said to those who choose true, and to those who choose false: written, frozen, told, taken in and out."""

import pytest
from django.urls import reverse

from quizzes.choices import QuestionType, ReviewPart
from quizzes.formats import read_questions
from quizzes.services import Incoming, add_question, freeze_question, import_questions, save_answers, submit_attempt
from quizzes.services.question_files import export_questions
from quizzes.services.restoring import restore_version
from tests.factories.members import make_administrator
from tests.factories.quizzes import begin, make_bank, make_sitting

pytestmark = pytest.mark.django_db
SAID = {"said_if_true": "Hoaks pun bisa salah paham.", "said_if_false": "Tepat: ada yang keliru tanpa niat."}


def statement(bank=None):
    return add_question(
        bank=bank or make_bank(),
        stem="<p>Hoaks selalu dibuat sengaja.</p>",
        type=QuestionType.TRUE_FALSE,
        statement_is_true=False,
        **SAID,
    )


def test_it_is_in_the_key_alone_and_told_to_who_chose_it(client):
    quiz, enrolment = make_sitting(questions=[statement()], review_just_after=list(ReviewPart))
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    page = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    save_answers(attempt=attempt, answers={1: Incoming(1, ["true"])})
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    result = client.get(reverse("quizzes:result", args=[attempt.uid])).content.decode()

    assert [text in page for text in SAID.values()] == [False, False]
    assert [text in result for text in SAID.values()] == [True, False]
    assert SAID["said_if_true"] not in str(attempt.version.body)


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "xlsx"])
def test_it_goes_out_and_comes_in_again(format):
    written = export_questions(questions=[statement()], format=format)
    bank = make_bank()

    report = import_questions(bank=bank, reading=read_questions(written.data))

    question = bank.questions.get()
    assert {name: getattr(question, name) for name in SAID} == SAID
    assert (question.statement_is_true, [str(one) for one in report.findings]) == (False, [])


def test_an_earlier_version_brings_its_own_back():
    question = statement()
    first = freeze_question(question=question)
    question.said_if_true = ""
    question.save()
    assert freeze_question(question=question).number == 2

    restore_version(version=first, by=make_administrator())

    question.refresh_from_db()
    assert question.said_if_true == SAID["said_if_true"]


def test_one_that_is_too_long_is_refused_with_the_cure():
    reading = read_questions(f"Benar?{{T#{'x' * 501}}}".encode())

    report = import_questions(bank=make_bank(), reading=reading)

    assert report.counts["refused"] == 1
    assert "Shorten it" in report.findings[-1].sentence
