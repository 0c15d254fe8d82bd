"""Shares of a mark: Decimal, five decimals, within 0..1; 0.99999 and more count as 1, so that three options of
33.33333 % are full."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

FIVE_DECIMALS = Decimal("0.00001")
NEARLY_ONE = Decimal("0.99999")
ZERO, ONE = Decimal(0), Decimal(1)


def clamped(value: Decimal) -> Decimal:
    """Five decimals, half up, within 0..1; what is as good as 1 is 1."""
    if not ZERO < value < ONE:
        return ONE if value > ZERO else ZERO
    rounded = value.quantize(FIVE_DECIMALS, rounding=ROUND_HALF_UP)
    return ONE if rounded >= NEARLY_ONE else rounded


def share(value: Fraction) -> Decimal:
    """An exact ratio as a share of a mark, rounded once, half up."""
    return clamped(Decimal((value * 200_000 + 1) // 2) * FIVE_DECIMALS)


def plain(value: Decimal) -> str:
    """One text for one number, however it was written: 70 and 70.00000 freeze to the same."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
