"""How long a drill took: from its scenario to the last change saved."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from quizzes.models import Mark, MarkingTask
from quizzes.outages import Span
from quizzes.selectors.answers import GivenAnswer
from quizzes.services import submit_attempt
from quizzes.verdicts import Given
from tests.courses.views.test_course import client_of
from tests.factories.kinds import make_drill
from tests.factories.marking import make_marker, make_written_sitting, mark_as, write
from tests.factories.quizzes import begin, make_bank
from tests.quizzes.services.test_outages import lost, site_was_down

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("after", "seconds"), [(0, 0), (90, 90), (-1, None)])
def test_what_was_saved_before_the_scenario_was_read_has_no_speed(after, seconds):
    given = Given(("Jawaban",), OPENED + timedelta(seconds=after), OPENED)

    assert given.seconds == seconds


def at(minute):
    return OPENED + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("returned", "minutes"),
    [
        ([(2, 6)], 6),  # within
        ([(-5, 2)], 8),  # it began before the drill did
        ([(8, 20)], 8),  # it ended after the answer came
        ([(1, 3), (2, 4)], 7),  # told twice, counted once
        ([(-9, -5), (11, 12)], 10),  # outside
        ([(-1, 11)], 0),
    ],
)
def test_time_that_was_given_back_is_no_time_of_the_drill(returned, minutes):
    given = Given(("Jawaban",), at(10), OPENED, tuple(Span(at(start), at(end)) for start, end in returned))

    assert given.seconds == minutes * 60


def test_the_page_draws_the_clock_from_where_it_would_have_begun():
    answer = GivenAnswer(1, ["Jawaban"], at(10), OPENED, returned=[Span(at(-3), at(2)), Span(at(4), at(5))])

    assert answer.clock_began == at(3)
    assert GivenAnswer(0, [], None, None, returned=answer.returned).clock_began is None


@pytest.mark.django_db
def test_a_drill_answered_without_a_signal_keeps_its_speed_once_the_outage_is_known(time_machine):
    """Full marks end at two minutes, and nine went by, of which the site was down for eight."""
    quiz, enrolment = make_written_sitting(questions=[make_drill(make_bank())], time_limit_minutes=30)
    attempt = begin(quiz, enrolment)
    client = client_of(enrolment.member)
    time_machine.move_to(attempt.started_at + timedelta(minutes=5), tick=False)
    client.post(reverse("quizzes:drill", args=[attempt.uid, 1]), headers={"X-Part": "drill"})
    time_machine.move_to(attempt.started_at + timedelta(minutes=14), tick=False)
    site_was_down(attempt, 5.5, 13.5)

    lost(attempt, 5.5, 13.5)
    write(attempt, {1: ["Kabar itu tidak benar."]})
    page = client.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    mark_as(make_marker(quiz), MarkingTask.objects.get(), "4", "1")

    rubric = Mark.objects.get().rubric
    assert (rubric["seconds"], rubric["speed"]) == (60, "1")
    assert f'data-opened="{(attempt.started_at + timedelta(minutes=13)).astimezone(UTC):%Y-%m-%dT%H:%M:%S}' in page
