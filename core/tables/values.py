"""Numbers and dates of cells as the text that somebody meant."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

# Excel keeps fifteen digits of a number; whatever came behind is gone for good.
KEPT_DIGITS = 15
SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,3})")
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
IN_WORDS = re.compile(r"(?:[a-z']+\s*,\s*)?(\d{1,2})[\s.\-]+([a-z]+)\.?[\s\-]+(\d{4})")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb pebruari peb february", "maret mar march", "april apr", "mei may",
            "juni jun june", "juli jul july", "agustus agu agt ags agus aug august", "september sep sept",
            "oktober okt october oct", "november nov nop nopember", "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def number_of(raw: str) -> tuple[str, str]:
    """The digits of a number as the file has them, and a sentence where they are not all there."""
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        return raw.strip(), ""
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return raw.strip(), ""
    if value == value.to_integral_value():
        text = f"{value.to_integral_value():f}"
        return text, "" if _is_exact(value, text) else _lost(raw)
    return format(float(value), f".{KEPT_DIGITS}g"), ""


def digits_of_text(text: str) -> tuple[str, str]:
    """A text such as 1,98501E+17, which a program wrote for a long number; any other comes back as it was."""
    found = SCIENTIFIC.fullmatch(text.strip().lstrip("'"))
    if found is None or int(found[3]) < KEPT_DIGITS or int(found[3]) > 30:
        return text, ""
    return number_of(f"{found[1]}.{found[2] or '0'}E{found[3]}")


def _is_exact(value: Decimal, text: str) -> bool:
    """A long number that ends as its rounding would may have been rounded: nobody can tell."""
    return len(text.lstrip("-")) <= KEPT_DIGITS or int(Decimal(repr(float(value)))) != int(value)


def _lost(raw: str) -> str:
    return _(
        "The long number was kept as %(number)s, and its last digits are lost. Give the column the format “Text” and"
        " type the number anew."
    ) % {"number": _shown(raw)}


def _shown(raw: str) -> str:
    return f"{Decimal(raw):.5E}"


def date_text(raw: str, epoch: Any) -> tuple[str, str]:
    """Of a number that the file shows as a date."""
    try:
        value = from_excel(float(raw), epoch)
    except (ValueError, OverflowError, TypeError):
        return "", _("The cell is shown as a date and holds none. Give it the format “Text” and type it anew.")
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"), ""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}", ""
    return f"{value:%H:%M}", ""


def parse_date(text: str) -> date | None:
    """A day as people write it: 22/09/2020, 22-9-2020, 22 September 2020, Selasa, 22 Sep 2020, 2020-09-22.

    None where nothing stands; a ValueError with a sentence for what is no day.
    """
    plain = " ".join(text.split()).strip().lower()
    if not plain or plain == "-":
        return None
    try:
        if found := YEAR_FIRST.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := DAY_FIRST.fullmatch(plain):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := IN_WORDS.fullmatch(plain)) and found[2] in MONTHS:
            return date(int(found[3]), MONTHS[found[2]], int(found[1]))
    except ValueError:
        pass
    raise ValueError(
        _("“%(text)s” is no date that can be read. Write day, month and year: 22/09/2020 or 22 September 2020.")
        % {"text": text.strip()[:40]}
    )
