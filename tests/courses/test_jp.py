from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import jp
from courses.choices import Rounding

ROWS = st.lists(st.decimals(min_value=0, max_value=99, places=2), max_size=30)


@pytest.mark.parametrize(
    ("minutes", "minutes_per_jp", "rounding", "expected"),
    [
        (45, 45, Rounding.HALF_UP, "1"),
        (90, 45, Rounding.HALF_UP, "2"),
        (60, 45, Rounding.HALF_UP, "1"),
        (68, 45, Rounding.HALF_UP, "2"),
        (67, 45, Rounding.HALF_UP, "1"),
        (89, 45, Rounding.DOWN, "1"),
        (60, 45, Rounding.EXACT, "1.33"),
        (90, 60, Rounding.EXACT, "1.50"),
        (0, 45, Rounding.HALF_UP, "0"),
    ],
)
def test_minutes_count_by_the_courses_rule(minutes, minutes_per_jp, rounding, expected):
    assert jp.teaching_hours(minutes, minutes_per_jp=minutes_per_jp, rounding=rounding) == Decimal(expected)


@pytest.mark.parametrize(
    ("rows", "rounding", "expected"),
    [
        (["1.33", "1.33", "1.33", "1.33"], Rounding.HALF_UP, ["2", "1", "1", "1"]),
        (["1.33", "1.33", "1.33", "1.33"], Rounding.EXACT, ["1.33", "1.33", "1.33", "1.33"]),
        (["0.5", "0.5"], Rounding.HALF_UP, ["1", "0"]),
        (["1.9", "1.9"], Rounding.DOWN, ["2", "1"]),
        (["2", "3"], Rounding.DOWN, ["2", "3"]),
        ([], Rounding.HALF_UP, []),
    ],
)
def test_the_hours_of_the_total_go_to_the_largest_remainders(rows, rounding, expected):
    assert jp.settle([Decimal(row) for row in rows], rounding) == [Decimal(row) for row in expected]


@given(rows=ROWS, rounding=st.sampled_from(list(Rounding)))
def test_printed_rows_add_up_to_the_total_and_none_moves_a_whole_step(rows, rounding):
    settled = jp.settle(rows, rounding)

    assert sum(settled, Decimal(0)) == jp.total_of(rows, rounding)
    assert all(abs(after - before) < 1 and after >= 0 for before, after in zip(rows, settled, strict=True))
