"""How long a drill took: from its scenario to the last change saved."""

from datetime import UTC, datetime, timedelta

import pytest

from quizzes.verdicts import Given

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(("after", "seconds"), [(0, 0), (90, 90), (-1, None)])
def test_what_was_saved_before_the_scenario_was_read_has_no_speed(after, seconds):
    given = Given(("Jawaban",), OPENED + timedelta(seconds=after), OPENED)

    assert given.seconds == seconds
