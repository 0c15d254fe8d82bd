"""How far two markers agree: the published example, and what is not shown."""

from decimal import Decimal

import pytest

from quizzes.statistics.agreement import Agreement, agreement_of, intraclass_correlation

# Shrout and Fleiss (1979), table 2: six targets, four judges; ICC(1,1) is .17.
PUBLISHED = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]


def rows(*values):
    return [tuple(Decimal(value) for value in row) for row in values]


def test_the_published_example_is_met():
    found = intraclass_correlation(rows(*PUBLISHED))

    assert found is not None
    assert round(found, 2) == Decimal("0.17")
    assert round(found, 4) == Decimal("0.1657")


def test_full_agreement_is_one_and_no_variance_is_nothing():
    assert intraclass_correlation(rows((1, 1), (0, 0))) == 1
    assert intraclass_correlation(rows((1, 1), (1, 1))) is None
    assert intraclass_correlation([]) is None


@pytest.mark.parametrize("number", [0, 1, 9])
def test_no_figure_below_ten_answers(number):
    pairs = rows(*[(1, 0)] * number)

    assert agreement_of(pairs, threshold=Decimal("0.2")) == Agreement(number)


def test_differences_and_the_share_within_the_threshold():
    pairs = rows(*[("0.5", "0.7")] * 8, (1, 0), (0, 1))

    found = agreement_of(pairs, threshold=Decimal("0.2"))

    assert found.answers == 10
    assert found.mean_difference == Decimal("0.36")
    assert found.share_within == Decimal("0.8")
