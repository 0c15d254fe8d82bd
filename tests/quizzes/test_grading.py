from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import Marking
from quizzes.grading import (
    ItemKey,
    KeyProblem,
    MarkedItem,
    clamped,
    equal_fractions,
    fraction_for,
    passes,
    percent,
    points_of,
    problems_of,
)

ONE, SUM, ALL, MINUS = (
    Marking.ONE_RIGHT,
    Marking.SUM_OF_FRACTIONS,
    Marking.ALL_OR_NOTHING,
    Marking.RIGHT_MINUS_WRONG,
)
THIRDS = {"a": Decimal("0.33333"), "b": Decimal("0.33333"), "c": Decimal("0.33333"), "d": Decimal("-1")}
TWO_OF_FOUR = {"a": Decimal(1), "b": Decimal(1), "c": Decimal(0), "d": Decimal(0)}


@pytest.mark.parametrize(
    ("method", "fractions", "answer", "expected"),
    [
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["a"], "1"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal("0.5")}, ["b"], "0.50000"),
        (ONE, {"a": Decimal(1), "b": Decimal("-0.5")}, ["b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["a", "b"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, ["unknown"], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, [], "0"),
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, None, "0"),
        (ALL, TWO_OF_FOUR, ["a", "b"], "1"),
        (ALL, TWO_OF_FOUR, ["b", "a"], "1"),
        (ALL, TWO_OF_FOUR, ["a"], "0"),
        (ALL, TWO_OF_FOUR, ["a", "b", "c"], "0"),
        (ALL, TWO_OF_FOUR, ["a", "b", "unknown"], "0"),
        (SUM, THIRDS, ["a", "b", "c"], "1"),
        (SUM, THIRDS, ["a", "b"], "0.66666"),
        (SUM, THIRDS, ["a", "b", "c", "d"], "0"),
        (SUM, THIRDS, ["d"], "0"),
        (MINUS, TWO_OF_FOUR, ["a", "b"], "1"),
        (MINUS, TWO_OF_FOUR, ["a"], "0.50000"),
        (MINUS, TWO_OF_FOUR, ["a", "b", "c"], "0.50000"),
        (MINUS, TWO_OF_FOUR, ["a", "b", "c", "d"], "0"),
        (MINUS, TWO_OF_FOUR, ["c", "d"], "0"),
    ],
)
def test_fraction(method, fractions, answer, expected):
    assert fraction_for(ItemKey(method, fractions), answer) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.999985", "1"),
        ("0.99999", "1"),
        ("0.999984", "0.99998"),
        ("1.2", "1"),
        ("-0.2", "0"),
        ("0.333335", "0.33334"),
        ("0.333334", "0.33333"),
    ],
)
def test_clamped(value, expected):
    assert clamped(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("method", "fractions", "expected"),
    [
        (ONE, {"a": Decimal(1), "b": Decimal(0)}, []),
        (ONE, {"a": Decimal(0), "b": Decimal(0)}, [KeyProblem.NO_RIGHT_OPTION]),
        (ONE, {"a": Decimal("0.5"), "b": Decimal(0)}, [KeyProblem.BEST_IS_NOT_ONE]),
        (ONE, {}, [KeyProblem.NO_RIGHT_OPTION]),
        (ALL, TWO_OF_FOUR, []),
        (ALL, {"a": Decimal(1), "b": Decimal(1)}, [KeyProblem.ALL_TICKED_IS_ONE]),
        (SUM, THIRDS, []),
        (SUM, {"a": Decimal("0.5"), "b": Decimal("0.5"), "c": Decimal(0)}, [KeyProblem.ALL_TICKED_IS_ONE]),
        (SUM, {"a": Decimal("0.5"), "b": Decimal("0.4"), "c": Decimal("-1")}, [KeyProblem.BEST_IS_NOT_ONE]),
        (SUM, {"a": Decimal("0.7"), "b": Decimal("0.7"), "c": Decimal("-1")}, [KeyProblem.BEST_IS_NOT_ONE]),
        (MINUS, TWO_OF_FOUR, []),
        (MINUS, {"a": Decimal(1), "b": Decimal(1)}, [KeyProblem.ALL_TICKED_IS_ONE]),
    ],
)
def test_problems(method, fractions, expected):
    assert problems_of(ItemKey(method, fractions)) == expected


multiple_methods = st.sampled_from([SUM, ALL, MINUS])
right_and_wrong = st.lists(st.booleans(), min_size=2, max_size=12).filter(lambda row: any(row) and not all(row))


@given(multiple_methods, right_and_wrong)
def test_an_author_who_only_says_right_or_wrong_gets_a_sound_key(method, row):
    options = {str(number): is_right for number, is_right in enumerate(row)}
    key = ItemKey(method, equal_fractions(options))

    assert problems_of(key) == []
    assert fraction_for(key, [name for name, is_right in options.items() if is_right]) == 1
    assert fraction_for(key, options) < 1


@given(
    st.sampled_from(list(Marking)),
    st.dictionaries(st.text(max_size=3), st.decimals(-1, 1, places=5), max_size=8),
    st.lists(st.text(max_size=3), max_size=9),
)
def test_a_fraction_is_always_within_bounds_and_no_order_matters(method, fractions, answer):
    key = ItemKey(method, fractions)

    result = fraction_for(key, answer)

    assert 0 <= result <= 1
    assert result == fraction_for(key, list(reversed(answer)))
    assert fraction_for(ItemKey.from_json(key.to_json()), answer) == result


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
