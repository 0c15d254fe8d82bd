from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from quizzes.choices import Counting, LatePolicy, Purpose, ReviewMoment, ReviewPart
from quizzes.policies import Policies, counted_percent, review_from_json, review_moment

NOON = datetime(2020, 9, 22, 5, 0, tzinfo=UTC)
CLOSES = NOON + timedelta(hours=2)


def test_policies_survive_their_frozen_form():
    policies = Policies(
        purpose=Purpose.PRE_TEST,
        time_limit_minutes=30,
        late_policy=LatePolicy.STRICT_CLOSE,
        attempts_allowed=0,
        wait_minutes=60,
        counting=Counting.AVERAGE,
        pass_mark=Decimal("66.66667"),
        shuffle_questions=False,
        review=review_from_json({"after_close": ["key"]}),
    )

    assert Policies.from_json(policies.to_json()) == policies
    assert Policies.from_json(Policies().to_json()) == Policies()


@pytest.mark.parametrize(("purpose", "target"), [(Purpose.PRE_TEST, 0), (Purpose.POST_TEST, 65)])
def test_a_pre_test_asks_for_no_score(purpose, target):
    assert Policies(purpose=purpose, pass_mark=Decimal(65)).target == target


@pytest.mark.parametrize(
    ("minutes", "closes_at", "expected"),
    [
        (0, CLOSES, ReviewMoment.JUST_AFTER),
        (14, NOON, ReviewMoment.JUST_AFTER),
        (15, CLOSES, ReviewMoment.WHILE_OPEN),
        (119, CLOSES, ReviewMoment.WHILE_OPEN),
        (120, CLOSES, ReviewMoment.AFTER_CLOSE),
        (60 * 24 * 365, None, ReviewMoment.WHILE_OPEN),
    ],
)
def test_review_moment(minutes, closes_at, expected):
    moment = review_moment(submitted_at=NOON, closes_at=closes_at, moment=NOON + timedelta(minutes=minutes))

    assert moment == expected


def test_the_key_is_shown_after_the_close_only_by_default():
    review = Policies().review

    assert ReviewPart.KEY not in review[ReviewMoment.JUST_AFTER] | review[ReviewMoment.WHILE_OPEN]
    assert ReviewPart.KEY in review[ReviewMoment.AFTER_CLOSE]


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        (Counting.BEST, Decimal(90)),
        (Counting.LAST, Decimal(60)),
        (Counting.FIRST, Decimal(30)),
        (Counting.AVERAGE, Decimal(60)),
    ],
)
def test_counted_percent(counting, expected):
    assert counted_percent(counting, [Decimal(30), Decimal(90), Decimal(60)]) == expected
    assert counted_percent(counting, []) is None
