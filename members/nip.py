"""The two 18-digit numbers of civil servants, NIP and NI PPPK: taken apart, checked, shown.

A NIP is birth date (yyyymmdd), start month (yyyymm), sex (1 or 2) and a serial of three. A NI PPPK has in place of the
start month the year of first appointment and a counter of contracts, so the month rule does not hold for it.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from members.choices import NumberKind

PARTS = re.compile(r"([0-9]{8})([0-9]{6})([0-9])([0-9]{3})")
SEPARATORS = re.compile(r"[\s.\-\u2013]+")
OLDEST_YEAR = 1900


@dataclass(frozen=True)
class ParsedNumber:
    """A number without faults. `second` is the start month of a NIP, the contract counter of a NI PPPK."""

    digits: str
    birth_date: date
    start_year: int
    second: int
    sex: int
    serial: str


def normalise(value: str) -> str:
    """The bare digits of what somebody typed: spaces, dots and hyphens between the groups are taken out."""
    return SEPARATORS.sub("", value)


def looks_like_number(value: str) -> bool:
    return PARTS.fullmatch(normalise(value)) is not None


def group(number: str) -> str:
    """The number in its groups of 8, 6, 1 and 3; anything else comes back as it was."""
    match = PARTS.fullmatch(number)
    return " ".join(match.groups()) if match else number


def mask(number: str) -> str:
    """What strangers may see of a number: the last three digits, since the others tell birth date and sex."""
    return f"•••{number[-3:]}" if number else ""


def parse(kind: str, value: str, *, today: date | None = None) -> ParsedNumber:
    """The number's parts, or a ValidationError with one sentence for each fault."""
    digits = normalise(value)
    match = PARTS.fullmatch(digits)
    if match is None:
        raise ValidationError([_not_18_digits(kind, digits)])
    day = today or timezone.localdate(clock.now())
    first, middle, sex, serial = match.groups()
    faults: list[ValidationError] = []
    birth_date = _birth_date(first, day, faults)
    start_year, second = int(middle[:4]), int(middle[4:])
    _check_start(kind, start_year, second, birth_date, day, faults)
    if sex not in "12":
        faults.append(
            ValidationError(_("The 15th digit tells the sex: it must be 1 or 2, not %(sex)s."), "sex", {"sex": sex})
        )
    if serial == "000":
        faults.append(ValidationError(_("The last three digits are a serial: they start at 001."), "serial"))
    if faults or birth_date is None:
        raise ValidationError(faults)
    return ParsedNumber(digits, birth_date, start_year, second, int(sex), serial)


def validate(kind: str, value: str) -> None:
    """Refuse a number that its kind does not allow; no number at all is for the model's constraint to judge."""
    if kind != NumberKind.NONE and value:
        parse(kind, value)


def _not_18_digits(kind: str, digits: str) -> ValidationError:
    label = "NI PPPK" if kind == NumberKind.NI_PPPK else "NIP"
    if digits.isascii() and digits.isdigit():
        return ValidationError(
            _("A %(label)s has 18 digits; this one has %(count)d."), "length", {"label": label, "count": len(digits)}
        )
    return ValidationError(_("A %(label)s is made of 18 digits and nothing else."), "digits", {"label": label})


def _birth_date(digits: str, today: date, faults: list[ValidationError]) -> date | None:
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        found = None
    if found is None or found.year < OLDEST_YEAR or found >= today:
        message = _("The first 8 digits must be a birth date, year, month and day: %(digits)s is none.")
        faults.append(ValidationError(message, "birth_date", {"digits": digits}))
        return None
    return found


def _check_start(
    kind: str, year: int, second: int, birth_date: date | None, today: date, faults: list[ValidationError]
) -> None:
    born = birth_date.year if birth_date else OLDEST_YEAR
    if kind == NumberKind.NI_PPPK:
        if not born < year <= today.year:
            message = _(
                "Digits 9 to 12 must be the year of first appointment, after the birth year and not in the "
                "future: %(year)04d is not."
            )
            faults.append(ValidationError(message, "start_year", {"year": year}))
        return
    if not 1 <= second <= 12:
        message = _("Digits 13 and 14 must be the month of appointment, 01 to 12: %(month)02d is none.")
        faults.append(ValidationError(message, "start_month", {"month": second}))
    elif not born < year or (year, second) > (today.year, today.month):
        message = _(
            "Digits 9 to 14 must be the month of appointment, after the birth year and not in the future: "
            "%(year)04d-%(month)02d is not."
        )
        faults.append(ValidationError(message, "start_year", {"year": year, "month": second}))
