"""Dates as templates write them, each written once: a timetable of forty sessions names two hundred, on few days and at
few hours, and Django reads the format anew for each.

Kept by all that such a text depends on: the minute on the clocks of the place, the format, the language.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from string import ascii_letters
from typing import Any

from django.template.defaultfilters import date as django_date
from django.utils.formats import date_format
from django.utils.translation import get_language

# What a format may ask for: days, months, years, hours and minutes; neither seconds nor anything of the zone.
KNOWN = frozenset("dDjlwzmMnFNbEyYHGhgiaAPf")
OTHERS = frozenset(ascii_letters) - KNOWN | {"\\"}
MOST = 5000


def date_in_words(value: Any, form: str | None = None) -> Any:
    """Django's filter `date`."""
    kind = value.__class__
    if kind is datetime and form and _is_known(form):
        return _said((value.year, value.month, value.day, value.hour, value.minute), form, get_language())
    if kind is date and form and _is_known(form):
        return _said((value.year, value.month, value.day), form, get_language())
    return django_date(value, form)


@lru_cache(maxsize=200)
def _is_known(form: str) -> bool:
    return OTHERS.isdisjoint(form)


@lru_cache(maxsize=MOST)
def _said(parts: tuple[int, ...], form: str, language: str | None) -> str:
    value = date(*parts) if len(parts) == len("ymd") else datetime(*parts)  # type: ignore[arg-type]
    return date_format(value, form)
