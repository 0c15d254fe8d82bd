"""Numbers as people in Indonesia write them, read exactly or not at all.

A comma stands before decimals and points part thousands: `1.500,25`. What cannot be meant so is read the other way
round (`1,500.25`, `1.5`, `0.500`); a lone `1.500` is 1500. `Rp`, `%`, `,-` and blanks are understood, so are exponents
(`1,5e3`, `1,5 × 10^3`, `10³`). What fits no rule is not a number: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats

from quizzes.items.fractions import plain

LONGEST = 80
MOST_DIGITS = 40
HIGHEST_EXPONENT = 40

_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\ufe63": "-", "\uff0d": "-"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RUPIAH_TAIL = re.compile(r",-$")
_START = re.compile(r"(?P<sign>[+-]?) ?(?:(?P<money>rp\.?|idr) ?)?(?P<second>[+-]?) ?", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"10 ?(?:\^ ?\(?(?P<plain>[+-]?[0-9]{1,3})\)?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))")
_DIGITS = re.compile(r"(?:[0-9]|[.,](?=[0-9]))(?:[0-9]|[.,](?=[0-9])| (?=[0-9]{3}(?![0-9])))*")
_EXPONENT = re.compile(r"[eE] ?(?P<exponent>[+-]?[0-9]{1,3})(?![0-9A-Za-z])")
_TIMES = re.compile(r" ?[x×*·] ?")
# Begins with a letter or a sign of measure, and is no rest of a number that was not understood (1e, 0x1F).
_UNIT = re.compile(r"(?![xX] ?[0-9])(?![eE](?:$|[0-9+-]))(?:[^\W\d_]|[%‰°′″])")

_WHOLE = re.compile(r"[0-9]+")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_DECIMAL = re.compile(r"(?P<whole>[0-9]*)[.,](?P<decimals>[0-9]+)")


@dataclass(frozen=True)
class Reading:
    """A number and what stood around it: `unit` is the text behind it, or `Rp` from before it."""

    value: Decimal
    unit: str = ""


def shown(value: Decimal) -> str:
    """As the reader's language writes it: 1.500,25 or 1,500.25."""
    whole, _point, decimals = plain(value).partition(".")
    number = formats.number_format(int(whole), use_l10n=True, force_grouping=True)
    if whole == "-0":
        number = f"-{number}"
    return number + formats.get_format("DECIMAL_SEPARATOR") + decimals if decimals else number


def read_number(text: str) -> Reading | None:
    """None where the text is not one number with, at most, a unit."""
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip().translate(_MINUS)
    if not text or len(text) > LONGEST:
        return None
    text = _RUPIAH_TAIL.sub("", text)
    start = _START.match(text)
    assert start is not None  # noqa: S101  every part of it is optional
    if start["sign"] and start["second"]:
        return None
    negative = "-" in (start["sign"], start["second"])
    found = _unsigned(text[start.end() :])
    if found is None:
        return None
    value, rest = found
    unit = rest.strip().removesuffix(".").strip() if rest.strip(" .") else ""
    if rest.startswith((",", ".")) and rest not in {".", ". "}:
        return None
    if start["money"]:
        if unit:
            return None
        unit = "Rp"
    if unit and not _UNIT.match(unit):
        return None
    return Reading(value.copy_negate() if negative and value else value, unit)


def _unsigned(text: str) -> tuple[Decimal, str] | None:
    """The number at the start, and what follows it."""
    if power := _POWER_OF_TEN.match(text):
        return _scaled(Decimal(1), _power(power), text[power.end() :])
    digits = _DIGITS.match(text)
    if digits is None or sum(char.isdecimal() for char in digits[0]) > MOST_DIGITS:
        return None
    rest = text[digits.end() :]
    exponent = _EXPONENT.match(rest.lstrip(" ")) if rest[:2].strip()[:1] in {"e", "E"} else None
    times = _TIMES.match(rest)
    power = _POWER_OF_TEN.match(rest[times.end() :]) if times else None
    mantissa = _plain_number(digits[0], grouped=not (exponent or power))
    if mantissa is None:
        return None
    if exponent:
        return _scaled(mantissa, int(exponent["exponent"]), rest.lstrip(" ")[exponent.end() :])
    if times and power:
        return _scaled(mantissa, _power(power), rest[times.end() + power.end() :])
    return mantissa, rest


def _power(found: re.Match[str]) -> int:
    return int(found["plain"] or found["raised"].translate(_RAISED))


def _scaled(mantissa: Decimal, exponent: int, rest: str) -> tuple[Decimal, str] | None:
    if abs(exponent) > HIGHEST_EXPONENT:
        return None
    sign, digits, own = mantissa.as_tuple()
    assert isinstance(own, int)  # noqa: S101  neither infinite nor not a number
    return Decimal((sign, digits, own + exponent)), rest


def _plain_number(text: str, *, grouped: bool) -> Decimal | None:
    """Digits with points, commas and blanks. In front of an exponent a lone point parts no thousands."""
    if _WHOLE.fullmatch(text):
        return Decimal(text)
    if " " in text:
        head, mark, tail = text.partition(",") if "," in text else text.partition(".")
        if not _BLANK_GROUPS.fullmatch(head) or (mark and not _WHOLE.fullmatch(tail)):
            return None
        return Decimal(head.replace(" ", "") + (f".{tail}" if mark else ""))
    if "." in text and "," in text:
        decimal = max(".", ",", key=text.rfind)
        head, _mark, tail = text.rpartition(decimal)
        groups = _COMMAS if decimal == "." else _POINTS
        return Decimal(re.sub("[.,]", "", head) + "." + tail) if groups.fullmatch(head) else None
    if _POINTS.fullmatch(text) and (grouped or text.count(".") > 1):
        return Decimal(text.replace(".", ""))
    if text.count(",") > 1 and _COMMAS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    lone = _DECIMAL.fullmatch(text)
    return Decimal(f"{lone['whole'] or 0}.{lone['decimals']}") if lone else None
