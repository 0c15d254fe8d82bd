"""Official running numbers by a pattern that is data: `{seq:03}/{class}/{series}/{month:roman}/{year}`. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import DomainError

TOKEN = re.compile(r"\{([^{}]*)\}")
SEQUENCE = re.compile(r"seq(?::0([1-9]))?")
PLAIN_TOKENS = {"series", "class", "month", "month:roman", "year"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MAX_PATTERN = 100
MAX_NUMBER = 120
MAX_SEQUENCE = 999_999
FORBIDDEN = re.compile(r"[^\w .,:;/()\-]")


class PatternError(DomainError):
    """The pattern would not give every certificate a number of its own; the message says what to change."""


@dataclass(frozen=True)
class NumberParts:
    """What a pattern's tokens stand for. `day` is the day of issue that is printed on the paper."""

    sequence: int
    series: str
    classification: str
    day: date


def check_pattern(pattern: str) -> None:
    """Raise PatternError unless numbers made by the pattern are readable and can never meet within a series."""
    if not pattern.strip():
        raise PatternError(_("The pattern is empty."))
    if len(pattern) > MAX_PATTERN:
        raise PatternError(_("The pattern is longer than %(limit)d characters.") % {"limit": MAX_PATTERN})
    literal = TOKEN.sub("", pattern)
    if "{" in literal or "}" in literal:
        raise PatternError(_("A curly bracket is not closed: tokens look like {seq:03}."))
    if strange := FORBIDDEN.search(literal):
        raise PatternError(
            _("The character “%(character)s” may not stand in a number.") % {"character": strange.group()}
        )
    names = TOKEN.findall(pattern)
    for name in names:
        if name not in PLAIN_TOKENS and not SEQUENCE.fullmatch(name):
            raise PatternError(
                _("{%(token)s} is unknown. Known: {seq}, {seq:03}, {series}, {class}, {month}, {month:roman}, {year}.")
                % {"token": name}
            )
    sequences = [name for name in names if SEQUENCE.fullmatch(name)]
    if len(sequences) != 1:
        raise PatternError(_("The running number {seq} must stand in the pattern exactly once."))
    if "year" not in names:
        raise PatternError(_("{year} is missing: the running number starts again each year, so numbers would meet."))
    if re.search(r"\{seq[^}]*\}(\d|\{(year|month)\})|(\d|\{(year|month)\})\{seq", pattern):
        raise PatternError(_("Put a sign such as / between {seq} and digits beside it: 1 and 12021 could look alike."))


def format_number(pattern: str, parts: NumberParts) -> str:
    """The printed number; raises PatternError for a pattern that `check_pattern` refuses."""
    check_pattern(pattern)
    if parts.sequence < 1:
        raise PatternError(_("A running number starts at 1."))

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if sequence := SEQUENCE.fullmatch(name):
            return f"{parts.sequence:0{sequence.group(1) or 1}d}"
        return {
            "series": parts.series,
            "class": parts.classification,
            "month": f"{parts.day.month:02d}",
            "month:roman": ROMAN[parts.day.month - 1],
            "year": f"{parts.day.year:04d}",
        }[name]

    number = TOKEN.sub(fill, pattern).strip()
    if len(number) > MAX_NUMBER:
        raise PatternError(_("Numbers of this pattern are longer than %(limit)d characters.") % {"limit": MAX_NUMBER})
    return number


def preview_numbers(pattern: str, *, series: str, classification: str, day: date, after: int = 0) -> list[str]:
    """The next three numbers, as an editor sees them before saving."""
    return [
        format_number(pattern, NumberParts(sequence, series, classification, day))
        for sequence in range(after + 1, after + 4)
    ]
