"""The pages of a test: what they cost, what they show, and above all what they never send."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.bands import Band
from quizzes.choices import AttemptState, QuestionType
from quizzes.models import Answer, Attempt, LateAnswer
from quizzes.personal_data import sitting_data
from quizzes.services import close_overdue_attempts, grant_accommodation, record_result, submit_attempt
from quizzes.timing import Allowance
from tests.factories.courses import make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    SECRET_OPTION_FEEDBACK,
    answer,
    begin,
    make_question,
    make_sitting,
    right_options,
    wrong_option,
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


def test_the_result_expires_what_the_clock_ended(client, time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=5)
    client.force_login(enrolment.member)

    assert client.get(url("result", attempt)).url == url("attempt", attempt)
    time_machine.move_to(attempt.hard_close_at)
    assert client.get(url("attempt", attempt)).url == url("result", attempt)
    html = client.get(url("result", attempt)).content.decode()

    assert "What was saved by then has been handed in for you." in html
    assert "You reached" not in html
    html = client.post(url("see_result", attempt), follow=True).content.decode()
    assert "You reached 100 %: passed." in html
    assert close_overdue_attempts() == 0


def test_the_result_says_what_is_still_being_checked(client):
    quiz, enrolment = make_sitting(pass_mark=80)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=3)
    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    client.force_login(enrolment.member)

    before = client.get(url("result", attempt)).content.decode()
    record_result(attempt=done)
    after = client.get(url("result", attempt)).content.decode()

    assert done.receipt in before
    assert "You reached 60 %: not passed." in before
    assert "is being checked" in before
    assert "is being checked" not in after


def test_the_review_follows_its_moment(client, time_machine):
    quiz, enrolment = make_sitting(
        questions=1,
        review_just_after=["answers"],
        review_while_open=[],
        review_after_close=["answers", "marks", "right_wrong", "feedback", "key"],
    )
    attempt = begin(quiz, enrolment)
    answer(attempt, right=0, wrong=1)
    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    client.force_login(enrolment.member)

    def shown():
        html = client.get(url("result", attempt)).content.decode()
        marks = ("your answer", "wrong", "You reached", SECRET_FEEDBACK, "right answer")
        return [mark for mark in marks if mark in html]

    assert shown() == ["your answer"]
    time_machine.move_to(done.submitted_at + timedelta(minutes=15))
    assert shown() == []
    time_machine.move_to(quiz.schedules.get().closes_at)
    assert shown() == ["your answer", "wrong", "You reached", SECRET_FEEDBACK, "right answer"]


def test_what_is_said_about_the_score_comes_with_the_feedback_and_never_before(client):
    bands = [Band(Decimal(0), "Baca lagi materinya."), Band(Decimal(50), "Siap bertugas.")]
    quiz, enrolment = make_sitting(
        questions=2, bands=bands, review_just_after=["feedback"], review_while_open=["marks"]
    )
    attempt = begin(quiz, enrolment)
    client.force_login(enrolment.member)
    before = client.get(url("landing", quiz)).content + client.get(url("attempt", attempt)).content
    answer(attempt, right=1, wrong=1)
    done = submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    after = client.get(url("result", attempt)).content.decode()

    assert not any(band.text.encode() in before for band in bands)
    assert "Siap bertugas." in after
    assert "Baca lagi" not in after
    assert "Siap bertugas." in str(sitting_data(enrolment.member))
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=done.submitted_at - timedelta(minutes=15))
    assert "Siap bertugas." not in client.get(url("result", attempt)).content.decode()
    assert "Siap bertugas." not in str(sitting_data(enrolment.member))


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


@pytest.mark.parametrize("name", ["landing", "attempt", "result"])
def test_pages_answer_head(client, name):
    quiz, enrolment = make_sitting(questions=1)
    attempt = begin(quiz, enrolment)
    if name == "result":
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    client.force_login(enrolment.member)

    assert client.head(url(name, quiz if name == "landing" else attempt)).status_code == 200


SHOWS_THE_KEY = {"review_just_after": [], "review_while_open": ["answers"], "review_after_close": ["answers", "key"]}


def test_the_key_is_withheld_while_somebody_who_began_late_still_writes(client, time_machine):
    """By the default policy the window limits the start, not the end."""
    quiz, early = make_sitting(questions=1, time_limit_minutes=60, **SHOWS_THE_KEY)
    attempt = begin(quiz, early)
    submit_attempt(attempt_uid=attempt.uid, member=early.member)
    closes_at = quiz.schedules.get().closes_at
    time_machine.move_to(closes_at - timedelta(minutes=1), tick=False)
    late = begin(quiz, make_enrolment(early.batch))

    def sees_the_key(moment):
        time_machine.move_to(moment, tick=False)
        client.force_login(early.member)
        html = client.get(url("result", attempt)).content.decode()
        assert "Question 1" in html
        return "right answer" in html

    assert not sees_the_key(closes_at)
    assert not sees_the_key(late.hard_close_at - timedelta(seconds=1))
    assert sees_the_key(late.hard_close_at)


def test_neither_an_own_early_close_nor_a_friends_late_one_gives_the_key_away(client, time_machine):
    quiz, early = make_sitting(questions=1, **SHOWS_THE_KEY)
    late = make_enrolment(early.batch)
    attempt = begin(quiz, early)
    submit_attempt(attempt_uid=attempt.uid, member=early.member)
    closes_at = quiz.schedules.get().closes_at
    for enrolment, own_close in ((early, closes_at - timedelta(hours=1)), (late, closes_at + timedelta(hours=1))):
        allowance = Allowance(closes_at=own_close)
        grant_accommodation(quiz=quiz, enrolment=enrolment, allowance=allowance, reason="travels", by=None)

    seen = []
    for hours in (-1, 0, 1):
        time_machine.move_to(closes_at + timedelta(hours=hours), tick=False)
        client.force_login(early.member)
        seen.append("right answer" in client.get(url("result", attempt)).content.decode())

    assert seen == [False, False, True]
