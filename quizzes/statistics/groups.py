"""The best and the last 27 per cent by total, in whom a good item differs most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.statistics.items import EXTREME


def seats(totals: Sequence[Decimal | Fraction], *, best: bool) -> list[int | Fraction]:
    """For each total its part of a seat, in the same order. Level totals at the border share the seats that are left,
    as in `upper_lower` of an item: the order of rows must not matter."""
    if not totals:
        return []
    size = max(1, math.floor(len(totals) * EXTREME + Fraction(1, 2)))
    border: Any = sorted(totals, reverse=best)[size - 1]
    inside = [total > border if best else total < border for total in totals]
    level = sum(total == border for total in totals)
    part = Fraction(size - sum(inside), level)
    return [1 if is_inside else part if total == border else 0 for total, is_inside in zip(totals, inside, strict=True)]
