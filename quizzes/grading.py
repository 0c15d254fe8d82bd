"""From fractions to a score, a percentage, and a pass. Pure: the same input gives the same outcome for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from quizzes.items.fractions import FIVE_DECIMALS, ZERO


@dataclass(frozen=True)
class MarkedItem:
    slot: int
    fraction: Decimal
    marks: Decimal

    @property
    def points(self) -> Decimal:
        return self.fraction * self.marks


def points_of(items: Iterable[MarkedItem]) -> Decimal:
    return sum((item.points for item in items), ZERO)


def percent(points: Decimal, maximum: Decimal) -> Decimal:
    """For records and screens: five decimals, never rounded up over a pass mark."""
    return (points * 100 / maximum).quantize(FIVE_DECIMALS, rounding=ROUND_DOWN) if maximum else ZERO


def whole(value: Decimal | float) -> int:
    """For screens that show no decimals: rounded half up, as everywhere."""
    return int(Decimal(str(value)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def passes(points: Decimal, maximum: Decimal, pass_mark: Decimal) -> bool:
    """Compared without rounding, by multiplying out."""
    return maximum > 0 and points * 100 >= pass_mark * maximum
