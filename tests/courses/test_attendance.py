"""What attendance counts, on plain values."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from courses.attendance import (
    Phase,
    Slot,
    Terms,
    Window,
    arrival_state,
    credit_of,
    figures_of,
    percent,
    slot_of,
)
from courses.attendance_forms import AttendanceForm
from courses.choices import ATTENDED, AttendanceState, LateCounts, LeavingCounts, SessionState
from courses.models import Batch, CoursePage, Session

START = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)  # nine o'clock in Jakarta
END = START + timedelta(minutes=90)
TERMS = Terms()


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "phase"),
    [
        (-76, Phase.AHEAD),
        (-75, Phase.EARLY),
        (-15.001, Phase.EARLY),
        (-15, Phase.OPEN),
        (0, Phase.OPEN),
        (105, Phase.OPEN),
        (105.001, Phase.OVER),
    ],
)
def test_check_in_is_open_around_the_session(minutes, phase):
    assert Window.of(START, END, TERMS).phase(after(minutes)) is phase


@pytest.mark.parametrize(
    ("hours", "is_other"),
    [(-24, True), (-9.5, True), (-8.5, False), (-2, False), (0, False), (24, False)],
    ids=["the day before", "before midnight", "after midnight", "the same morning", "begins", "the day after"],
)
def test_who_was_noted_on_a_day_before_was_noted_for_another_session(hours, is_other):
    window = Window.of(START, END, TERMS)

    assert window.is_of_another_day(after(hours * 60), ZoneInfo("Asia/Jakarta")) is is_other


@pytest.mark.parametrize(("minutes", "is_other"), [(-75, False), (-76, True)])
def test_an_early_scan_may_be_of_the_evening_before_a_session_after_midnight(minutes, is_other):
    start = START.replace(day=21, hour=17, minute=30)  # half past midnight in Jakarta
    window = Window.of(start, start + timedelta(minutes=90), TERMS)

    assert window.is_of_another_day(start + timedelta(minutes=minutes), ZoneInfo("Asia/Jakarta")) is is_other


@pytest.mark.parametrize(
    ("now", "delivered", "arrived", "refusal"),
    [
        (600, None, 80, ""),
        (600, None, 91, "The session was over by then."),
        (600, 120, 200, ""),
        (600, 120, 211, "The session was over by then."),
        (600, 120, -30, ""),
        (20, None, 30, "That time has not come yet."),
        (600, None, -24 * 60, "That was on a day before the session."),
    ],
    ids=["planned", "after the end", "delivered later", "after that", "came early", "ahead", "another day"],
)
def test_an_arrival_that_is_noted_by_hand_is_one_that_can_have_been(now, delivered, arrived, refusal):
    session = Session(batch=Batch(course=CoursePage(content_type_id=1)), starts_at=START, ends_at=END)
    if delivered is not None:
        session.delivered_starts_at, session.delivered_ends_at = after(delivered), after(delivered + 90)
    data = {"state": "present", "arrived_at": after(arrived).strftime("%Y-%m-%dT%H:%M"), "reason": "Daftar"}

    with clock.at(after(now)), override("en"), timezone.override(UTC):
        errors = AttendanceForm(data, row=None, session=session).errors

    assert errors == ({"arrived_at": [refusal]} if refusal else {})


def test_the_zone_of_a_clock_is_no_matter():
    window = Window.of(START.astimezone(ZoneInfo("Asia/Jayapura")), END, TERMS)

    assert window == Window.of(START, END, TERMS)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-60, "present"), (0, "present"), (15, "present"), (15.001, "late"), (100, "late")],
)
def test_who_comes_a_quarter_of_an_hour_after_the_start_comes_late(minutes, state):
    assert arrival_state(after(minutes), START, TERMS) == state


WHOLE, HALF, NOTHING = Decimal(1), Decimal("0.5"), Decimal(0)


@pytest.mark.parametrize(
    ("state", "arrived", "left", "late_counts", "leaving_counts", "credit"),
    [
        ("present", 0, None, "whole", "from_half", WHOLE),
        ("present", None, None, "nothing", "nothing", WHOLE),
        ("late", 20, None, "whole", "from_half", WHOLE),
        ("late", 20, None, "half", "from_half", HALF),
        ("late", None, None, "nothing", "from_half", NOTHING),
        ("left_early", 0, 45, "whole", "from_half", WHOLE),
        ("left_early", 0, 44, "whole", "from_half", NOTHING),
        ("left_early", -10, 45, "whole", "from_half", WHOLE),
        ("left_early", 20, 64, "whole", "from_half", NOTHING),
        ("left_early", 20, 65, "half", "from_half", HALF),
        ("left_early", None, 45, "whole", "from_half", WHOLE),
        ("left_early", 0, None, "whole", "from_half", NOTHING),
        ("left_early", 0, 5, "whole", "whole", WHOLE),
        ("left_early", 0, 89, "whole", "nothing", NOTHING),
        ("excused", None, None, "whole", "whole", NOTHING),
        ("absent", 0, None, "whole", "whole", NOTHING),
    ],
)
def test_coming_late_and_leaving_early_count_by_the_terms(state, arrived, left, late_counts, leaving_counts, credit):
    terms = Terms(late_counts=LateCounts(late_counts), leaving_counts=LeavingCounts(leaving_counts))
    times = {"arrived_at": arrived if arrived is None else after(arrived), "left_at": left and after(left)}

    assert credit_of(state, **times, starts_at=START, ends_at=END, terms=terms) == credit


def slot(state, jp, delivered=None, ends=END):
    return slot_of(
        state=state,
        jp=Decimal(jp),
        delivered_jp=None if delivered is None else Decimal(delivered),
        ends_at=ends,
        now=END,
    )


@pytest.mark.parametrize(
    ("given_slot", "counts"),
    [
        (slot("planned", 2), Slot(Decimal(2), is_held=True)),
        (slot("planned", 2, ends=END + timedelta(seconds=1)), Slot(Decimal(2), is_held=False)),
        (slot("delivered", 2, 3, ends=END + timedelta(days=9)), Slot(Decimal(3), is_held=True)),
        (slot("delivered", 2, 0), Slot(Decimal(0), is_held=True)),
        (slot("cancelled", 2), None),
    ],
)
def test_a_session_counts_as_delivered_or_as_planned_and_cancelled_nowhere(given_slot, counts):
    assert given_slot == counts


@pytest.mark.parametrize(
    ("attended", "whole", "share", "is_met"),
    [
        ("7.99", "10", "79.90000", False),
        ("8", "10", "80.00000", True),
        ("79.9999999", "100", "79.99999", False),
        ("2", "3", "66.66666", False),
        ("0", "0", "0", False),
        ("0", "10", "0.00000", False),
    ],
)
def test_a_share_just_below_the_threshold_is_below_it(attended, whole, share, is_met):
    value = percent(Decimal(attended), Decimal(whole))

    assert str(value) == share
    assert (value >= 80) is is_met


def test_two_figures_and_what_can_still_be_reached():
    slots = {1: Slot(Decimal(4), True), 2: Slot(Decimal(4), True), 3: Slot(Decimal(2), False)}

    figures = figures_of(slots, [(1, WHOLE), (3, WHOLE), (99, WHOLE)])

    assert (figures.so_far, figures.of_whole, figures.best_possible) == (50, 40, 60)
    assert figures.can_meet(Decimal(60))
    assert not figures.can_meet(Decimal("60.00001"))


def test_without_sessions_nothing_was_attended_and_no_threshold_can_be_met():
    figures = figures_of({}, [(1, WHOLE)])

    assert (figures.so_far, figures.of_whole, figures.best_possible) == (0, 0, 0)
    assert not figures.can_meet(Decimal(0))


hours = st.decimals(0, 20, places=2)
credits = st.sampled_from([NOTHING, HALF, WHOLE])
sessions = st.lists(st.tuples(hours, st.booleans(), credits), max_size=40)


@given(sessions)
def test_shares_lie_in_order_between_nothing_and_all(rows):
    slots = {number: Slot(jp, held) for number, (jp, held, _credit) in enumerate(rows)}

    figures = figures_of(slots, [(number, credit) for number, (_jp, _held, credit) in enumerate(rows)])

    assert 0 <= figures.jp_attended <= figures.jp_held <= figures.jp_whole
    assert 0 <= figures.of_whole <= figures.best_possible <= 100
    assert figures.of_whole <= figures.so_far + Decimal("0.00001") <= Decimal("100.00001")


@given(sessions, st.data())
def test_attending_one_more_session_never_lowers_a_figure(rows, data):
    slots = {number: Slot(jp, held) for number, (jp, held, _credit) in enumerate(rows)}
    missed = [number for number, (_jp, _held, credit) in enumerate(rows) if credit < 1]
    before = {number: credit for number, (_jp, _held, credit) in enumerate(rows)}
    more = before | ({data.draw(st.sampled_from(missed)): WHOLE} if missed else {})

    was, now = figures_of(slots, before.items()), figures_of(slots, more.items())

    for name in ("so_far", "of_whole", "best_possible"):
        assert getattr(now, name) >= getattr(was, name)


@given(sessions)
def test_a_cancelled_session_is_as_if_it_had_never_been(rows):
    def figures(count_cancelled):
        slots = {}
        for number, (jp, held, _credit) in enumerate(rows):
            state = SessionState.CANCELLED if number % 3 == 0 else SessionState.PLANNED
            one = slot_of(state=state, jp=jp, delivered_jp=None, ends_at=END if held else END + timedelta(1), now=END)
            if one is not None:
                slots[number] = one
        noted = [(n, credit) for n, (_jp, _held, credit) in enumerate(rows) if count_cancelled or n % 3]
        return figures_of(slots, noted)

    assert figures(True) == figures(False)


@given(
    st.sampled_from(AttendanceState),
    st.none() | st.integers(-120, 300),
    st.none() | st.integers(-120, 300),
    st.sampled_from(LateCounts),
    st.sampled_from(LeavingCounts),
    st.integers(0, 120),
)
def test_a_credit_is_a_part_of_a_session_and_only_of_who_was_there(state, arrived, left, late, leaving, late_after):
    terms = Terms(late_after=late_after, late_counts=late, leaving_counts=leaving)

    credit = credit_of(
        state,
        arrived_at=None if arrived is None else after(arrived),
        left_at=None if left is None else after(left),
        starts_at=START,
        ends_at=END,
        terms=terms,
    )

    assert credit in (NOTHING, HALF, WHOLE)
    assert credit == 0 or state in ATTENDED


@given(st.decimals(0, 100, places=2), st.decimals("0.01", 100, places=2), st.integers(1, 100))
def test_a_share_reaches_a_target_only_when_the_hours_do(part, whole, target):
    reached = percent(part, whole) >= target

    assert reached == (part * 100 >= whole * target)
