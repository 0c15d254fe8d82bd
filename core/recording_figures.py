"""How long and how large a recording is, as a person reads it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


def played_in(seconds: float) -> str:
    """3.20 for three minutes and twenty seconds, as Indonesian writes times; 1.05.00 with an hour."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    mark = pgettext("between minutes and seconds", ":")
    parts = [str(hours), f"{minutes:02d}"] if hours else [str(minutes)]
    return mark.join([*parts, f"{rest:02d}"])


def size_shown(size: int) -> str:
    """In MB from the first on, so that readers compare one unit; kB below that, GB for what no phone fetches."""
    if size < MEGABYTE:
        return _("%(size)s kB") % {"size": number_format(max(1, round(size / 1024)))}
    if size >= GIGABYTE:
        return _("%(size)s GB") % {"size": number_format(size / GIGABYTE, decimal_pos=1)}
    return _("%(size)s MB") % {"size": number_format(size / MEGABYTE, decimal_pos=1)}
