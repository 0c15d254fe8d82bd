"""Days as people count them, by the calendar of the place: today, tomorrow, in three days."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from members.choices import Zone


def days_left(moment: datetime, zone: str) -> int:
    """A session this evening is today, one after midnight tomorrow."""
    place = ZoneInfo(zone)
    return (moment.astimezone(place).date() - clock.now().astimezone(place).date()).days


def day_in_words(moment: datetime, zone: str) -> str:
    """Today, tomorrow, in 5 days; the weekday and date from a fortnight on."""
    days = days_left(moment, zone)
    if days <= 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    if days < 14:
        return ngettext("In %(days)d day", "In %(days)d days", days) % {"days": days}
    return date_format(moment.astimezone(ZoneInfo(zone)), "j F Y")


def moment_in_words(moment: datetime, zone: str) -> str:
    """Tomorrow, 09.30 WITA."""
    local = moment.astimezone(ZoneInfo(zone))
    return pgettext("a day and a time", "%(day)s, %(time)s %(zone)s") % {
        "day": day_in_words(moment, zone),
        "time": time_format(local, "H.i"),
        "zone": Zone(zone).label,
    }


def age_in_words(moment: datetime, zone: str) -> str:
    """Since today, since yesterday, for 5 days."""
    days = -days_left(moment, zone)
    if days <= 0:
        return _("since today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
