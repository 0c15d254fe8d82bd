"""How far two markers agree. Pure.

ICC(1,1) after Shrout and Fleiss (1979), "Intraclass correlations: uses in assessing rater reliability", Psychological
Bulletin 86(2), 420-428: one-way random effects, since the two who mark an answer change from answer to answer. Their
published example is among the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LEAST_ANSWERS = 10


@dataclass(frozen=True)
class Agreement:
    """Of answers that two people marked, as shares of the whole mark. The figures are None below `LEAST_ANSWERS`, and
    the correlation, too, where all marks are alike."""

    answers: int
    mean_difference: Decimal | None = None
    share_within: Decimal | None = None
    correlation: Decimal | None = None


def agreement_of(pairs: Sequence[tuple[Decimal, Decimal]], *, threshold: Decimal) -> Agreement:
    """Of the first and the second mark of each answer; a third one says nothing about their agreement."""
    if len(pairs) < LEAST_ANSWERS:
        return Agreement(len(pairs))
    differences = [abs(first - second) for first, second in pairs]
    return Agreement(
        answers=len(pairs),
        mean_difference=sum(differences, Decimal(0)) / len(pairs),
        share_within=Decimal(sum(one <= threshold for one in differences)) / len(pairs),
        correlation=intraclass_correlation(pairs),
    )


def intraclass_correlation(rows: Sequence[Sequence[Decimal]]) -> Decimal | None:
    """ICC(1,1): rows are answers, columns their marks, as many for each. None where there is no variance."""
    exact = [[Fraction(value) for value in row] for row in rows]
    count, width = len(exact), len(exact[0]) if exact else 0
    if count < 2 or width < 2:
        return None
    means = [sum(row, Fraction(0)) / width for row in exact]
    grand = sum(means, Fraction(0)) / count
    between = width * sum(((mean - grand) ** 2 for mean in means), Fraction(0)) / (count - 1)
    squares = ((value - mean) ** 2 for row, mean in zip(exact, means, strict=True) for value in row)
    within = sum(squares, Fraction(0)) / (count * (width - 1))
    whole = between + (width - 1) * within
    if not whole:
        return None
    found = (between - within) / whole
    return Decimal(found.numerator) / Decimal(found.denominator)
