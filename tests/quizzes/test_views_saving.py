"""Answers on their way in: by the page's script and by the plain form."""

import pytest

from quizzes.choices import AttemptState
from quizzes.models import Answer, LateAnswer
from tests.factories.quizzes import (
    answer,
    begin,
    make_sitting,
    right_options,
    wrong_option,
)
from tests.quizzes.test_views import send, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_saving_answers_with_what_stands(client):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    facts = send(client, attempt, {1: (3, right_options(attempt, 1)), 2: (1, ["invented"])}).json()

    assert (facts["state"], facts["revs"], facts["late"], facts["refused"]) == ("open", {"1": 3}, [], [2])
    assert facts["deadline"] == attempt.deadline_at.isoformat()


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "[]",
        "{}",
        '{"answers": []}',
        '{"answers": {"1": {"rev": "1", "value": []}}}',
        '{"answers": {"x": {}}}',
        '{"answers": {"1": {"rev": true, "value": []}}}',
        '{"answers": {"1": {"rev": 1, "value": [1]}}}',
        "[" * 100_000,
    ],
)
def test_nonsense_is_refused_plainly(client, body):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    response = client.post(url("answers", attempt), body, content_type="application/json")

    assert (response.status_code, response.json()) == (400, {"state": "unreadable"})


def test_an_older_tab_hears_that_another_writes(client):
    quiz, enrolment = make_sitting()
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    client.post(url("lease", attempt), {"lease": "new"})

    response = send(client, attempt, {1: (1, right_options(attempt, 1))}, lease="old")

    assert (response.status_code, response.json()["state"]) == (409, "elsewhere")
    assert not Answer.objects.exists()


def test_late_answers_are_kept_apart_and_said_so(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    time_machine.move_to(attempt.hard_close_at)

    facts = send(client, attempt, {1: (1, right_options(attempt, 1))}).json()

    assert (facts["state"], facts["late"]) == ("closed", [1])
    assert LateAnswer.objects.count() == 1


def test_without_script_the_form_saves_and_hands_in(client):
    quiz, enrolment = make_sitting(questions=2)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    first = {"rev-1": "0", "rev-2": "0", "q-1": right_options(attempt, 1)}

    assert client.post(url("answers", attempt), first).url == url("attempt", attempt)
    confirm = client.post(url("submit", attempt), {**first, "rev-1": "1"})
    assert confirm.url == url("attempt", attempt) + "?confirm=1#submit"
    assert "1 question has no answer yet." in client.get(confirm.url).content.decode()
    done = client.post(url("submit", attempt), {**first, "rev-1": "1", "confirmed": "1"})

    assert done.url == url("result", attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 1)


def test_without_script_handing_in_is_answered_by_the_receipt_alone(client):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    done = client.post(url("submit", attempt), {"rev-1": "0", "q-1": right_options(attempt, 1)})

    assert done.url == url("result", attempt)
    assert list(client.get(done.url).context["messages"]) == []


def test_without_script_an_old_page_does_not_undo_what_was_saved_since(client):
    quiz, enrolment = make_sitting(questions=2)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    answer(attempt, right=1, rev=4)

    response = client.post(
        url("answers", attempt), {"rev-1": "0", "q-1": wrong_option(attempt, 1), "rev-2": "0"}, follow=True
    )

    assert "was changed elsewhere since this page was loaded" in response.content.decode()
    assert Answer.objects.get(slot=1).value == right_options(attempt, 1)


@pytest.mark.parametrize("form", [{"rev-1": "9" * 5000}, {"rev-" + "9" * 200: "0"}, {"rev-1": "²"}])
def test_a_form_with_absurd_numbers_changes_nothing(client, form):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    assert client.post(url("answers", attempt), form).status_code == 302
    assert not Answer.objects.exists()


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 41, "tab 1"])
def test_a_lease_has_a_plain_name(client, name):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)

    assert client.post(url("lease", attempt), {"lease": name}).status_code == 400


def test_without_script_what_is_handed_in_too_late_is_kept_apart(client, time_machine):
    quiz, enrolment = make_sitting(questions=1, time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    time_machine.move_to(attempt.hard_close_at)

    response = client.post(url("submit", attempt), {"rev-1": "0", "q-1": right_options(attempt, 1)}, follow=True)

    assert "kept apart and not counted" in response.content.decode()
    assert LateAnswer.objects.get().value == right_options(attempt, 1)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 0)


def test_an_answer_whose_receipt_was_lost_is_saved_though_the_time_is_over(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    mine = {1: (1, right_options(attempt, 1))}
    send(client, attempt, mine)
    time_machine.move_to(attempt.hard_close_at)

    facts = send(client, attempt, mine).json()

    assert (facts["state"], facts["revs"], facts["late"]) == ("closed", {"1": 1}, [])
    assert not LateAnswer.objects.exists()


def test_without_script_nobody_is_handed_in_over_what_needs_a_look(client):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    answer(attempt, right=1, rev=4)

    old = client.post(url("submit", attempt), {"rev-1": "0", "q-1": wrong_option(attempt, 1), "confirmed": "1"})

    assert old.url == url("attempt", attempt)
    assert "was changed elsewhere since this page was loaded" in client.get(old.url).content.decode()
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN
    done = client.post(url("submit", attempt), {"rev-1": "4", "q-1": wrong_option(attempt, 1)})
    assert (done.url, Answer.objects.get().value) == (url("result", attempt), [wrong_option(attempt, 1)])
