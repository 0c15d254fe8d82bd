"""The columns of what is taken along: one list for the sheet and the paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from core.figures import figure

Value = str | int | Decimal | date | None
UNBROKEN = "\u00a0"


@dataclass(frozen=True)
class Column:
    """`width` in letters. `foot` names the figure that stands beneath; `on_paper` says whether it is printed,
    `is_unbroken` whether on one line."""

    label: str
    width: int
    value: Callable[[Any], Value]
    foot: str = ""
    on_paper: bool = True
    is_unbroken: bool = False


@dataclass(frozen=True)
class Table:
    """What a sheet and a paper show alike. `facts` stand above; `foot` holds sums or means, called `foot_label`."""

    title: str
    name: str
    facts: Sequence[tuple[str, str | int]]
    columns: Sequence[Column]
    rows: Sequence[Any]
    foot_label: str = ""
    foot: Mapping[str, Decimal | int | None] | None = None

    def under(self, column: Column) -> Value:
        return self.foot.get(column.foot) if self.foot and column.foot else None


def in_print(value: Value, column: Column) -> str:
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return date_format(value, "d-m-Y")
    text = "" if value is None else str(value)
    return text.replace(" ", UNBROKEN) if column.is_unbroken else text
