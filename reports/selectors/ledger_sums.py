"""What all who fit have together, and what those of each office have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from core.prepared import prepared
from members.models import Office, User
from reports.selectors.jp_year import YearlyHours
from reports.selectors.ledger import (
    Ledger,
    People,
    everybody_in,
    hours_of,
    in_jp,
    people_of,
    with_hours,
    with_offices,
)


@dataclass(frozen=True)
class LedgerSums:
    people: int = 0
    asked: int = 0
    """Of how many something is asked at least."""
    under: int = 0
    jp: Decimal = Decimal(0)

    @property
    def reached(self) -> int:
        return self.asked - self.under

    def __add__(self, other: LedgerSums) -> LedgerSums:
        return LedgerSums(
            self.people + other.people, self.asked + other.asked, self.under + other.under, self.jp + other.jp
        )


@dataclass(frozen=True)
class OfficeSums(LedgerSums):
    office: int = 0
    name: str = ""


def ledger_sums(ledger: Ledger) -> LedgerSums:
    """One query: how many have which hours, of which there are few, rather than each row's hours once for each sum."""
    if ledger.wanted.is_narrowed:
        counted: Iterable[tuple[int, str, int]] = _numbers(with_hours(people_of(ledger), ledger), "hours")
    else:
        worth = ledger.worth
        counted = _numbers_of_all(ledger.user, ledger.day, worth.is_whole, worth.batches, worth.hundredths)
    return _together(counted, ledger.asked)


def ledger_by_office(ledger: Ledger) -> list[OfficeSums]:
    """By their names. Two queries: those are looked up once each, not for everybody who works there."""
    if ledger.wanted.is_narrowed:
        people = with_offices(with_hours(people_of(ledger), ledger), ledger.day)
        counted: Iterable[tuple[int, int, str, int]] = _numbers(people, "office_pk", "hours")
    else:
        worth = ledger.worth
        counted = _numbers_by_office(ledger.user, ledger.day, worth.is_whole, worth.batches, worth.hundredths)
    of_office: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for office, hundredths, kind, number in counted:
        of_office[office].append((hundredths, kind, number))
    names = dict(_names())
    found = []
    for office, rows in of_office.items():
        told = _together(rows, ledger.asked)
        found.append(OfficeSums(told.people, told.asked, told.under, told.jp, office, names[office]))
    return sorted(found, key=lambda row: (row.name, row.office))


def _together(counted: Iterable[tuple[int, str, int]], asked: Mapping[str, YearlyHours]) -> LedgerSums:
    """Of rows of hours in hundredths, kind of staff and how many have these."""
    sums = LedgerSums()
    for hundredths, kind, number in counted:
        jp, least = in_jp(hundredths), asked[kind].at_least
        bound = number if least is not None else 0
        sums += LedgerSums(number, bound, bound if least is not None and jp < least else 0, jp * number)
    return sums


@prepared
def _numbers_of_all(
    user: User, day: date, is_whole: bool, batches: tuple[int, ...], hundredths: tuple[int, ...]
) -> QuerySet[User, tuple[int, str, int]]:
    people = everybody_in(user, day).annotate(hours=hours_of(user, is_whole, batches, hundredths))
    return _numbers(people, "hours")


@prepared
def _numbers_by_office(
    user: User, day: date, is_whole: bool, batches: tuple[int, ...], hundredths: tuple[int, ...]
) -> QuerySet[User, tuple[int, int, str, int]]:
    people = everybody_in(user, day).annotate(hours=hours_of(user, is_whole, batches, hundredths))
    return _numbers(with_offices(people, day), "office_pk", "hours")


def _numbers(people: People, *by: str) -> QuerySet[User, Any]:
    rows: QuerySet[User, Any] = people.order_by().values_list(*by, "number_kind").annotate(number=Count("pk"))
    return rows


@prepared
def _names() -> QuerySet[Office, tuple[int, str]]:
    return Office.objects.order_by().values_list("pk", "name")
