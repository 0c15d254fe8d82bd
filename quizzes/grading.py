"""Answers in, fractions out. Pure: no database, no clock; the same input gives the same mark for ever.

Fractions keep five decimals and lie in 0..1; 0.99999 and more count as 1, so that three options of 33.33333 % are full.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

from quizzes.choices import Marking

FIVE_DECIMALS = Decimal("0.00001")
NEARLY_ONE = Decimal("0.99999")
ZERO, ONE = Decimal(0), Decimal(1)


class KeyProblem(Enum):
    """Why a key cannot be published."""

    NO_RIGHT_OPTION = "no_right_option"
    BEST_IS_NOT_ONE = "best_is_not_one"
    ALL_TICKED_IS_ONE = "all_ticked_is_one"


@dataclass(frozen=True)
class ItemKey:
    """What is right: a fraction for each option, and the rule that adds them up."""

    method: Marking
    fractions: Mapping[str, Decimal]

    @property
    def right(self) -> frozenset[str]:
        return frozenset(option for option, fraction in self.fractions.items() if fraction > ZERO)

    def to_json(self) -> dict[str, Any]:
        return {
            "method": str(self.method.value),
            "fractions": {option: plain(value) for option, value in self.fractions.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ItemKey":
        return cls(Marking(data["method"]), {option: Decimal(value) for option, value in data["fractions"].items()})


@dataclass(frozen=True)
class MarkedItem:
    slot: int
    fraction: Decimal
    marks: Decimal

    @property
    def points(self) -> Decimal:
        return self.fraction * self.marks


def clamped(value: Decimal) -> Decimal:
    """Five decimals, half up, within 0..1; what is as good as 1 is 1."""
    rounded = value.quantize(FIVE_DECIMALS, rounding=ROUND_HALF_UP)
    if rounded >= NEARLY_ONE:
        return ONE
    return max(rounded, ZERO)


def fraction_for(key: ItemKey, answer: Iterable[str] | None) -> Decimal:
    """The fraction that the ticked options earn; blank earns 0, an option that the key does not know is wrong."""
    chosen = frozenset(answer or ())
    if not chosen:
        return ZERO
    if key.method == Marking.ONE_RIGHT:
        only = next(iter(chosen)) if len(chosen) == 1 else ""
        return clamped(key.fractions.get(only, ZERO))
    if key.method == Marking.ALL_OR_NOTHING:
        return ONE if chosen == key.right else ZERO
    if key.method == Marking.SUM_OF_FRACTIONS:
        return clamped(sum((key.fractions.get(option, ZERO) for option in chosen), ZERO))
    hits, misses = len(chosen & key.right), len(chosen - key.right)
    return clamped(Decimal(hits - misses) / len(key.right)) if key.right else ZERO


def problems_of(key: ItemKey) -> list[KeyProblem]:
    """The reasons against publishing: the best answer must earn exactly 1, and ticking everything must not."""
    if not key.right:
        return [KeyProblem.NO_RIGHT_OPTION]
    found = []
    if key.method == Marking.ONE_RIGHT:
        best = clamped(max(key.fractions.values()))
    else:
        best = fraction_for(key, key.right)
        if fraction_for(key, key.fractions) == ONE:
            found.append(KeyProblem.ALL_TICKED_IS_ONE)
    if best != ONE or (
        key.method == Marking.SUM_OF_FRACTIONS
        and sum(key.fractions[option] for option in key.right) > ONE + FIVE_DECIMALS
    ):
        found.append(KeyProblem.BEST_IS_NOT_ONE)
    return found


def equal_fractions(options: Mapping[str, bool]) -> dict[str, Decimal]:
    """Partial credit where the author only said right or wrong: the right share 1, the wrong ones take it away."""
    up, down = (iter(_shares(sum(is_right is side for is_right in options.values()))) for side in (True, False))
    return {option: next(up) if is_right else -next(down) for option, is_right in options.items()}


def _shares(count: int) -> list[Decimal]:
    """1 in `count` parts of five decimals that add up to exactly 1."""
    if not count:
        return []
    each, left = divmod(100_000, count)
    return [(each + (place < left)) * FIVE_DECIMALS for place in range(count)]


def plain(value: Decimal) -> str:
    """One text for one number, however it was written: 70 and 70.00000 freeze to the same."""
    return format(value.normalize(), "f")


def points_of(items: Iterable[MarkedItem]) -> Decimal:
    return sum((item.points for item in items), ZERO)


def percent(points: Decimal, maximum: Decimal) -> Decimal:
    """For records and screens: five decimals, never rounded up over a pass mark."""
    return (points * 100 / maximum).quantize(FIVE_DECIMALS, rounding=ROUND_DOWN) if maximum else ZERO


def passes(points: Decimal, maximum: Decimal, pass_mark: Decimal) -> bool:
    """Compared without rounding, by multiplying out."""
    return maximum > 0 and points * 100 >= pass_mark * maximum
