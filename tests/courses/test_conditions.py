from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.conditions import Condition, Result, Verdict, holds, judge, share

MATERIALS = Condition("materials", Decimal(80))
POST_TEST = Condition("quiz:7", Decimal(70), is_test=True)
PRE_TEST = Condition("quiz:5", Decimal(1), is_test=True)
TO_BE_DONE = Condition("quiz:6", Decimal(0), is_test=True, gates_materials=True)


def result(value, target=80, met=None):
    return Result(Decimal(value), Decimal(target), met=value >= target if met is None else met)


@pytest.mark.parametrize(
    ("given_result", "expected"),
    [
        (None, False),
        (result(80), True),
        (result("79.99999", met=False), False),
        (result(75, target=70), False),
        (result(0, target=80, met=True), True),
        (result(0, target=90, met=True), True),
        (result(85, target=90, met=False), True),
    ],
    ids=["nothing", "at target", "just under", "target raised", "excused", "excused at more", "target lowered"],
)
def test_one_condition(given_result, expected):
    assert holds(MATERIALS, given_result) is expected


@pytest.mark.parametrize(
    ("given_result", "expected"),
    [(None, False), (result(0, target=0), True), (result(30, target=0), True), (result(0, target=70), True)],
    ids=["not handed in", "nothing right", "some right", "failed under an earlier rule"],
)
def test_a_target_of_nothing_asks_only_that_the_test_be_done(given_result, expected):
    assert holds(TO_BE_DONE, given_result) is expected


@pytest.mark.parametrize(
    ("conditions", "results", "expected"),
    [
        ([], {}, Verdict(False, False, None)),
        ([MATERIALS], {}, Verdict(False, False, None)),
        ([MATERIALS], {"materials": result(100)}, Verdict(True, False, None)),
        ([MATERIALS, POST_TEST], {"materials": result(100)}, Verdict(False, True, None)),
        (
            [MATERIALS, POST_TEST],
            {"materials": result(100), "quiz:7": result(70, 70)},
            Verdict(True, True, Decimal("70.00000")),
        ),
        (
            [PRE_TEST, POST_TEST],
            {"quiz:5": result(40, 1), "quiz:7": result(85, 70)},
            Verdict(True, True, Decimal("62.50000")),
        ),
        ([POST_TEST], {"quiz:8": result(100, 70)}, Verdict(False, True, None)),
        ([TO_BE_DONE, MATERIALS], {"materials": result(100)}, Verdict(False, False, None)),
        ([TO_BE_DONE, MATERIALS], {"materials": result(100), "quiz:6": result(90, 0)}, Verdict(True, False, None)),
        (
            [TO_BE_DONE, POST_TEST],
            {"quiz:6": result(0, 0), "quiz:7": result(85, 70)},
            Verdict(True, True, Decimal("85.00000")),
        ),
    ],
    ids=[
        "no rule",
        "nothing yet",
        "met",
        "test missing",
        "both",
        "mean of two tests",
        "another quiz",
        "not done",
        "done, which passes nothing",
        "a score that is no part",
    ],
)
def test_a_rule_is_judged_whole(conditions, results, expected):
    assert judge(conditions, results) == expected


PERCENT = st.decimals(min_value=0, max_value=100, places=5)


@given(
    targets=st.lists(PERCENT, min_size=1, max_size=6),
    values=st.lists(PERCENT, min_size=6, max_size=6),
    better=st.lists(PERCENT, min_size=6, max_size=6),
)
def test_a_better_result_never_undoes_a_completion(targets, values, better):
    conditions = [Condition(f"quiz:{n}", target, is_test=True) for n, target in enumerate(targets)]
    before = {c.key: Result(v, c.target, v >= c.target) for c, v in zip(conditions, values, strict=False)}
    after = {
        c.key: Result(max(v, b), c.target, max(v, b) >= c.target)
        for c, v, b in zip(conditions, values, better, strict=False)
    }

    assert judge(conditions, before).met <= judge(conditions, after).met


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 0, "0"), (0, 3, "0"), (1, 3, "33.33333"), (2, 3, "66.66667"), (3, 3, "100")]
)
def test_shares_are_percent_with_five_places(part, whole, expected):
    assert share(part, whole) == Decimal(expected)
