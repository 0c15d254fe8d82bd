import pytest
from django.core.management import call_command

from core.jobs import schedule
from core.models import Job
from core.services import work_jobs
from quizzes.choices import AttemptState
from quizzes.jobs import CLOSE_OVERDUE, something_is_overdue
from quizzes.models import Attempt
from tests.factories.quizzes import answer, begin, make_sitting

pytestmark = pytest.mark.django_db


def test_the_tick_asks_for_the_sweeper_only_when_something_is_overdue(time_machine):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=2)

    schedule.fire_due()
    assert not something_is_overdue()
    assert not Job.objects.filter(kind=CLOSE_OVERDUE).exists()

    time_machine.move_to(attempt.hard_close_at)
    schedule.fire_due()
    assert Job.objects.filter(kind=CLOSE_OVERDUE).count() == 1


def test_the_job_closes_and_records(time_machine, settings):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    answer(attempt, right=2)
    time_machine.move_to(attempt.hard_close_at)

    schedule._fired.clear()
    schedule.fire_due()
    work_jobs(kinds=[CLOSE_OVERDUE, "quizzes.record_result"])

    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.points) == (AttemptState.GRADED, 2)
    assert attempt.recorded_at is not None


def test_the_command_says_how_many(time_machine, capsys):
    quiz, enrolment = make_sitting(time_limit_minutes=10)
    attempt = begin(quiz, enrolment)
    time_machine.move_to(attempt.hard_close_at)

    call_command("close_overdue_attempts")
    call_command("close_overdue_attempts")

    assert capsys.readouterr().out == "closed=1\nclosed=0\n"
