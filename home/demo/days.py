"""Moments of the demo's story: days of 2020, and days counted from the day of loading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import clock


def moment_of(day: date, minutes: int = 540, zone: str = "Asia/Jakarta") -> datetime:
    """`minutes` after midnight of `day` in the zone; nine in the morning in Jakarta unless told otherwise."""
    return datetime.combine(day, time(), ZoneInfo(zone)) + timedelta(minutes=minutes)


def today_in(zone: str) -> date:
    return clock.now().astimezone(ZoneInfo(zone)).date()
