"""What spans of an outage come to: without a database, by examples and by properties."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizzes.outages import Span, common, first, length, shown_by_several, to_give_back, union, without

TEN = datetime(2026, 11, 3, 10, tzinfo=UTC)
NOTHING = timedelta(0)


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


def span(start: float, end: float) -> Span:
    return Span(at(start), at(end))


minutes = st.integers(-10, 120)
spans = st.lists(st.builds(span, minutes, minutes), max_size=8)
bounds = st.integers(0, 90).map(lambda number: timedelta(minutes=number))


def covers(some: list[Span], moment: float) -> bool:
    return any(one.start <= at(moment) < one.end for one in some)


MOMENTS = [minute + 0.5 for minute in range(-11, 121)]


@given(spans, spans)
def test_sets_of_moments_behave_as_sets(one, other):
    for moment in MOMENTS:
        a, b = covers(one, moment), covers(other, moment)
        assert covers(union([*one, *other]), moment) == (a or b)
        assert covers(common(one, other), moment) == (a and b)
        assert covers(without(one, other), moment) == (a and not b)


@given(spans)
def test_a_union_is_in_order_and_none_touches_another(some):
    merged = union(some)

    assert all(one.start < one.end for one in merged)
    assert all(one.end < two.start for one, two in pairwise(merged))
    assert union(merged) == merged


@given(spans, bounds)
def test_the_first_of_them_are_no_longer_than_asked(some, most):
    chosen = first(some, most)

    assert length(chosen) == min(most, length(some))
    assert without(chosen, some) == []


@given(st.lists(spans, max_size=6), st.integers(1, 4))
def test_several_are_counted_at_each_moment(claims, least):
    found = shown_by_several(claims, least)

    for moment in MOMENTS:
        assert covers(found, moment) == (sum(covers(claim, moment) for claim in claims) >= least)


@given(claimed=spans, confirmed=spans, given_before=spans, bound=bounds)
def test_what_is_given_was_claimed_confirmed_never_given_before_and_within_the_bound(
    claimed, confirmed, given_before, bound
):
    back = to_give_back(claimed=claimed, confirmed=confirmed, given=given_before, bound=bound)

    assert NOTHING <= length(back) <= max(NOTHING, bound - length(given_before))
    assert without(back, claimed) == without(back, confirmed) == common(back, given_before) == []


@given(reports=st.lists(spans, min_size=1, max_size=4), confirmed=spans, bound=bounds)
def test_however_often_and_in_whatever_parts_it_is_reported_it_is_given_once(reports, confirmed, bound):
    said: list[Span] = []
    back: list[Span] = []
    for report in [*reports, *reports]:
        said += report
        back += to_give_back(claimed=said, confirmed=confirmed, given=back, bound=bound)

    together = common([one for report in reports for one in report], confirmed)
    assert sum((one.length for one in back), NOTHING) == length(back) == min(bound, length(together))


def test_six_minutes_that_site_and_page_both_know_of():
    back = to_give_back(claimed=[span(12, 18.5)], confirmed=[span(11, 18)], given=[], bound=timedelta(minutes=15))

    assert back == [span(12, 18)]
    assert Span.from_json(back[0].to_json()) == back[0]


def test_two_people_are_not_several():
    claims = [[span(0, 10)], [span(5, 15)], [span(8, 20)]]

    assert shown_by_several(claims) == [span(8, 10)]
    assert shown_by_several(claims[:2]) == []
