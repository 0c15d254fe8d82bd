"""Outages that outlast the deadline: what was left before it comes back when they end."""

from datetime import timedelta

import pytest

from core import clock
from quizzes import wording
from quizzes.choices import AttemptState
from quizzes.services import close_overdue_attempts, give_back_claimed
from tests.factories.quizzes import begin, make_sitting
from tests.quizzes.services.test_outages import lost, organiser_of, site_was_down

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting():
    return begin(*make_sitting(time_limit_minutes=30))


def test_an_outage_that_outlasts_the_deadline_and_the_bound_gives_the_rest_from_its_end(sitting, time_machine):
    time_machine.move_to(sitting.started_at + 50 * MINUTE, tick=False)
    assert close_overdue_attempts() == 1
    site_was_down(sitting, 20, 50)

    for _again in range(2):
        lost(sitting, 20, 50)

    assert (sitting.state, sitting.deadline_at) == (AttemptState.OPEN, clock.now() + 10 * MINUTE)
    assert sitting.claimed_seconds == 0
    (sentence,) = wording.interventions_in_words(sitting, "Asia/Jakarta")
    assert sentence.startswith("10 minutes were given back")


def test_of_such_an_outage_the_organiser_gives_what_was_left_before_the_deadline(sitting, time_machine):
    time_machine.move_to(sitting.started_at + 50 * MINUTE, tick=False)
    lost(sitting, 20, 50)
    assert sitting.claimed_seconds == 600
    time_machine.move_to(sitting.started_at + 70 * MINUTE, tick=False)
    organiser = organiser_of(sitting)

    for _tap in range(2):
        give_back_claimed(attempt_uid=sitting.uid, reason="Menara padam", by=organiser)

    sitting.refresh_from_db()
    assert (sitting.state, sitting.deadline_at) == (AttemptState.OPEN, clock.now() + 10 * MINUTE)
    assert (sitting.claimed_seconds, sitting.last_opening) == (0, 1)
