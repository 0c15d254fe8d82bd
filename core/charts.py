"""Charts as geometry: figures in, places out, which templates/components/chart.html draws as SVG with their table.

Across the page all places are shares in percent, so that a chart fits any screen while its letters keep their size;
down the page they are pixels. Nothing here is coloured: `tone` names a class of static/css/chart.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.text import Truncator

from core.figures import figure

Number: TypeAlias = int | float | Decimal
Words: TypeAlias = str | Promise

ROW = 46  # a horizontal bar with the line of text above it
BAR = 14
PLOT = 160  # height of what columns and lines are drawn in
ABOVE, BELOW = 22, 26  # room for the highest figure, and for the labels beneath
LONGEST_LABEL = 34  # letters beside a figure on a screen of 320 px; the table has the whole
LETTERS_ACROSS = 38  # of all labels beneath a plot together on such a screen
TONES = ("1", "2", "3", "4", "5", "6")


@dataclass(frozen=True)
class Datum:
    """One figure: what it counts, where the list behind it is, and a tone where it has a meaning of its own."""

    label: Words
    value: Number
    url: str = ""
    tone: str = ""

    @property
    def short(self) -> str:
        return Truncator(str(self.label)).chars(LONGEST_LABEL)


@dataclass(frozen=True)
class Mark:
    """A shape for one figure, in the places its template needs."""

    datum: Datum
    text: str
    tone: str
    x: str
    width: str
    middle: str
    y: int
    height: int
    says_label: bool = True
    says_figure: bool = True

    @property
    def text_y(self) -> int:
        return self.y - 7

    @property
    def share(self) -> str:
        return f"{float(self.width):.0f}"


@dataclass(frozen=True)
class GridLine:
    y: int
    text: str


@dataclass(frozen=True)
class Chart:
    """`kind` is bars, columns, share or line. `summary` says in a sentence what the eye would see."""

    kind: str
    title: Words
    summary: Words
    marks: Sequence[Mark]
    height: int
    unit: Words = ""
    head: Words = ""
    grid: Sequence[GridLine] = ()
    path: str = ""
    identifier: str = field(default="chart")

    @property
    def baseline(self) -> int:
        return ABOVE + PLOT

    @property
    def labels_y(self) -> int:
        return ABOVE + PLOT + 18


def bar_chart(
    identifier: str,
    title: Words,
    data: Iterable[Datum],
    *,
    summary: Words = "",
    unit: Words = "",
    head: Words = "",
    most: Number | None = None,
) -> Chart:
    """Horizontal bars: for things with long names, best sorted by size. `most` is the full width, else the largest."""
    rows = list(data)
    top = _decimal(most) if most is not None else max((_decimal(row.value) for row in rows), default=Decimal(0))
    marks = [
        Mark(
            datum=row,
            text=_with_unit(row.value, unit),
            tone=row.tone or TONES[0],
            x="0",
            width=_percent(row.value, top),
            middle="0",
            y=22 + ROW * place,
            height=BAR,
        )
        for place, row in enumerate(rows)
    ]
    return Chart("bars", title, summary, marks, ROW * len(rows), unit, head, identifier=identifier)


def column_chart(
    identifier: str,
    title: Words,
    data: Iterable[Datum],
    *,
    summary: Words = "",
    unit: Words = "",
    head: Words = "",
    most: Number | None = None,
) -> Chart:
    """Vertical bars: for steps of time or of a scale, in their own order."""
    rows = list(data)
    slot = _slot(rows)
    marks = [
        replace(
            point,
            tone=point.datum.tone or TONES[0],
            x=_plain(slot * place + slot * Decimal("0.15")),
            width=_plain(slot * Decimal("0.7")),
            height=ABOVE + PLOT - point.y,
        )
        for place, point in enumerate(_points(rows, _round_top(most, rows)))
    ]
    return Chart("columns", title, summary, marks, ABOVE + PLOT + BELOW, unit, head, identifier=identifier)


def share_chart(
    identifier: str,
    title: Words,
    data: Iterable[Datum],
    *,
    summary: Words = "",
    unit: Words = "",
    head: Words = "",
) -> Chart:
    """The parts of one whole in one bar, with a legend: for two to six parts."""
    rows = list(data)
    whole = sum((_decimal(row.value) for row in rows), Decimal(0))
    marks, begin = [], Decimal(0)
    for place, row in enumerate(rows):
        width = _decimal(row.value) / whole * 100 if whole else Decimal(0)
        tone = row.tone or TONES[place % len(TONES)]
        marks.append(Mark(row, _with_unit(row.value, unit), tone, _plain(begin), _plain(width), "0", 0, 28))
        begin += width
    return Chart("share", title, summary, marks, 28, unit, head, identifier=identifier)


def line_chart(
    identifier: str,
    title: Words,
    data: Iterable[Datum],
    *,
    summary: Words = "",
    unit: Words = "",
    head: Words = "",
    most: Number | None = None,
) -> Chart:
    """A line through figures in time: for seven or more, where the way matters more than each.

    The highest and the last say their figure; the others stand in the table.
    """
    rows = list(data)
    top = _round_top(most, rows)
    highest = max(range(len(rows)), key=lambda place: rows[place].value, default=0)
    marks = [
        replace(point, says_figure=place in (highest, len(rows) - 1)) for place, point in enumerate(_points(rows, top))
    ]
    path = " ".join(f"{mark.middle},{mark.y}" for mark in marks)
    height = ABOVE + PLOT + BELOW
    return Chart("line", title, summary, marks, height, unit, head, _grid(top), path, identifier)


def _slot(rows: Sequence[Datum]) -> Decimal:
    """What each figure has of the width."""
    return Decimal(100) / max(len(rows), 1)


def _points(rows: Sequence[Datum], top: Decimal) -> list[Mark]:
    """The figures of a plot at their places, in the middle of their slots: without a shape, which its kind gives."""
    slot = _slot(rows)
    return [
        Mark(
            datum=row,
            text=_with_unit(row.value, ""),
            tone=TONES[0],
            x="0",
            width="0",
            middle=_plain(slot * place + slot / 2),
            y=ABOVE + PLOT - _height(row.value, top),
            height=0,
            says_label=_fits(rows, place),
        )
        for place, row in enumerate(rows)
    ]


def _decimal(value: Number) -> Decimal:
    return Decimal(str(value))


def _plain(value: Decimal) -> str:
    """For an attribute of SVG: a point, whatever the reader's language, and no more digits than a pixel needs."""
    return f"{value.quantize(Decimal('0.01')).normalize():f}"


def _percent(value: Number, top: Decimal) -> str:
    return _plain(min(_decimal(value) / top * 100, Decimal(100))) if top else "0"


def _height(value: Number, top: Decimal) -> int:
    if not top:
        return 0
    return int((min(_decimal(value) / top, Decimal(1)) * PLOT).to_integral_value(ROUND_FLOOR))


def _with_unit(value: Number, unit: Words) -> str:
    shown = figure(_decimal(value))
    return f"{shown} {unit}" if unit else shown


def _round_top(most: Number | None, rows: Sequence[Datum]) -> Decimal:
    """The next figure above the largest that people count in: one digit but 7 and 9, times a power of ten."""
    if most is not None:
        return _decimal(most)
    largest = max((_decimal(row.value) for row in rows), default=Decimal(0))
    if largest <= 0:
        return Decimal(0)
    power = Decimal(10) ** largest.adjusted()
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= largest)


def _grid(top: Decimal) -> list[GridLine]:
    """Lines at the half and the whole; the half only where it is a figure that occurs."""
    if not top:
        return []
    halves = [top] if top == top.to_integral_value(ROUND_CEILING) and top % 2 else [top / 2, top]
    return [GridLine(ABOVE + PLOT - _height(value, top), figure(value)) for value in halves]


def _fits(rows: Sequence[Datum], place: int) -> bool:
    """Every label where there is room for all on a narrow screen, else every second, third ..."""
    longest = max(len(str(row.label)) for row in rows) + 1
    every = max(1, ceil(longest * len(rows) / LETTERS_ACROSS))
    return place % every == 0
