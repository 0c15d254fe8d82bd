"""The figures that Moodle publishes, to a millionth."""

from decimal import Decimal

import pytest

from quizzes.statistics import MarksTable, Undefined, figures_of_items, figures_of_quiz
from tests.quizzes.statistics import published

EXACT = {"rel": 1e-6, "abs": 1e-6}


def table_of(text, maxima=None):
    rows = tuple(tuple(map(Decimal, line.split(","))) for line in text.splitlines())
    tops = tuple(map(Decimal, maxima.split(","))) if maxima else (Decimal(1),) * len(rows[0])
    return MarksTable(tuple(f"Q{place}" for place in range(1, len(tops) + 1)), tops, rows)


@pytest.mark.parametrize("place", range(7))
def test_items_of_the_walkthrough(place):
    item = figures_of_items(table_of(published.WALKTHROUGH))[place]

    found = (item.facility, item.sd, item.effective_weight, item.discrimination_index, item.discriminative_efficiency)
    assert found == pytest.approx(published.WALKTHROUGH_ITEMS[place], **EXACT)


@pytest.mark.parametrize(("name", "value"), published.WALKTHROUGH_QUIZ.items())
def test_the_quiz_of_the_walkthrough(name, value):
    assert getattr(figures_of_quiz(table_of(published.WALKTHROUGH)), name) == pytest.approx(value, **EXACT)


@pytest.mark.parametrize(
    ("name", "expected", "multiplier"),
    [
        ("facility", published.STATES_FACILITY, 100),
        ("sd", published.STATES_SD, 1000),
        ("effective_weight", published.STATES_WEIGHT, 1),
        ("discrimination_index", published.STATES_INDEX, 1),
        ("discriminative_efficiency", published.STATES_EFFICIENCY, 1),
    ],
)
def test_items_of_the_generated_attempts(name, expected, multiplier):
    items = figures_of_items(table_of(published.STATES, published.STATES_MAXIMA))[7:]

    assert [getattr(item, name) * multiplier for item in items] == pytest.approx(expected, **EXACT)


def test_items_that_nobody_could_win_have_the_figures_that_exist():
    items = figures_of_items(table_of(published.STATES, published.STATES_MAXIMA))[:7]

    assert [item.sd for item in items] == [0.0] * 7
    assert [item.effective_weight for item in items] == [0.0] * 7
    assert [item.facility for item in items[:4]] == [0.0] * 4
    assert all(isinstance(item.facility, Undefined) for item in items[4:])
    assert all(isinstance(item.discrimination_index, Undefined) for item in items)
    assert all(isinstance(item.discriminative_efficiency, Undefined) for item in items)
