"""The pages of a test: what they cost, what they show, and above all what they never send."""

from datetime import timedelta

import pytest
from django.urls import reverse

from quizzes.choices import AttemptState, QuestionType
from quizzes.models import Attempt
from quizzes.services import submit_attempt
from tests.factories.members import make_member
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    SECRET_OPTION_FEEDBACK,
    begin,
    make_question,
    make_sitting,
    right_options,
)
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def url(name, row):
    return reverse(f"quizzes:{name}", args=[row.uid])


def send(client, attempt, answers, **more):
    body = {"answers": {str(slot): {"rev": rev, "value": value} for slot, (rev, value) in answers.items()}, **more}
    return client.post(url("answers", attempt), body, content_type="application/json")


@pytest.mark.parametrize("number", [5, 60])
def test_budgets(client, number, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # look-ups included, whatever cache there is
    quiz, enrolment = make_sitting(questions=number, time_limit_minutes=30, attempts_allowed=2)
    client.force_login(enrolment.member)

    with counted() as landing:
        assert client.get(url("landing", quiz)).status_code == 200
    with counted() as start:
        assert client.post(url("start", quiz)).status_code == 302
    with counted() as second_start:
        client.post(url("start", quiz))
    attempt = Attempt.objects.select_related("version").get()
    with counted() as resume:
        assert client.get(url("attempt", attempt)).status_code == 200
    everything = {slot: (1, right_options(attempt, slot)) for slot in range(1, number + 1)}
    with counted() as save:
        assert send(client, attempt, everything).status_code == 200
    with counted() as lease:
        client.post(url("lease", attempt), {"lease": "tab-1"})
    with counted() as submit:
        assert client.post(url("submit", attempt), {}, content_type="application/json").status_code == 200
    with counted() as result:
        assert client.get(url("result", attempt)).status_code == 200

    assert {
        "landing": landing.both,
        "start": start.both,
        "second start": second_start.both,
        "resume": resume.both,
        "save": save.both,
        "lease": lease.both,
        "submit": submit.both,
        "result": result.both,
    } == {
        "landing": (5, 0),
        "start": (6, 1),
        "second start": (5, 0),
        "resume": (4, 0),
        "save": (4, 1),
        "lease": (4, 1),
        "submit": (8, 4),
        "result": (5, 0),
    }


def test_a_start_past_an_expired_attempt_costs_one_more_write(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30, attempts_allowed=2)
    first = begin(quiz, enrolment)
    time_machine.move_to(first.hard_close_at)
    client.force_login(enrolment.member)

    with counted() as start:
        client.post(url("start", quiz))

    assert start.writes == 2


def test_no_byte_before_submission_tells_the_key(client):
    quiz, enrolment = make_sitting(
        questions=[
            make_question(),
            make_question(type=QuestionType.MULTIPLE, right=("a", "b"), wrong=("c",)),
            make_question(type=QuestionType.TRUE_FALSE),
        ]
    )
    client.force_login(enrolment.member)
    attempt = begin(quiz, enrolment)
    responses = [
        client.get(url("landing", quiz)),
        client.get(url("attempt", attempt)),
        send(client, attempt, {1: (1, right_options(attempt, 1))}),
        client.post(url("lease", attempt), {"lease": "a"}),
        client.get(url("clock", attempt)),
        client.get(url("result", attempt)),
    ]

    for response in responses:
        sent = response.content + str(response.headers).encode()
        for secret in (SECRET_FEEDBACK, SECRET_OPTION_FEEDBACK, "fraction", "feedback", "is_right", "all_or_nothing"):
            assert secret.encode() not in sent, (response.request["PATH_INFO"], secret)

    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    assert SECRET_FEEDBACK.encode() in client.get(url("result", attempt)).content


def test_right_and_wrong_options_are_sent_alike(client):
    quiz, enrolment = make_sitting(questions=1)
    client.force_login(enrolment.member)
    attempt = begin(quiz, enrolment)

    html = client.get(url("attempt", attempt)).content.decode()

    lines = [line for line in html.splitlines() if 'type="radio"' in line]
    shapes = {line.split('value="')[0].strip() for line in lines}
    assert (len(lines), len(shapes)) == (4, 1)


@pytest.mark.parametrize("name", ["attempt", "result", "clock"])
def test_the_attempt_of_another_is_not_there(client, name):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    client.force_login(make_member("Orang Lain"))

    assert client.get(url(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["answers", "submit", "lease"])
def test_nobody_writes_the_attempt_of_another(client, name):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    client.force_login(make_member("Orang Lain"))

    response = client.post(url(name, attempt), {"answers": {}, "lease": "x"}, content_type="application/json")

    assert response.status_code == 404
    attempt.refresh_from_db()
    assert (attempt.state, attempt.lease) == (AttemptState.OPEN, "")


def test_visitors_are_sent_to_the_log_in(client):
    quiz, _enrolment = make_sitting()

    response = client.get(url("landing", quiz))

    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


def test_a_stranger_finds_no_test(client):
    quiz, _enrolment = make_sitting()
    client.force_login(make_member("Orang Lain"))

    assert client.get(url("landing", quiz)).status_code == 404
    assert client.post(url("start", quiz)).status_code == 404


def test_the_landing_says_the_rules_in_words(client):
    quiz, enrolment = make_sitting(time_limit_minutes=40, pass_mark=70)
    client.force_login(enrolment.member)

    html = client.get(url("landing", quiz)).content.decode()

    assert "40 minutes" in html
    assert "0 of 1 used" in html
    assert "70 %" in html
    assert "WIB" in html


def test_a_refused_start_says_why_and_from_when(client):
    quiz, enrolment = make_sitting(schedule={"since": timedelta(hours=-1)})
    client.force_login(enrolment.member)

    response = client.post(url("start", quiz), follow=True)

    html = response.content.decode()
    assert "This test has not opened yet." in html
    assert "You can start from" in html
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("name", ["landing", "attempt", "result"])
def test_pages_answer_head(client, name):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    if name == "result":
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    client.force_login(enrolment.member)

    assert client.head(url(name, quiz if name == "landing" else attempt)).status_code == 200
