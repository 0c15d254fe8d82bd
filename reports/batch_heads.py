"""What stands above every report of a batch: the facts of the training."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import Batch


def days_in_words(first: date, last: date) -> str:
    """“22 September 2020”, “22–24 September 2020”, “30 November – 2 Desember 2020”."""
    if first == last:
        return date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    begin = date_format(first, "j F" if first.year == last.year else "j F Y")
    return f"{begin} – {date_format(last, 'j F Y')}"


def place_of(batch: Batch) -> str:
    return batch.venue if batch.city in batch.venue else f"{batch.venue}, {batch.city}".lstrip(", ")


def facts_of(batch: Batch) -> list[tuple[str, str]]:
    return [
        (_("Course"), batch.course.title),
        (_("Batch"), batch.name),
        (_("Organiser"), batch.course.organiser_name),
        (_("Place"), place_of(batch)),
        (_("Dates"), days_in_words(batch.starts_on, batch.ends_on)),
    ]
