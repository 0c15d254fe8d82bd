from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from quizzes.choices import LatePolicy
from quizzes.timing import Allowance, Window, deadline_for, hard_close_for

NOON = datetime(2020, 9, 22, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WINDOW = Window(NOON, NOON + 60 * MINUTE)
FULL, STRICT = LatePolicy.FULL_TIME, LatePolicy.STRICT_CLOSE


@pytest.mark.parametrize(
    ("started", "limit", "policy", "allowance", "expected"),
    [
        (0, 30, FULL, Allowance(), 30),
        (50, 30, FULL, Allowance(), 80),
        (50, 30, STRICT, Allowance(), 60),
        (10, 30, STRICT, Allowance(), 40),
        (0, 30, FULL, Allowance(factor=Decimal("1.5")), 45),
        (0, 30, FULL, Allowance(factor=Decimal("1.25"), extra_minutes=5), 42.5),
        (50, 30, STRICT, Allowance(closes_at=NOON + 90 * MINUTE), 80),
        (0, 30, FULL, Allowance(no_timer=True), 60),
        (50, 30, FULL, Allowance(no_timer=True), 80),
        (50, 30, STRICT, Allowance(no_timer=True), 60),
        (0, None, FULL, Allowance(), 60),
        (0, None, STRICT, Allowance(closes_at=NOON + 70 * MINUTE), 70),
    ],
)
def test_deadline(started, limit, policy, allowance, expected):
    deadline = deadline_for(
        started_at=NOON + started * MINUTE, limit_minutes=limit, policy=policy, window=WINDOW, allowance=allowance
    )

    assert deadline == NOON + expected * MINUTE


def test_without_limit_and_end_there_is_no_deadline():
    deadline = deadline_for(
        started_at=NOON, limit_minutes=None, policy=FULL, window=Window(NOON, None), allowance=Allowance()
    )

    assert deadline is None
    assert hard_close_for(deadline, 60) is None


def test_the_hard_close_is_the_deadline_and_the_grace():
    assert hard_close_for(NOON, 60) == NOON + MINUTE


@pytest.mark.parametrize(("minute", "expected"), [(-1, False), (0, True), (59, True), (60, False)])
def test_a_window_is_open_from_its_first_moment_until_before_its_last(minute, expected):
    assert WINDOW.is_open(NOON + minute * MINUTE) is expected
