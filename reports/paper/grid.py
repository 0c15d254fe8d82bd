"""Tables: columns by weight, rows that are never torn, the head once more on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.paper.blocks import Grid
from reports.paper.faces import Face, wrapped
from reports.paper.sheet import GOLD, HEAD, INK, RULE, Node

if TYPE_CHECKING:
    from reports.paper.flow import Flow

SIZE, CAPTION = 8.0, 9.0
LEADING = SIZE * 1.32
PAD_X, PAD_Y = 3.4, 2.9
KEPT_TOGETHER = 2
JOINED = "\u00a0"
COLUMN_HEAD = "/A<</O/Table/Scope/Column>>"


@dataclass(frozen=True)
class _Measures:
    lefts: list[float]
    widths: list[float]
    numbers: list[bool]

    def lines(self, row: Sequence[str], face: Face) -> list[list[str]]:
        return [wrapped(text, face, SIZE, width - 2 * PAD_X) for text, width in zip(row, self.widths, strict=True)]


def place_grid(flow: Flow, grid: Grid, keep: float = 0) -> None:
    """`keep` is the height of what must not stand alone on the next page, as the foot must not: the last rows go there
    with it."""
    widths = _widths(flow, grid)
    lefts = [flow.left + sum(widths[:place]) for place in range(len(widths))]
    measures = _Measures(lefts, widths, [column.is_number for column in grid.columns])
    heads = measures.lines([column.label for column in grid.columns], flow.bold)
    head_height = _height(heads)
    if grid.caption:
        flow.need(CAPTION * 2 + head_height + 3 * LEADING)
        flow.lines(flow.tree.add("P"), wrapped(grid.caption, flow.bold, CAPTION, flow.width), flow.bold, CAPTION)
        flow.y -= 2
    flow.need(head_height + 2 * LEADING + 4 * PAD_Y)
    table = flow.tree.add("Table")
    _head(flow, measures, heads, table.add("THead").add("TR"))
    body = table.add("TBody")
    foot = measures.lines(grid.foot, flow.bold) if grid.foot else []
    keep += _height(foot) if foot else 0
    taken_along = len(grid.rows) - KEPT_TOGETHER
    for number, row in enumerate(grid.rows):
        lines = measures.lines(row, flow.regular)
        _turn_if_full(flow, measures, heads, _height(lines) + (keep if number >= taken_along else 0))
        _row(flow, measures, lines, body.add("TR"), flow.regular)
    if foot:
        _turn_if_full(flow, measures, heads, _height(foot))
        _row(flow, measures, foot, table.add("TFoot").add("TR"), flow.bold)
    _rule(flow, HEAD, 0.8)
    flow.y -= 10


def _widths(flow: Flow, grid: Grid) -> list[float]:
    """By weight; but a column holds the longest word of its head, and what is joined by spaces that do not break."""
    least = [0.0] * len(grid.columns)
    for place, column in enumerate(grid.columns):
        least[place] = max(flow.bold.width(word, SIZE) for word in column.label.split(" "))
    for row in grid.rows:
        for place, text in enumerate(row):
            if JOINED in text:
                wide = max(flow.regular.width(word, SIZE) for word in text.split(" "))
                least[place] = max(least[place], wide)
    least = [wide + 2 * PAD_X + 0.1 for wide in least]
    fixed: set[int] = set()
    while True:
        free = [place for place in range(len(least)) if place not in fixed]
        room = flow.width - sum(least[place] for place in fixed)
        whole = sum(grid.columns[place].width for place in free)
        widths = {place: grid.columns[place].width / whole * room for place in free}
        narrow = {place for place in free if widths[place] < least[place]}
        if not narrow or narrow == set(free):
            return [widths.get(place, least[place]) for place in range(len(least))]
        fixed |= narrow


def _height(lines: list[list[str]]) -> float:
    return max(len(cell) for cell in lines) * LEADING + 2 * PAD_Y


def _turn_if_full(flow: Flow, measures: _Measures, heads: list[list[str]], height: float) -> None:
    if flow.y - height < flow.lowest:
        _rule(flow, HEAD, 0.8)
        flow.turn()
        _head(flow, measures, heads, None)


def _head(flow: Flow, measures: _Measures, heads: list[list[str]], row: Node | None) -> None:
    """On the first page an element; after that the eye alone needs it."""
    _rule(flow, HEAD, 0.8)
    _cells(flow, measures, heads, row, flow.bold, HEAD)
    _rule(flow, GOLD, 0.7)


def _row(flow: Flow, measures: _Measures, lines: list[list[str]], row: Node, face: Face) -> None:
    _cells(flow, measures, lines, row, face, INK)
    _rule(flow)


def _cells(flow: Flow, measures: _Measures, lines: list[list[str]], row: Node | None, face: Face, colour: str) -> None:
    tag, extra = ("TH", COLUMN_HEAD) if colour == HEAD else ("TD", "")
    sheet, top = flow.sheet, flow.y - PAD_Y
    for left, width, is_number, cell in zip(measures.lefts, measures.widths, measures.numbers, lines, strict=True):
        if row is None:
            sheet.begin_artifact()
        else:
            sheet.begin(row.add(tag, extra))
        for number, line in enumerate(cell):
            y = top - number * LEADING - SIZE
            if is_number:
                sheet.write_right(left + width - PAD_X, y, line, face, SIZE, colour)
            else:
                sheet.write(left + PAD_X, y, line, face, SIZE, colour)
        sheet.end()
    flow.y -= _height(lines)


def _rule(flow: Flow, colour: str = RULE, weight: float = 0.4) -> None:
    flow.sheet.begin_artifact()
    flow.sheet.rule(flow.left, flow.y, flow.width, weight, colour)
    flow.sheet.end()
