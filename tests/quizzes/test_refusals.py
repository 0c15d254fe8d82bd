"""Why no attempt may begin: the landing page says the reason, and the time from which it is possible, in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from quizzes.choices import Practice, QuestionType
from quizzes.models import Attempt, QuizSchedule
from quizzes.services import NewOption, add_question, submit_attempt
from tests.factories.quizzes import begin, make_bank, make_sitting
from tests.quizzes.test_views import url

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english(client, time_machine):
    client.cookies["django_language"] = "en"
    time_machine.move_to(NOON, tick=False)


def sat(quiz, enrolment):
    submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)


@pytest.mark.parametrize(
    ("rules", "sits", "reason", "from_when"),
    [
        ({"schedule": {"since": -HOUR}}, False, "This test has not opened yet.", "27 November 2026, 13.00 WIB"),
        ({"schedule": {"until": -HOUR / 2}}, False, "This test has closed.", None),
        ({}, True, "You have used all your attempts at this test.", None),
        (
            {"attempts_allowed": 2, "wait_minutes": 90},
            True,
            "Between two attempts there is a pause.",
            "27 November 2026, 13.30 WIB",
        ),
        ({"practice": Practice.ONLY}, False, "This test is for practice: nothing counts.", None),
    ],
)
def test_the_landing_names_the_reason_and_the_time(client, rules, sits, reason, from_when):
    quiz, enrolment = make_sitting(**rules)
    if sits:
        sat(quiz, enrolment)
    client.force_login(enrolment.member)
    before = Attempt.objects.count()

    html = client.get(url("landing", quiz)).content.decode()
    client.post(url("start", quiz))

    assert reason in html
    assert ("You can start from" in html) == (from_when is not None)
    assert from_when is None or f"You can start from {from_when}." in html
    assert Attempt.objects.count() == before


def test_without_a_date_the_landing_says_who_sets_it(client):
    quiz, enrolment = make_sitting()
    QuizSchedule.objects.all().delete()
    client.force_login(enrolment.member)

    assert "The organiser has not set a date of this test" in client.get(url("landing", quiz)).content.decode()


def test_a_pause_that_ends_before_the_opening_waits_for_it(client):
    quiz, enrolment = make_sitting(attempts_allowed=2, wait_minutes=1)
    sat(quiz, enrolment)
    QuizSchedule.objects.update(opens_at=clock.now() + HOUR)
    client.force_login(enrolment.member)

    assert "You can start from 27 November 2026, 13.00 WIB." in client.get(url("landing", quiz)).content.decode()


@pytest.mark.parametrize("kind", [QuestionType.SINGLE, QuestionType.MULTIPLE])
def test_what_stays_last_stands_last_in_every_attempt(kind):
    texts = {"a": True, "b": kind == QuestionType.MULTIPLE, "c": False, "Tidak ada yang benar": False}
    question = add_question(
        bank=make_bank(),
        stem="<p>Mana?</p>",
        type=kind,
        options=[NewOption(text, is_right=right, stays_last=text.startswith("Tidak")) for text, right in texts.items()],
    )
    quiz, enrolment = make_sitting(questions=[question], attempts_allowed=0)
    last = question.options.get(stays_last=True).key

    orders = set()
    for _ in range(12):
        attempt = begin(quiz, enrolment)
        (place,) = attempt.places
        orders.add(place.options)
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    assert {order[-1] for order in orders} == {last}
    assert len(orders) > 1
