"""Sections and draws: who gets which questions. Pure."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.plan import NO_HISTORY, History, Pot, Section, apportion, drawn, missing_from

SEED = "00112233445566ff"
seeds = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


def percents(*numbers):
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("count", "shares", "parts"),
    [
        (10, (40, 60), [4, 6]),
        (5, (40, 60), [2, 3]),
        (10, (33, 33, 34), [3, 3, 4]),
        (1, (50, 50), [1, 0]),
        (7, (1, 1, 1), [3, 2, 2]),
        (3, (0, 100), [0, 3]),
        (0, (40, 60), [0, 0]),
    ],
)
def test_shares_become_whole_questions_by_the_largest_remainder(count, shares, parts):
    assert apportion(count, percents(*shares)) == parts


@given(st.integers(0, 200), st.lists(st.integers(0, 100), min_size=1, max_size=8).filter(any))
def test_no_question_is_lost_and_none_is_more_than_one_off(count, shares):
    parts = apportion(count, percents(*shares))

    assert sum(parts) == count
    assert all(abs(part - Decimal(share * count) / sum(shares)) < 1 for part, share in zip(parts, shares, strict=True))


# Slots 1 and 2 are for everybody, 3 to 12 are drawn from.
ITEMS = {slot: f"item-{slot}" for slot in range(1, 13)}
PLAN = (
    Section("Awal", "", (Pot((1,), 1), Pot((2,), 1))),
    Section("Undian", "", (Pot(tuple(range(3, 13)), 3),)),
)


@given(seeds)
def test_a_draw_takes_its_number_once_each_and_the_same_again(seed):
    chosen = drawn(seed, PLAN, ITEMS)

    assert chosen[0] == [1, 2]
    assert len(chosen[1]) == len(set(chosen[1])) == 3
    assert chosen == drawn(seed, PLAN, ITEMS)


def test_the_draw_is_fixed_for_ever():
    # Computed once with openssl. Running attempts have their layout; old draws would be unaccountable after a change.
    assert drawn(SEED, PLAN, ITEMS)[1] == [4, 10, 12]


def test_every_question_is_drawn_about_as_often():
    counts = Counter(slot for number in range(2000) for slot in drawn(f"{number:016x}", PLAN, ITEMS)[1])

    assert set(counts) == set(range(3, 13))
    assert all(520 < count < 680 for count in counts.values())


@given(seeds)
def test_what_somebody_has_seen_comes_last(seed):
    seen = frozenset(f"item-{slot}" for slot in range(3, 11))

    chosen = drawn(seed, PLAN, ITEMS, History(seen))[1]

    assert {11, 12} < set(chosen)


@given(seeds)
def test_among_the_unseen_the_least_used_comes_first(seed):
    used = dict.fromkeys(ITEMS.values(), 5) | {"item-3": 0, "item-4": 1, "item-5": 2}

    assert drawn(seed, PLAN, ITEMS, History(used=used))[1] == [3, 4, 5]
    assert drawn(seed, PLAN, ITEMS, History(frozenset({"item-3", "item-4"}), used))[1][0] == 5


@given(seeds)
def test_two_draws_from_one_bank_never_give_a_question_twice(seed):
    same = {1: "a", 2: "b", 3: "c", 4: "a", 5: "b", 6: "c"}
    plan = (Section(pots=(Pot((1, 2, 3), 1), Pot((4, 5, 6), 2))),)

    (chosen,) = drawn(seed, plan, same, NO_HISTORY)

    assert sorted(same[slot] for slot in chosen) == ["a", "b", "c"]


def test_what_a_pot_may_lack_is_told_for_the_worst_case():
    abc, ab = frozenset("abc"), frozenset("ab")

    assert missing_from([(abc, 3)]) == [0]
    assert missing_from([(abc, 4)]) == [1]
    assert missing_from([(abc, 2), (ab, 1)]) == [0, 1]  # the first may take both of the second
    assert missing_from([(abc, 1), (ab, 1)]) == [0, 0]


def test_a_section_reads_back_as_it_was_frozen():
    assert tuple(Section.from_json(section.to_json()) for section in PLAN) == PLAN
