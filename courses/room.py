"""Whether a batch has room for somebody: places in all, and the quota of the office and of its province. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Seat(NamedTuple):
    """Where somebody comes from, as counted by quotas: both None for a guest without an office."""

    office: int | None = None
    province: int | None = None


@dataclass
class Room:
    """Limits that are not there don't bind."""

    capacity: int | None = None
    of_office: Mapping[int, int] = field(default_factory=dict)
    of_province: Mapping[int, int] = field(default_factory=dict)
    each_office: int | None = None
    taken: int = 0
    taken_by_office: Counter[int] = field(default_factory=Counter)
    taken_by_province: Counter[int] = field(default_factory=Counter)

    def take(self, seat: Seat, number: int = 1) -> None:
        self.taken += number
        if seat.office is not None:
            self.taken_by_office[seat.office] += number
        if seat.province is not None:
            self.taken_by_province[seat.province] += number

    def has_place(self) -> bool:
        return self.capacity is None or self.taken < self.capacity

    def within_quota(self, seat: Seat) -> bool:
        return self.left_for_office(seat) != 0 and self.left_for_province(seat) != 0

    def takes(self, seat: Seat) -> bool:
        return self.has_place() and self.within_quota(seat)

    def limit_of_office(self, seat: Seat) -> int | None:
        return None if seat.office is None else self.of_office.get(seat.office, self.each_office)

    def limit_of_province(self, seat: Seat) -> int | None:
        return None if seat.province is None else self.of_province.get(seat.province)

    def left_for_office(self, seat: Seat) -> int | None:
        """None where nothing binds; never below zero, also where a quota was lowered under what is taken."""
        limit = self.limit_of_office(seat)
        return None if limit is None or seat.office is None else max(0, limit - self.taken_by_office[seat.office])

    def left_for_province(self, seat: Seat) -> int | None:
        limit = self.limit_of_province(seat)
        return None if limit is None or seat.province is None else max(0, limit - self.taken_by_province[seat.province])
