"""Numbers of exchange formats, written with a point and without groups; never by way of a float."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.formats.findings import RefusedError
from quizzes.items.numbers import shown

NUMBER = re.compile(r"[-+−]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][-+]?\d{1,3})?")
COMMA = re.compile(r"[-+−]?\d{1,60},\d{1,60}")
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){1,9},\d{1,20}")
HUNDRED = Decimal(100)


def number_of(text: str, warn: Callable[[str], None] | None = None) -> Decimal:
    plain = text.strip()
    if COMMA.fullmatch(plain) and len(plain.rpartition(",")[2]) != 3 and warn is not None:
        plain = plain.replace(",", ".")
        warn(_("“%(text)s” was read as %(number)s.") % {"text": text.strip(), "number": shown(Decimal(plain))})
    elif GROUPED.fullmatch(plain) and warn is not None:  # nothing else can be meant by it
        plain = plain.replace(".", "").replace(",", ".")
    if not NUMBER.fullmatch(plain):
        raise RefusedError(
            _("“%(text)s” is not a number. Write it like 1500.25, with a point and without groups.")
            % {"text": text.strip()[:40]}
        )
    return Decimal(plain.replace("−", "-"))


def share_of(percent: str) -> Decimal:
    """A part of the marks between −1 and 1, from percent."""
    value = number_of(percent.strip().rstrip("%"), lambda _sentence: None)
    if abs(value) > HUNDRED:
        raise RefusedError(
            _("A share of %(share)s %% is out of range: it lies between −100 and 100.") % {"share": value}
        )
    return value / HUNDRED


def percent_of(share: Decimal) -> str:
    """At most five decimals, without zeros at the end: `33.33333`, `-50`."""
    value = (share * HUNDRED).quantize(Decimal("0.00001")).normalize()
    return format(value if value else Decimal(0), "f")


def plain_number(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")
