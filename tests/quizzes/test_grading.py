from decimal import Decimal

import pytest

from quizzes.grading import MarkedItem, passes, percent, points_of, whole


def test_points_and_percent_are_exact():
    items = [
        MarkedItem(1, Decimal(1), Decimal(2)),
        MarkedItem(2, Decimal("0.33333"), Decimal(1)),
        MarkedItem(3, Decimal(0), Decimal(1)),
    ]

    assert points_of(items) == Decimal("2.33333")
    assert percent(Decimal("2.33333"), Decimal(4)) == Decimal("58.33325")
    assert percent(Decimal(2), Decimal(3)) == Decimal("66.66666")
    assert percent(Decimal(0), Decimal(0)) == 0


@pytest.mark.parametrize(
    ("points", "maximum", "pass_mark", "expected"),
    [
        ("14", "20", "70", True),
        ("13.99999", "20", "70", False),
        ("2", "3", "66.66667", False),
        ("2", "3", "66.66666", True),
        ("0", "0", "0", False),
        ("0", "5", "0", True),
    ],
)
def test_the_pass_mark_is_compared_unrounded(points, maximum, pass_mark, expected):
    assert passes(Decimal(points), Decimal(maximum), Decimal(pass_mark)) is expected


@pytest.mark.parametrize(
    ("value", "shown"), [("62.5", 63), ("61.5", 62), ("62.49999", 62), ("-0.5", -1), (0.5, 1), (99.5, 100)]
)
def test_what_shows_no_decimals_is_rounded_half_up(value, shown):
    assert whole(Decimal(value) if isinstance(value, str) else value) == shown
