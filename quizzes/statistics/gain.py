"""What people learnt between a pre-test and a post-test, each measured against what they could still learn."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.statistics.figures import Figure, Undefined

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class EffectSize:
    """Standardised mean change of matched pairs, with its 95 % interval (Borenstein and others, Introduction to
    Meta-Analysis, 2009, formulas 4.26 to 4.29)."""

    d: float
    standard_error: float

    @property
    def interval(self) -> tuple[float, float]:
        return self.d - NORMAL_95 * self.standard_error, self.d + NORMAL_95 * self.standard_error


@dataclass(frozen=True)
class GainFigures:
    """Means in percent, of those who sat both. `normalised_gain`: what was won of what could be won, by the means (Hake
    1998). `only_before`, `only_after`: who sat one test alone, by name."""

    matched: int
    only_before: tuple[Hashable, ...]
    only_after: tuple[Hashable, ...]
    mean_before: Figure
    mean_after: Figure
    normalised_gain: Figure
    effect: EffectSize | Undefined


def gain_between(before: Mapping[Hashable, Decimal], after: Mapping[Hashable, Decimal]) -> GainFigures:
    """Percent by person, before and after."""
    both = [name for name in before if name in after]
    first = [Fraction(before[name]) for name in both]
    second = [Fraction(after[name]) for name in both]
    nobody = Undefined(_("Nobody sat both tests."))
    return GainFigures(
        matched=len(both),
        only_before=tuple(name for name in before if name not in after),
        only_after=tuple(name for name in after if name not in before),
        mean_before=float(_mean(first)) if both else nobody,
        mean_after=float(_mean(second)) if both else nobody,
        normalised_gain=normalised_gain(_mean(first), _mean(second)) if both else nobody,
        effect=_effect(first, second) if both else nobody,
    )


def normalised_gain(before: Fraction, after: Fraction) -> Figure:
    if before >= 100:
        return Undefined(_("There was nothing left to win."))
    return float((after - before) / (100 - before))


def effect_size(*, mean_change: float, sd_of_change: float, correlation: float, pairs: int) -> EffectSize:
    """The change in units of the spread within one test, so that it compares with studies of two groups."""
    likeness = 2 * (1 - correlation)
    d = mean_change / (sd_of_change / math.sqrt(likeness))
    return EffectSize(d, math.sqrt((1 / pairs + d * d / (2 * pairs)) * likeness))


def _effect(first: Sequence[Fraction], second: Sequence[Fraction]) -> EffectSize | Undefined:
    pairs = len(first)
    if pairs < 3:
        return Undefined(_("At least %(count)d people who sat both tests are needed.") % {"count": 3})
    spread_before, spread_after = _covariance(first, first), _covariance(second, second)
    changes = [later - earlier for earlier, later in zip(first, second, strict=True)]
    spread_of_change = _covariance(changes, changes)
    if not spread_before or not spread_after:
        return Undefined(_("In one of the tests everybody has the same score."))
    if not spread_of_change:
        return Undefined(_("Everybody changed by the same."))
    correlation = float(_covariance(first, second)) / math.sqrt(spread_before * spread_after)
    if correlation >= 1:
        return Undefined(_("Both tests put everybody in exactly the same relation."))
    return effect_size(
        mean_change=float(_mean(changes)),
        sd_of_change=math.sqrt(spread_of_change),
        correlation=correlation,
        pairs=pairs,
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _covariance(first: Sequence[Fraction], second: Sequence[Fraction]) -> Fraction:
    centre, other = _mean(first), _mean(second)
    products = ((one - centre) * (two - other) for one, two in zip(first, second, strict=True))
    return sum(products, Fraction(0)) / (len(first) - 1)
