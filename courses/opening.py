"""When a material opens by the session that it belongs to, and which materials wait for which others: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from courses.choices import Opening


def opens_at(opening: str, days_before: int, starts_at: datetime, ends_at: datetime, zone: str) -> datetime | None:
    """None: at once. Some days before means from the beginning of that day at the batch's place."""
    if opening == Opening.START:
        return starts_at
    if opening == Opening.END:
        return ends_at
    if opening == Opening.BEFORE:
        place = ZoneInfo(zone)
        day = starts_at.astimezone(place).date() - timedelta(days=days_before)
        return datetime.combine(day, time.min, place)
    return None


def circle_from(start: int, needs: Mapping[int, Collection[int]]) -> list[int]:
    """A way from `start` over what each material needs back to `start`, or nothing."""
    ways: list[list[int]] = [[start]]
    seen: set[int] = set()
    while ways:
        way = ways.pop()
        for needed in sorted(needs.get(way[-1], ())):
            if needed == start:
                return [*way, start]
            if needed not in seen:
                seen.add(needed)
                ways.append([*way, needed])
    return []
