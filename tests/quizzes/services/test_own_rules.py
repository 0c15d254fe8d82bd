"""What one participant gets beside the rule of a test, and what it does to an attempt that is open."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptKind, Practice
from quizzes.models import Attempt, AttemptEvent, QuizSchedule
from quizzes.services import extend_attempt, grant_accommodation
from quizzes.timing import Allowance
from tests.factories.members import make_organiser
from tests.factories.quizzes import begin, make_sitting

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sat():
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return quiz, enrolment, organiser, begin(quiz, enrolment)


def give(sat, reason="Tangan", **allowance) -> Attempt:
    quiz, enrolment, organiser, attempt = sat
    grant_accommodation(quiz=quiz, enrolment=enrolment, allowance=Allowance(**allowance), reason=reason, by=organiser)
    return Attempt.objects.get(pk=attempt.pk)


def test_more_time_reaches_an_open_attempt_at_once(sat):
    _quiz, _enrolment, organiser, attempt = sat

    assert give(sat, extra_minutes=15).deadline_at == attempt.started_at + 45 * MINUTE
    assert AttemptEvent.objects.get(attempt=attempt).actor == organiser


def test_more_time_does_not_reopen_what_the_clock_has_closed(sat, time_machine):
    """The same whether or not the sweeper has been there."""
    attempt = sat[3]
    time_machine.move_to(attempt.hard_close_at)

    assert give(sat, extra_minutes=15).hard_close_at == attempt.hard_close_at
    assert not AttemptEvent.objects.exists()


@pytest.mark.parametrize("allowance", [{"extra_minutes": 15}, {"factor": Decimal(2)}])
def test_practice_that_is_open_gets_no_time_limit_by_them(allowance):
    quiz, enrolment = make_sitting(time_limit_minutes=30, practice=Practice.BESIDE)
    practice = begin(quiz, enrolment, kind=AttemptKind.PRACTICE)

    now = give((quiz, enrolment, make_organiser(), practice), **allowance)

    assert (now.deadline_at, now.hard_close_at, now.interventions) == (None, None, [])
    assert not AttemptEvent.objects.exists()


def test_own_rules_keep_what_was_given_on_the_day(sat):
    attempt, organiser = sat[3], sat[2]
    extend_attempt(attempt_uid=attempt.uid, by=organiser, reason="Listrik padam", minutes=10, once="a")

    for _ in range(2):
        now = give(sat, factor=Decimal("1.5"))

    assert now.deadline_at == attempt.started_at + (30 * 1.5 + 10) * MINUTE
    assert [row["kind"] for row in now.interventions] == ["extended", "accommodated"]
    assert "Tangan" not in str(now.interventions)


def test_rules_that_take_time_back_leave_five_minutes(sat, time_machine):
    """A slip of the pen is mended without ending an attempt under somebody's hands."""
    attempt = sat[3]
    give(sat, extra_minutes=600)
    time_machine.move_to(attempt.started_at + 40 * MINUTE, tick=False)

    now = give(sat, extra_minutes=6)

    assert now.deadline_at == attempt.started_at + 45 * MINUTE
    assert give(sat, extra_minutes=0).deadline_at == attempt.started_at + 45 * MINUTE


def test_the_end_of_no_limit_leaves_five_minutes_too(sat, time_machine):
    attempt = sat[3]
    QuizSchedule.objects.update(closes_at=None)
    assert give(sat, no_timer=True).deadline_at is None
    time_machine.move_to(attempt.started_at + 40 * MINUTE, tick=False)

    assert give(sat).deadline_at == attempt.started_at + 45 * MINUTE
