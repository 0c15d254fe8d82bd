"""What attendance counts: pure arithmetic on the times and hours of sessions, so that every case can be tabled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_DOWN, Decimal
from enum import Enum

from courses.choices import ATTENDED, AttendanceState, LateCounts, LeavingCounts, SessionState
from courses.conditions import FIVE_PLACES

NOTHING, HALF, WHOLE = Decimal(0), Decimal("0.5"), Decimal(1)
# Somebody who scans this long before check-in opens is there already, and is counted once it does.
EARLY_MINUTES = 60


@dataclass(frozen=True)
class Terms:
    """What a course says of attendance; minutes, and what coming late or leaving early counts."""

    opens_before: int = 15
    closes_after: int = 15
    late_after: int = 15
    late_counts: LateCounts = LateCounts.WHOLE
    leaving_counts: LeavingCounts = LeavingCounts.FROM_HALF


class Phase(Enum):
    """Where the clock stands to a session's check-in."""

    AHEAD = "ahead"
    EARLY = "early"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """When check-in to one session is open, and from when an early scan is kept for its opening."""

    early_from: datetime
    opens_at: datetime
    closes_at: datetime

    @classmethod
    def of(cls, starts_at: datetime, ends_at: datetime, terms: Terms) -> Window:
        opens_at = starts_at - timedelta(minutes=terms.opens_before)
        closes_at = ends_at + timedelta(minutes=terms.closes_after)
        return cls(opens_at - timedelta(minutes=EARLY_MINUTES), opens_at, closes_at)

    def phase(self, moment: datetime) -> Phase:
        if moment < self.early_from:
            return Phase.AHEAD
        if moment < self.opens_at:
            return Phase.EARLY
        return Phase.OPEN if moment <= self.closes_at else Phase.OVER

    def is_of_another_day(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether who was noted at `moment` was noted for a day that the session was moved from since. Moved within its
        day, it keeps its scans: people are there, and wait."""
        day = self.opens_at.astimezone(zone).date()
        return moment < self.early_from and moment.astimezone(zone).date() < day


def arrival_state(arrived_at: datetime, starts_at: datetime, terms: Terms) -> AttendanceState:
    late_from = starts_at + timedelta(minutes=terms.late_after)
    return AttendanceState.LATE if arrived_at > late_from else AttendanceState.PRESENT


def credit_of(
    state: AttendanceState | str,
    *,
    arrived_at: datetime | None,
    left_at: datetime | None,
    starts_at: datetime,
    ends_at: datetime,
    terms: Terms,
) -> Decimal:
    """The part of a session that counts. Who came late and left early counts what the stricter of both says."""
    if state not in ATTENDED:
        return NOTHING
    is_late = state == AttendanceState.LATE
    if state == AttendanceState.LEFT_EARLY and arrived_at is not None:
        is_late = arrival_state(arrived_at, starts_at, terms) == AttendanceState.LATE
    counted = _of_late(terms) if is_late else WHOLE
    if state == AttendanceState.LEFT_EARLY:
        counted = min(counted, _of_leaving(arrived_at, left_at, starts_at, ends_at, terms))
    return counted


def _of_late(terms: Terms) -> Decimal:
    return {LateCounts.WHOLE: WHOLE, LateCounts.HALF: HALF, LateCounts.NOTHING: NOTHING}[terms.late_counts]


def _of_leaving(
    arrived_at: datetime | None, left_at: datetime | None, starts_at: datetime, ends_at: datetime, terms: Terms
) -> Decimal:
    """Nobody knows when somebody left whose time was not noted: that counts as gone before half."""
    if terms.leaving_counts != LeavingCounts.FROM_HALF:
        return WHOLE if terms.leaving_counts == LeavingCounts.WHOLE else NOTHING
    if left_at is None:
        return NOTHING
    there = min(left_at, ends_at) - max(arrived_at or starts_at, starts_at)
    return WHOLE if there * 2 >= ends_at - starts_at else NOTHING


@dataclass(frozen=True)
class Slot:
    """A session as it counts: `jp` as delivered, or as planned while that is not known."""

    jp: Decimal
    is_held: bool


def slot_of(
    *, state: SessionState | str, jp: Decimal, delivered_jp: Decimal | None, ends_at: datetime, now: datetime
) -> Slot | None:
    """None for a cancelled session, which counts nowhere. One that is over counts as planned until it is confirmed."""
    if state == SessionState.CANCELLED:
        return None
    if state == SessionState.DELIVERED:
        return Slot(delivered_jp if delivered_jp is not None else jp, is_held=True)
    return Slot(jp, is_held=ends_at <= now)


@dataclass(frozen=True)
class AttendanceFigures:
    """In JP: what was attended, what has been held so far, and the whole; and the shares of it in percent."""

    jp_attended: Decimal
    jp_held: Decimal
    jp_whole: Decimal

    @property
    def so_far(self) -> Decimal:
        return percent(self.jp_attended, self.jp_held)

    @property
    def of_whole(self) -> Decimal:
        return percent(self.jp_attended, self.jp_whole)

    @property
    def best_possible(self) -> Decimal:
        """Of the whole, if nothing of what is left is missed."""
        return percent(self.jp_attended + self.jp_whole - self.jp_held, self.jp_whole)

    def can_meet(self, target: Decimal) -> bool:
        return self.jp_whole > 0 and self.best_possible >= target


def figures_of(slots: Mapping[int, Slot], credits: Iterable[tuple[int, Decimal]]) -> AttendanceFigures:
    """From the sessions of a batch and what one person attended of them, both by session; what is not held yet or
    stands in no slot counts nothing."""
    attended = NOTHING
    for session, credit in credits:
        slot = slots.get(session)
        if slot is not None and slot.is_held:
            attended += slot.jp * credit
    held = sum((slot.jp for slot in slots.values() if slot.is_held), NOTHING)
    return AttendanceFigures(attended, held, sum((slot.jp for slot in slots.values()), NOTHING))


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Never rounded up, or somebody just below a threshold would stand on it; of nothing nobody attended anything."""
    if whole == 0:
        return NOTHING
    return (100 * part / whole).quantize(FIVE_PLACES, ROUND_DOWN)
