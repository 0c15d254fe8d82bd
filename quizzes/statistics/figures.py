"""A figure, or the words why there is none; and the sums that figures are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Undefined:
    """There is no such figure here; `why` is a sentence."""

    why: str


Figure = float | Undefined


def mean(values: Sequence[int]) -> Fraction:
    return Fraction(sum(values), len(values))


def variance(values: Sequence[int]) -> Fraction:
    """Of a sample: divided by n - 1."""
    return covariance(values, values)


def covariance(first: Sequence[int], second: Sequence[int]) -> Fraction:
    count = len(first)
    products = sum(one * other for one, other in zip(first, second, strict=True))
    return Fraction(count * products - sum(first) * sum(second), count * (count - 1))


def central_sum(values: Sequence[int], power: int) -> Fraction:
    """The sum of the differences to the mean, each raised to a power."""
    count, total = len(values), sum(values)
    return Fraction(sum((count * value - total) ** power for value in values), count**power)


def root(value: Fraction) -> float:
    return math.sqrt(value)
