from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.spans import MOST_KEPT, MOST_TOLD, Span, merged, played, share_of, told_position, told_spans

moments = st.integers(0, 2000).map(lambda tenths: tenths / 10)
spans = st.lists(st.tuples(moments, moments).map(lambda pair: (min(pair), max(pair))), max_size=30)


def tenths(found: list[Span]) -> set[int]:
    """Each tenth of a second that was played: the union told the slow way."""
    return {tenth for start, end in found for tenth in range(round(start * 10), round(end * 10))}


@given(spans, spans)
def test_merging_keeps_exactly_what_was_played(one: list[Span], other: list[Span]) -> None:
    found = merged(one, other)

    assert tenths(found) == tenths(one) | tenths(other)
    assert all(start < end for start, end in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


@given(spans, spans, spans)
def test_the_order_and_a_repetition_change_nothing(one: list[Span], other: list[Span], third: list[Span]) -> None:
    assert merged(merged(one, other), third) == merged(third, merged(other, one), one)


@given(spans, spans)
def test_nothing_is_lost_by_more(one: list[Span], other: list[Span]) -> None:
    assert played(merged(one, other)) >= played(merged(one)) - 1e-9


def test_of_very_many_the_longest_are_kept() -> None:
    many: list[Span] = [(float(number * 10), number * 10 + 1.0) for number in range(MOST_KEPT)]

    found = merged(many, [(100_000.0, 100_005.0)])

    assert len(found) == MOST_KEPT
    assert found[-1] == (100_000.0, 100_005.0)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ([], []),
        ([[0, 5], [3, 8.04]], [(0.0, 8.0)]),
        ([[-3, 2], [11, 400]], [(0.0, 2.0), (11.0, 12.0)]),
        ([[50, 60]], []),
        ([[4, 4]], []),
    ],
)
def test_what_is_told_is_kept_inside_the_recording(told: Any, kept: list[Span]) -> None:
    assert told_spans(told, 12.0) == kept


@pytest.mark.parametrize(
    "told",
    [
        None, "all", {}, [1, 2], [[1]], [[1, 2, 3]], [["0", "5"]], [[True, 5]], [[5, 2]], [[float("nan"), 2]],
        [[0, float("inf")]], [[0, 10**400]], [[0, 1]] * (MOST_TOLD + 1),
    ],
)  # fmt: skip
def test_nonsense_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match=r"not|ends|larger"):
        told_spans(told, 12.0)


@pytest.mark.parametrize(("told", "kept"), [(3.2, 3.2), (-1, 0.0), (99, 12.0)])
def test_position_is_kept_inside(told: float, kept: float) -> None:
    assert told_position(told, 12.0) == kept


@pytest.mark.parametrize(
    ("found", "seconds", "share"),
    [
        ([], 12.0, 0),
        ([(0.0, 8.7)], 12.0, 72),
        ([(0.0, 11.95)], 12.0, 100),
        ([(0.0, 11.9)], 12.0, 99),
        ([(0.0, 1.0)], 0, 0),
    ],
)
def test_share(found: list[Span], seconds: float, share: int) -> None:
    assert share_of(found, seconds) == share
