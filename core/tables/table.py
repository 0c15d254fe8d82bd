"""What comes out of a file that people made: texts with the places where they stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import DomainError


class TableRefused(DomainError):  # noqa: N818  names the refusal
    """Nothing of this file can be read; the sentence says why and what helps."""


# How much a row looks like the names of the columns; 0 for one that does not.
Scoring = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Row:
    """`number` is what the program that shows the file counts. `troubles` says of a place what keeps its text from
    being sure; it stands there without text, or with what could be made out."""

    number: int
    cells: tuple[str, ...]
    troubles: Mapping[int, str] = field(default_factory=dict)
    is_hidden: bool = False

    def text(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def filled(self) -> int:
        return sum(bool(cell) for cell in self.cells) + sum(not self.text(place) for place in self.troubles)


@dataclass(frozen=True)
class Sheet:
    """`depth` counts the lines of a header that begins in a row, where its cells are merged downwards."""

    title: str
    rows: list[Row]
    depths: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """`rows` are those below the header in which something stands; `notes` are sentences about the file as a whole;
    `others` are further sheets that name columns, and were not read."""

    kind: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024  # of the whole file, pictures too
MOST_OF_A_PART = 120 * 1024 * 1024
MOST_FILES = 2000
MOST_ROWS = 10_000
MOST_COLUMNS = 256
MOST_CELLS = 400_000  # of all sheets together, like what follows
MOST_ELEMENTS = 1_500_000  # most of them formats of empty cells
MOST_SIGNS = 30_000_000  # of all texts together
LONGEST_TEXT = 5000
