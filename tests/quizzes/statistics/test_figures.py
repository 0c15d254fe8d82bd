from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import MarksTable, Undefined, advice_on, figures_of_items, figures_of_quiz, gain_between
from quizzes.statistics.advice import Trust, trust_in
from quizzes.statistics.gain import effect_size, normalised_gain
from quizzes.statistics.report import lines_of, report_on


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def table(rows, maxima=None):
    width = len(rows[0]) if rows else len(maxima)
    tops = tuple(map(Decimal, maxima or [1] * width))
    return MarksTable(
        tuple(f"Q{place}" for place in range(1, width + 1)), tops, tuple(tuple(map(Decimal, row)) for row in rows)
    )


FOUR = table([(1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0)])


def test_a_table_by_hand():
    quiz = figures_of_quiz(FOUR)
    items = figures_of_items(FOUR)

    assert (quiz.mean, quiz.median, quiz.skewness) == (1.5, 1.5, 0.0)
    assert quiz.sd == pytest.approx((5 / 3) ** 0.5)
    assert quiz.kurtosis == pytest.approx(-1.2)
    assert quiz.is_kr20
    assert quiz.alpha == pytest.approx(0.75)
    assert quiz.standard_error == pytest.approx((5 / 3) ** 0.5 * 0.5)
    assert [item.facility for item in items] == [0.75, 0.5, 0.25]
    assert [item.upper_lower for item in items] == [1.0, 1.0, 1.0]
    assert [item.intended_weight for item in items] == pytest.approx([100 / 3] * 3)
    assert items[1].discrimination_index == pytest.approx(100 / 2**0.5)
    assert items[1].discriminative_efficiency == pytest.approx(100)


def test_kr20_is_alpha_by_its_own_formula():
    rows = [(1, 1, 0, 1), (1, 0, 0, 1), (0, 0, 1, 0), (1, 1, 1, 1), (0, 1, 0, 0)]
    totals = [sum(row) for row in rows]
    shares = [sum(row[place] for row in rows) / 5 for place in range(4)]
    spread = sum((total - sum(totals) / 5) ** 2 for total in totals) / 5

    expected = 4 / 3 * (1 - sum(p * (1 - p) for p in shares) / spread)
    assert figures_of_quiz(table(rows)).alpha == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rows", "maxima", "undefined"),
    [
        ([], [1, 1], {"mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error"}),
        ([(1, 0)], None, {"sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error"}),
        ([(1, 0), (0, 0)], None, {"skewness", "kurtosis", "alpha", "error_ratio", "standard_error"}),
        ([(1, 0), (0, 0), (1, 1)], None, {"kurtosis"}),
        ([(1, 0)] * 12, None, {"skewness", "kurtosis", "alpha", "error_ratio", "standard_error"}),
        ([("0.1", "0.1")] * 12, None, {"skewness", "kurtosis", "alpha", "error_ratio", "standard_error"}),
        ([(1,), (0,), (1,), (0,)], None, {"alpha", "error_ratio", "standard_error"}),
    ],
)
def test_what_does_not_exist_says_so_in_words(rows, maxima, undefined):
    report = report_on(table(rows, maxima))

    assert set(report["quiz"]["undefined"]) == undefined
    assert all(report["quiz"][name] is None for name in undefined)
    assert all(why.endswith(".") for why in report["quiz"]["undefined"].values())
    assert list(lines_of(report))


def test_an_item_that_is_the_same_for_all_discriminates_nobody():
    constant, varying = figures_of_items(table([(1, 0), (1, 1), (1, 0)]))

    assert constant.sd == 0.0
    assert constant.discrimination_index == Undefined("Everybody has the same mark.")
    assert varying.discrimination_index == Undefined("The other marks add up to the same for everybody.")


def test_equal_totals_share_the_seats_at_the_border():
    """Of eight people two seats: one of them is for sure, the other is shared by three with the same total."""
    rows = [(1, 1, 1), (1, 1, 0), (0, 1, 1), (1, 0, 1), (0, 0, 0), (0, 0, 0), (1, 0, 0), (1, 0, 0)]

    first = figures_of_items(table(rows))[0]

    assert first.upper_lower == pytest.approx((1 + 2 / 3) / 2 - 0)
    assert figures_of_items(table(rows[::-1]))[0] == first


marks = st.integers(0, 4).map(lambda quarters: Decimal(quarters) / 4)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.tuples(*[marks] * width), min_size=0, max_size=12).map(
        lambda rows: table(rows, [1] * width)
    )
)


@given(tables, st.randoms())
def test_no_table_breaks_it_and_the_order_of_attempts_does_not_matter(made, chance):
    rows = list(made.rows)
    chance.shuffle(rows)
    shuffled = MarksTable(made.items, made.maxima, tuple(rows))

    assert report_on(made) == report_on(shuffled)
    for item in figures_of_items(made):
        for value, most in ((item.facility, 1), (item.upper_lower, 1), (item.discrimination_index, 100)):
            assert isinstance(value, Undefined) or abs(value) <= most + 1e-9
        advice_on(item, 100)


@pytest.mark.parametrize(
    ("attempts", "expected"), [(0, "too_few"), (9, "too_few"), (10, "indicative"), (29, "indicative"), (30, "sound")]
)
def test_trust(attempts, expected):
    assert trust_in(attempts) == Trust(expected)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ([1] * 12, "Everybody has it right"),
        ([0] * 12, "Nobody has it right"),
        (["0.5"] * 12, "Everybody has the same mark"),
        ([0] * 6 + [1] * 6, "check the key and the wording first"),
        ([1] * 11 + [0], "Very easy"),
        ([1] + [0] * 11, "Very hard"),
        ([1] * 6 + [0] * 6, "Works well."),
    ],
)
def test_advice(column, said):
    """Beside ten items that rank twelve people from best to last."""
    rows = [(mark, *([1] * (12 - place) + [0] * place)) for place, mark in enumerate(column)]

    advice = advice_on(figures_of_items(table(rows))[0], attempts=12)

    assert any(said in sentence for sentence in advice), advice
    assert advice_on(figures_of_items(table(rows))[0], attempts=9) == []


@pytest.mark.parametrize(
    ("sd_of_change", "correlation", "standard_error"),
    [
        # 2 (1 - r) = 1: the spread within one test is that of the change, 6; d = 3/6. V = (1/50 + 0.25/100) 1 = 0.0225.
        (6.0, 0.5, 0.15),
        # 2 (1 - r) = 1/4: the spread within is 3 ÷ 1/2 = 6 again, and so is d; V = 0.0225 ÷ 4 = 0.005625.
        (3.0, 0.875, 0.075),
        # 2 (1 - r) = 4: the spread within is 12 ÷ 2 = 6; V = 0.0225 · 4 = 0.09.
        (12.0, -1.0, 0.3),
    ],
)
def test_an_effect_size_by_hand(sd_of_change, correlation, standard_error):
    """d = change ÷ (SD of change ÷ √(2 (1 - r))), V = (1/n + d²/2n) 2 (1 - r), with figures that come out even."""
    effect = effect_size(mean_change=3.0, sd_of_change=sd_of_change, correlation=correlation, pairs=50)

    assert effect.d == pytest.approx(0.5, abs=1e-12)
    assert effect.standard_error == pytest.approx(standard_error, abs=1e-12)
    low, high = effect.interval
    assert (low + high) / 2 == pytest.approx(effect.d)
    assert high - low == pytest.approx(2 * 1.959963984540054 * effect.standard_error)


def test_the_gain_is_of_those_who_sat_both_and_names_the_others():
    before = {"ani": Decimal(40), "budi": Decimal(60), "cici": Decimal(50), "dedi": Decimal(10)}
    after = {"cici": Decimal(80), "budi": Decimal(70), "ani": Decimal(90), "eka": Decimal(100)}

    gain = gain_between(before, after)

    assert (gain.matched, gain.only_before, gain.only_after) == (3, ("dedi",), ("eka",))
    assert (gain.mean_before, gain.mean_after, gain.normalised_gain) == (50.0, 80.0, 0.6)
    assert gain.effect.d > 0


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ({}, {}, "Nobody sat both tests."),
        ({1: 50, 2: 60}, {1: 50, 2: 60}, "At least 3 people who sat both tests are needed."),
        ({1: 50, 2: 50, 3: 50}, {1: 50, 2: 60, 3: 70}, "In one of the tests everybody has the same score."),
        ({1: 50, 2: 60, 3: 70}, {1: 60, 2: 70, 3: 80}, "Everybody changed by the same."),
        ({1: 0, 2: 20, 3: 40}, {1: 0, 2: 40, 3: 80}, "Both tests put everybody in exactly the same relation."),
    ],
)
def test_an_effect_that_does_not_exist_says_so(before, after, why):
    assert gain_between(before, after).effect == Undefined(why)


def test_who_had_everything_before_could_win_nothing():
    assert normalised_gain(Fraction(100), Fraction(100)) == Undefined("There was nothing left to win.")
    assert normalised_gain(Fraction(50), Fraction(40)) == -0.2
