"""Teaching hours (JP): pure arithmetic on decimals, never on floats.

The rows of a certificate's reverse must add up to the total on its front. Rounding each row by itself breaks that
(four sessions of 1.33 make 5 JP, not 4), so the total is rounded first and its hours are handed to the rows by largest
remainder.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from courses.choices import Rounding

WHOLE = Decimal(1)
HUNDREDTH = Decimal("0.01")


def teaching_hours(minutes: int, *, minutes_per_jp: int, rounding: Rounding | str) -> Decimal:
    """What one session of `minutes` counts by the course's rule."""
    return rounded(Decimal(minutes) / Decimal(minutes_per_jp), rounding)


def rounded(hours: Decimal, rounding: Rounding | str) -> Decimal:
    if rounding == Rounding.DOWN:
        return hours.quantize(WHOLE, ROUND_DOWN)
    if rounding == Rounding.HALF_UP:
        return hours.quantize(WHOLE, ROUND_HALF_UP)
    return hours.quantize(HUNDREDTH, ROUND_HALF_UP)


def total_of(rows: Iterable[Decimal], rounding: Rounding | str) -> Decimal:
    return rounded(sum(rows, Decimal(0)), rounding)


def settle(rows: Sequence[Decimal], rounding: Rounding | str) -> list[Decimal]:
    """The rows as printed: each within one step of what it was, together exactly `total_of(rows)`."""
    step = HUNDREDTH if rounding == Rounding.EXACT else WHOLE
    settled = [row.quantize(step, ROUND_DOWN) for row in rows]
    missing = int((total_of(rows, rounding) - sum(settled, Decimal(0))) / step)
    by_remainder = sorted(range(len(rows)), key=lambda index: (settled[index] - rows[index], index))
    for index in by_remainder[:missing]:
        settled[index] += step
    return settled
