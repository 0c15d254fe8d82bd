from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property


@dataclass(frozen=True)
class MarksTable:
    """A row for each attempt, a column for each item, no cell empty."""

    items: tuple[str, ...]
    maxima: tuple[Decimal, ...]
    rows: tuple[tuple[Decimal, ...], ...]

    def __post_init__(self) -> None:
        if len(self.maxima) != len(self.items) or any(len(row) != len(self.items) for row in self.rows):
            raise ValueError("every row needs one mark for each item")

    @property
    def attempts(self) -> int:
        return len(self.rows)

    @property
    def maximum(self) -> Decimal:
        return sum(self.maxima, Decimal(0))

    @cached_property
    def whole(self) -> WholeMarks:
        return WholeMarks.of(self)


@dataclass(frozen=True)
class WholeMarks:
    """The same marks in units so small that all are whole numbers: `scale` of them are one mark."""

    scale: int
    columns: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]

    @classmethod
    def of(cls, table: MarksTable) -> WholeMarks:
        cells = [cell for row in table.rows for cell in row]
        scale = 10 ** max((_decimals(cell) for cell in cells), default=0)
        rows = [[_whole(cell, scale) for cell in row] for row in table.rows]
        columns = tuple(tuple(row[place] for row in rows) for place in range(len(table.items)))
        return cls(scale, columns, tuple(sum(row) for row in rows))

    def rest(self, column: int) -> tuple[int, ...]:
        """Each attempt's total without the item."""
        return tuple(total - mark for total, mark in zip(self.totals, self.columns[column], strict=True))


def total_of(row: Sequence[Decimal]) -> Fraction:
    return sum((Fraction(cell) for cell in row), Fraction(0))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _whole(value: Decimal, scale: int) -> int:
    return int(Fraction(value) * scale)
