"""What spans of an outage come to: without a database, by examples and by properties."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizzes.outages import Due, Span, common, first, length, shown_by_several, to_give_back, union, without

TEN = datetime(2026, 11, 3, 10, tzinfo=UTC)
NOTHING = timedelta(0)
MINUTE = timedelta(minutes=1)
QUARTER = 15 * MINUTE


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
def test_before_the_deadline_it_is_what_was_claimed_confirmed_never_given_before_and_within_the_bound(
    claimed, confirmed, given_before, bound
):
    deadline = at(121) + length(given_before)
    due = to_give_back(claimed=claimed, confirmed=confirmed, given=given_before, deadline=deadline, bound=bound)

    fresh = without(common(claimed, confirmed), given_before)
    assert due.spans == first(fresh, bound - length(given_before))
    assert due.lost == length(due.spans)


@given(claimed=spans, confirmed=spans, given_before=spans, deadline=minutes, bound=bounds)
def test_wherever_the_deadline_lies_nothing_is_given_that_was_not_claimed_and_confirmed_or_was_given(
    claimed, confirmed, given_before, deadline, bound
):
    due = to_give_back(claimed=claimed, confirmed=confirmed, given=given_before, deadline=at(deadline), bound=bound)

    assert NOTHING <= due.lost <= min(bound, length(due.spans))
    assert without(due.spans, claimed) == without(due.spans, confirmed) == common(due.spans, given_before) == []


@given(lost=spans, deadline=minutes, bound=bounds)
def test_nobody_gets_more_than_the_bound_after_the_deadline_or_the_last_outage_and_nothing_a_second_time(
    lost, deadline, bound
):
    due = to_give_back(claimed=lost, confirmed=lost, given=[], deadline=at(deadline), bound=bound)

    ends = at(deadline) + length(due.spans)
    assert ends <= max([at(deadline), *(one.end for one in union(lost))]) + due.lost
    again = to_give_back(claimed=lost, confirmed=lost, given=due.spans, deadline=ends, bound=bound)
    assert again == Due()


@given(reports=st.lists(spans, min_size=1, max_size=4), confirmed=spans, bound=bounds)
def test_however_often_and_in_whatever_parts_it_is_reported_it_is_given_once(reports, confirmed, bound):
    said: list[Span] = []
    back: list[Span] = []
    for report in [*reports, *reports]:
        said += report
        deadline = at(121) + length(back)
        back += to_give_back(claimed=said, confirmed=confirmed, given=back, deadline=deadline, bound=bound).spans

    together = common([one for report in reports for one in report], confirmed)
    assert sum((one.length for one in back), NOTHING) == length(back) == min(bound, length(together))


@given(reports=st.lists(spans, min_size=1, max_size=4), deadline=minutes)
def test_in_whatever_parts_an_outage_is_confirmed_it_ends_alike(reports, deadline):
    back: list[Span] = []
    known: list[Span] = []
    for report in [*reports, []]:
        known += report
        ends = at(deadline) + length(back)
        back += to_give_back(claimed=known, confirmed=known, given=back, deadline=ends).spans

    assert union(back) == to_give_back(claimed=known, confirmed=known, given=[], deadline=at(deadline)).spans


def test_six_minutes_that_site_and_page_both_know_of():
    due = to_give_back(claimed=[span(12, 18.5)], confirmed=[span(11, 18)], given=[], deadline=at(60), bound=QUARTER)

    assert due == Due([span(12, 18)], 6 * MINUTE)
    assert Span.from_json(due.spans[0].to_json()) == due.spans[0]


def test_of_an_outage_that_outlasts_the_deadline_what_was_left_before_it_comes_back_when_it_ends():
    """Ten minutes were left when it began; longer than the bound it may well last."""
    lost = [span(50, 80)]
    due = to_give_back(claimed=lost, confirmed=lost, given=[], deadline=at(60), bound=QUARTER)

    assert due == Due(lost, 10 * MINUTE)  # the deadline moves by thirty minutes: ten after the end


def test_where_more_than_the_bound_was_left_the_bound_begins_when_the_outage_ends():
    lost = [span(30, 80)]
    due = to_give_back(claimed=lost, confirmed=lost, given=[], deadline=at(60), bound=QUARTER)

    assert due == Due([span(30, 45), span(60, 80)], QUARTER)
    left = to_give_back(claimed=lost, confirmed=lost, given=due.spans, deadline=at(60 + 35))
    assert left == Due([span(45, 60)], QUARTER)  # waits for the organiser


def test_of_an_outage_whose_rest_is_confirmed_later_the_rest_is_waited_for():
    known, more = [span(50, 72)], [span(50, 80)]
    due = to_give_back(claimed=more, confirmed=known, given=[], deadline=at(60), bound=QUARTER)
    assert due == Due(known, 10 * MINUTE)

    due = to_give_back(claimed=more, confirmed=more, given=known, deadline=at(60 + 22), bound=QUARTER)
    assert due == Due([span(72, 80)], NOTHING)


def test_an_outage_that_begins_after_the_deadline_has_cost_nothing():
    lost = [span(61, 70)]
    assert to_give_back(claimed=lost, confirmed=lost, given=[], deadline=at(60), bound=QUARTER) == Due()


def test_two_people_are_not_several():
    claims = [[span(0, 10)], [span(5, 15)], [span(8, 20)]]

    assert shown_by_several(claims) == [span(8, 10)]
    assert shown_by_several(claims[:2]) == []
