from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.statistics.figures import Figure, Undefined, covariance, mean, root, variance
from quizzes.statistics.table import MarksTable, WholeMarks

EXTREME = Fraction(27, 100)


@dataclass(frozen=True)
class ItemFigures:
    """`facility`: the mean as a share of the maximum. `sd`: in marks. `discrimination_index`: the correlation with the
    rest of the test, in percent; `discriminative_efficiency`: the same as a share of what these marks would allow, in
    percent. `intended_weight`, `effective_weight`: the part of the whole by maximum marks, and the part of the spread
    of totals that the item makes, in percent. `upper_lower`: how much more the best 27 % earn than the last 27 %, as a
    share of the maximum."""

    name: str
    maximum: float
    facility: Figure
    sd: Figure
    discrimination_index: Figure
    discriminative_efficiency: Figure
    intended_weight: Figure
    effective_weight: Figure
    upper_lower: Figure


def figures_of_items(table: MarksTable) -> list[ItemFigures]:
    whole = table.whole
    weights = _effective_weights(whole)
    return [_figures_of(table, whole, column, weights[column]) for column in range(len(table.items))]


def _figures_of(table: MarksTable, whole: WholeMarks, column: int, weight: Figure) -> ItemFigures:
    maximum = Fraction(table.maxima[column])
    marks, rest = whole.columns[column], whole.rest(column)
    index, efficiency = _discrimination(marks, rest)
    return ItemFigures(
        name=table.items[column],
        maximum=float(maximum),
        facility=_share(mean(marks) / whole.scale, maximum) if marks else no_attempts(),
        sd=root(variance(marks)) / whole.scale if len(marks) > 1 else one_attempt(),
        discrimination_index=index,
        discriminative_efficiency=efficiency,
        intended_weight=_share(100 * maximum, Fraction(table.maximum)),
        effective_weight=weight,
        upper_lower=_upper_lower(marks, whole.totals, maximum * whole.scale),
    )


def no_attempts() -> Undefined:
    return Undefined(_("There are no attempts."))


def one_attempt() -> Undefined:
    return Undefined(_("At least two attempts are needed."))


def _share(value: Fraction, whole: Fraction) -> Figure:
    return float(value / whole) if whole else Undefined(_("The maximum is 0."))


def _discrimination(marks: Sequence[int], rest: Sequence[int]) -> tuple[Figure, Figure]:
    if len(marks) < 2:
        return one_attempt(), one_attempt()
    spread, spread_of_rest = variance(marks), variance(rest)
    if not spread or not spread_of_rest:
        why = (
            _("Everybody has the same mark.") if not spread else _("The other marks add up to the same for everybody.")
        )
        return Undefined(why), Undefined(why)
    both = covariance(marks, rest)
    index = 100 * float(both) / math.sqrt(spread * spread_of_rest)
    # Marks and rests each in their order: no other pairing of the two goes together more closely.
    most = covariance(sorted(marks), sorted(rest))
    return index, float(100 * both / most)


def _effective_weights(whole: WholeMarks) -> list[Figure]:
    """By the root of each item's covariance with the total. One that runs against the total has none, as in Moodle."""
    if len(whole.totals) < 2:
        return [one_attempt() for _column in whole.columns]
    shares = [covariance(column, whole.totals) for column in whole.columns]
    everything = math.fsum(math.sqrt(share) for share in shares if share >= 0)
    found: list[Figure] = []
    for share in shares:
        if share < 0:
            found.append(Undefined(_("The item runs against the total.")))
        elif not everything:
            found.append(Undefined(_("All totals are the same.")))
        else:
            found.append(100 * math.sqrt(share) / everything)
    return found


def _upper_lower(marks: Sequence[int], totals: Sequence[int], maximum: Fraction) -> Figure:
    if len(marks) < 2:
        return one_attempt()
    if not maximum:
        return Undefined(_("The maximum is 0."))
    size = max(1, math.floor(len(marks) * EXTREME + Fraction(1, 2)))
    pairs = list(zip(totals, marks, strict=True))
    upper = _mean_of_first(sorted(pairs, key=lambda pair: -pair[0]), size)
    lower = _mean_of_first(sorted(pairs, key=lambda pair: pair[0]), size)
    return float((upper - lower) / maximum)


def _mean_of_first(pairs: Sequence[tuple[int, int]], size: int) -> Fraction:
    """Where equal totals compete for the last seats each of them gets the same part of a seat: the order of rows must
    not matter."""
    border = pairs[size - 1][0]
    inside = [mark for total, mark in pairs[:size] if total != border]
    level = [mark for total, mark in pairs if total == border]
    seats = size - len(inside)
    return (sum(inside) + Fraction(seats * sum(level), len(level))) / size
