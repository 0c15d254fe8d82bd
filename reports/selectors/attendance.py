"""What a recap tells of attendance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from reports.selectors.recap_queries import ATTENDANCE, results_of


@dataclass(frozen=True)
class AttendanceShare:
    """`share` in percent of the JP held so far; the hours are None where only the share is on record."""

    share: Decimal
    attended: Decimal | None = None
    held: Decimal | None = None


def attendance_of(enrolments: Collection[int]) -> dict[int, AttendanceShare]:
    """Those of whom attendance is on record. One query, however many."""
    return {pk: AttendanceShare(value) for pk, _key, value in results_of(enrolments, [ATTENDANCE])}
