"""The result page: what it closes, and what it tells at which moment."""

from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes.bands import Band
from quizzes.models import Attempt
from quizzes.personal_data import sitting_data
from quizzes.services import close_overdue_attempts, grant_accommodation, record_result, submit_attempt
from quizzes.timing import Allowance
from tests.factories.courses import make_enrolment
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    answer,
    begin,
    make_sitting,
)
from tests.quizzes.test_views import url

pytestmark = pytest.mark.django_db
SHOWS_THE_KEY = {"review_just_after": [], "review_while_open": ["answers"], "review_after_close": ["answers", "key"]}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


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
