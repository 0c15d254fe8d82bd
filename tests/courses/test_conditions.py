from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.attendance import Slot, figures_of
from courses.conditions import Condition, Result, Verdict, holds, judge, kept_result, settled, share

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


@pytest.mark.parametrize(
    ("before", "now", "has_completed", "kept"),
    [
        (result(80), result(70), True, result(80)),
        (result(80), result(70), False, result(70)),
        (result(80), result(90), True, result(90)),
        (result(80, target=80), result(60, target=50), True, result(80, target=80)),
        (result(70), result(60), True, result(60)),
        (None, result(60), True, result(60)),
    ],
    ids=["met stays met", "nothing rests on it", "better", "met by less", "was not met", "nothing before"],
)
def test_what_a_completion_rests_on_is_not_made_poorer(before, now, has_completed, kept):
    assert kept_result(before, now, has_completed=has_completed) == kept


@given(
    targets=st.lists(PERCENT, min_size=1, max_size=4),
    raised=st.lists(PERCENT, min_size=4, max_size=4),
    values=st.lists(PERCENT, min_size=4, max_size=4),
)
def test_a_raised_target_never_newly_completes(targets, raised, values):
    before = [Condition(f"quiz:{n}", target, is_test=True) for n, target in enumerate(targets)]
    after = [replace(c, target=max(c.target, more)) for c, more in zip(before, raised, strict=False)]
    results = {c.key: Result(v, c.target, v >= c.target) for c, v in zip(before, values, strict=False)}

    assert judge(after, results).met <= judge(before, results).met


SESSIONS = {number: Slot(Decimal(number + 1), is_held=True) for number in range(5)}
# What can happen to a participant: a session attended, a material opened, something ticked off, the rule changed.
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("attend"), st.sampled_from(sorted(SESSIONS))),
        st.tuples(st.just("open"), st.integers(0, 4)),
        st.tuples(st.just("tick"), st.just(0)),
    ),
    max_size=12,
)
KEYS = ("attendance", "materials", "manual:1")


def facts_of(happened, conditions):
    """As each kind of requirement records it from the facts that it keeps."""
    attended = {what for kind, what in happened if kind == "attend"}
    values = {
        "attendance": figures_of(SESSIONS, [(session, Decimal(1)) for session in attended]).of_whole,
        "materials": share(len({what for kind, what in happened if kind == "open"}), 5),
        "manual:1": Decimal(100 if ("tick", 0) in happened else 0),
    }
    return {c.key: Result(values[c.key], c.target, values[c.key] >= c.target) for c in conditions}


@given(events=EVENTS, order=st.randoms(use_true_random=False), targets=st.lists(PERCENT, min_size=3, max_size=3))
def test_whoever_does_more_is_never_undone_and_the_order_does_not_matter(events, order, targets):
    conditions = [Condition(key, target) for key, target in zip(KEYS, targets, strict=True)]
    shuffled = order.sample(events, len(events))
    steps = [judge(conditions, facts_of(events[:n], conditions)).met for n in range(len(events) + 1)]

    assert steps == sorted(steps)
    assert judge(conditions, facts_of(shuffled, conditions)) == judge(conditions, facts_of(events, conditions))


@given(
    history=st.lists(
        st.one_of(
            st.tuples(st.just("result"), st.sampled_from(KEYS), PERCENT),
            st.tuples(st.just("rule"), st.lists(st.sampled_from(KEYS), min_size=1, unique=True), PERCENT),
        ),
        max_size=20,
    )
)
def test_a_completion_once_written_never_disappears_whatever_results_and_rules_come(history):
    conditions, results, completed_by = [Condition("materials", Decimal(80))], {}, None
    for kind, what, value in history:
        if kind == "rule":
            conditions = [Condition(key, value) for key in what]
        else:
            target = next((c.target for c in conditions if c.key == what), Decimal(100))
            new = Result(value, target, value >= target)
            results[what] = kept_result(results.get(what), new, has_completed=completed_by is not None)
        if completed_by is None and judge(conditions, results).met:
            completed_by = list(conditions)
            results |= {c.key: settled(c, results[c.key]) for c in conditions}
        # What it was given for can still be seen in the results on record.
        assert completed_by is None or judge(completed_by, results).met


@pytest.mark.parametrize(
    ("attended", "met"),
    [(["19.975"], False), (["20"], True), ([], False)],
    ids=["79.9 %", "80 %", "nothing"],
)
def test_the_edge_of_an_attendance_share(attended, met):
    slots = {1: Slot(Decimal(25), is_held=True)}
    figures = figures_of(slots, [(1, Decimal(jp) / 25) for jp in attended])
    condition = Condition("attendance", Decimal(80))

    assert holds(condition, Result(figures.of_whole, Decimal(80), figures.of_whole >= 80)) is met


def test_a_batch_without_a_session_that_counts_is_attended_by_nobody():
    assert figures_of({}, [(1, Decimal(1))]).of_whole == 0
