from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.statistics.figures import Figure, Undefined, central_sum, mean, root, variance
from quizzes.statistics.items import no_attempts, one_attempt
from quizzes.statistics.table import MarksTable, WholeMarks


@dataclass(frozen=True)
class QuizFigures:
    """`mean`, `median`, `sd`, `standard_error` in marks. `alpha`: Cronbach's; where every item is worth all or nothing
    (`is_kr20`) that is KR-20. `error_ratio`: the standard error as a share of the spread, in percent."""

    attempts: int
    items: int
    maximum: float
    mean: Figure
    median: Figure
    sd: Figure
    skewness: Figure
    kurtosis: Figure
    alpha: Figure
    is_kr20: bool
    error_ratio: Figure
    standard_error: Figure


def figures_of_quiz(table: MarksTable) -> QuizFigures:
    whole = table.whole
    totals = whole.totals
    spread: Figure = root(variance(totals)) / whole.scale if len(totals) > 1 else one_attempt()
    alpha = _alpha(whole)
    ratio: Figure = alpha if isinstance(alpha, Undefined) else 100 * math.sqrt(1 - alpha)
    error: Figure = spread
    if not isinstance(spread, Undefined):
        error = ratio if isinstance(ratio, Undefined) else ratio * spread / 100
    return QuizFigures(
        attempts=table.attempts,
        items=len(table.items),
        maximum=float(table.maximum),
        mean=float(mean(totals) / whole.scale) if totals else no_attempts(),
        median=float(_median(totals) / whole.scale) if totals else no_attempts(),
        sd=spread,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        alpha=alpha,
        is_kr20=_all_or_nothing(table),
        error_ratio=ratio,
        standard_error=error,
    )


def _median(values: Sequence[int]) -> Fraction:
    ranked = sorted(values)
    middle = len(ranked) // 2
    return Fraction(ranked[middle]) if len(ranked) % 2 else Fraction(ranked[middle - 1] + ranked[middle], 2)


def _too_few(values: Sequence[int], least: int) -> Undefined | None:
    if len(values) < least:
        return Undefined(_("At least %(count)d attempts are needed.") % {"count": least})
    return None if variance(values) else Undefined(_("All totals are the same."))


def _skewness(values: Sequence[int]) -> Figure:
    if undefined := _too_few(values, 3):
        return undefined
    count = len(values)
    third = count * central_sum(values, 3) / ((count - 1) * (count - 2))
    spread = variance(values)
    return float(third) / (float(spread) * root(spread))


def _kurtosis(values: Sequence[int]) -> Figure:
    """Above that of the normal curve, from the unbiased fourth cumulant."""
    if undefined := _too_few(values, 4):
        return undefined
    n = len(values)
    second, fourth = central_sum(values, 2) / n, central_sum(values, 4) / n
    cumulant = Fraction(n * n, (n - 1) * (n - 2) * (n - 3)) * ((n + 1) * fourth - 3 * (n - 1) * second**2)
    return float(cumulant / variance(values) ** 2)


def _alpha(whole: WholeMarks) -> Figure:
    count = len(whole.columns)
    if count < 2:
        return Undefined(_("At least two items are needed."))
    if undefined := _too_few(whole.totals, 3):
        return undefined
    parts = sum((variance(column) for column in whole.columns), Fraction(0))
    return float(Fraction(count, count - 1) * (1 - parts / variance(whole.totals)))


def _all_or_nothing(table: MarksTable) -> bool:
    return all(mark in (0, most) for row in table.rows for mark, most in zip(row, table.maxima, strict=True))
