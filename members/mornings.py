"""When a person's morning is: mails that can wait come then, by the person's own clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core import clock
from members.choices import Zone

MORNING_HOUR = 7


def this_morning(zone: str) -> datetime:
    """Seven o'clock of the zone's present day, whether it has come or not."""
    local = clock.now().astimezone(ZoneInfo(zone))
    return local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)


def day_in(zone: str) -> date:
    return clock.now().astimezone(ZoneInfo(zone)).date()


def zones_awake() -> list[Zone]:
    """Where it is seven or later."""
    return [zone for zone in Zone if this_morning(zone) <= clock.now()]
