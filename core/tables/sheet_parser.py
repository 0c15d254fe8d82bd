"""The cells of one sheet of an Excel file, read as a stream: raw digits, formulas with their last result, merged cells.

Excel's own library for Python (openpyxl) makes a float of a number before anybody can ask for its digits, and an empty
cell of a formula that was never computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.plain_text import without_control_signs
from core.tables.opening import damaged, too_much
from core.tables.table import (
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ROWS,
    MOST_SIGNS,
    Row,
    TableRefused,
)
from core.tables.values import date_text, digits_of_text, number_of

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_MERGES = 20_000  # of all sheets that are read together
Range = tuple[int, int, int, int]


@dataclass
class Facts:
    """What the sheets of a workbook share."""

    strings: list[str]
    dates: frozenset[int]  # styles that show a number as a date
    epoch: Any


@dataclass
class Spent:
    """Counted over all sheets that are read one after the other: a small file may have a hundred."""

    elements: int = 0
    cells: int = 0
    signs: int = 0
    merges: int = 0
    steps: int = 0


@dataclass
class Cells:
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    troubles: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)
    is_cut: bool = False  # something stands to the right of the last column that is read


def place_of(reference: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of `B7`; 0 for what is missing."""
    column, digits = 0, reference[:16].lstrip("$")
    while digits and digits[0].isalpha():
        column = column * 26 + ord(digits[0].upper()) - 64
        digits = digits[1:]
    digits = digits.lstrip("$")
    return (int(digits) if digits.isdecimal() and len(digits) < 9 else 0), column - 1


def new_parser(start: Any, end: Any, text: Any) -> expat.XMLParserType:
    """A document type, by which a small file grows without end, is refused before anything of it is read."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    return parser


def feed(parser: expat.XMLParserType, blocks: Iterable[bytes]) -> None:
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error


def _refuse_document_type(*_facts: object) -> None:
    raise TableRefused(
        _("The file has a document type definition (DTD), which is not accepted. Save it again with Excel.")
    )


def clean(text: str) -> str:
    return without_control_signs(ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)).strip()


class SheetParser:
    def __init__(self, facts: Facts, spent: Spent, most_rows: int = 0) -> None:
        """Where `most_rows` is given, only the first filled rows are kept, and what is merged in them."""
        self.facts, self.spent, self.most_rows = facts, spent, most_rows
        self.found = Cells()
        self.elements = 0
        self.row = self.column = 0
        self.kind = self.style = ""
        self.value: list[str] = []
        self.takes = self.has_formula = self.is_phonetic = False

    def read(self, blocks: Iterable[bytes]) -> Cells:
        feed(new_parser(self._start, self._end, self._text), blocks)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.spent.elements += 1
        if self.spent.elements > MOST_ELEMENTS:
            if self.elements < self.spent.elements:
                raise too_much()
            raise TableRefused(
                _(
                    "The sheet goes on to row %(row)d, most of it empty cells with a format. Copy the table alone into"
                    " a new workbook and upload that."
                )
                % {"row": self.row}
            )
        name = name.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self.takes = not self.is_phonetic
        elif name == "row":
            told = attributes.get("r", "")
            self.row = int(told) if told.isdecimal() and len(told) < 9 else self.row + 1
            self.column = -1
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                self.found.hidden.add(self.row)
        elif name == "f":
            self.has_formula = True
        elif name == "rPh":
            self.is_phonetic = True
        elif name == "mergeCell" and self.spent.merges < MOST_MERGES:
            self.spent.merges += 1
            first, _colon, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = place_of(first), place_of(last or first)
            if top and bottom >= top:
                self.found.merges.append((top, left, bottom, right))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        row, column = place_of(attributes.get("r", ""))
        self.row, self.column = row or self.row, column if column >= 0 else self.column + 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.value = []
        self.has_formula = False

    def _text(self, text: str) -> None:
        if self.takes:
            self.value.append(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.takes = False
        elif name == "c":
            self._keep()
        elif name == "rPh":
            self.is_phonetic = False

    def _keep(self) -> None:
        if self.most_rows and self.row not in self.found.rows and len(self.found.rows) >= self.most_rows:
            return
        text, trouble = self._read()
        if not text and not trouble:
            return
        if self.column >= MOST_COLUMNS:
            self.found.is_cut = True
            return
        if len(text) > LONGEST_TEXT:
            text, trouble = "", _("The text is longer than %(most)d letters. Shorten it.") % {"most": LONGEST_TEXT}
        self.spent.cells += 1
        self.spent.signs += len(text)
        row = self.found.rows.setdefault(self.row, {})
        if len(self.found.rows) > MOST_ROWS or self.spent.cells > MOST_CELLS or self.spent.signs > MOST_SIGNS:
            raise TableRefused(
                _("The table has more than %(most)d filled rows. Split it into several files.") % {"most": MOST_ROWS}
            )
        row[self.column] = text
        if trouble:
            self.found.troubles.setdefault(self.row, {})[self.column] = trouble

    def _read(self) -> tuple[str, str]:
        raw = "".join(self.value)
        if self.kind == "s":
            place = int(raw) if raw.strip().isdecimal() and len(raw) < 10 else -1
            return digits_of_text(self.facts.strings[place]) if 0 <= place < len(self.facts.strings) else ("", "")
        if self.has_formula and not raw and self.kind != "str":
            return "", _(
                "The cell holds a formula without a result. Open the file in Excel and save it, or paste the cell as a"
                " value."
            )
        if self.kind == "e":
            return "", _("The cell holds an error (%(error)s). Write its text anew.") % {"error": clean(raw)[:20]}
        if self.kind == "b":
            return ("TRUE" if raw.strip() == "1" else "FALSE"), ""
        if self.kind == "n" and raw.strip():
            if self.style.isdecimal() and int(self.style) in self.facts.dates:
                return date_text(raw, self.facts.epoch)
            return number_of(raw)
        return digits_of_text(clean(raw))


def rows_of(found: Cells, spent: Spent) -> list[Row]:
    """With what is merged downwards written into each of its rows."""
    _fill_down(found, spent)
    rows = []
    for number in sorted(found.rows):
        cells, troubles = found.rows[number], found.troubles.get(number, {})
        width = max(cells) + 1
        texts = tuple(cells.get(place, "") for place in range(width))
        rows.append(Row(number, texts, troubles, number in found.hidden))
    return rows


def _fill_down(found: Cells, spent: Spent) -> None:
    numbers = sorted(found.rows)
    for top, left, bottom, _right in found.merges:
        text = found.rows.get(top, {}).get(left, "")
        if not text or bottom == top:
            continue
        for number in numbers if bottom - top > len(numbers) else range(top + 1, bottom + 1):
            spent.steps += 1
            if spent.steps > MOST_CELLS:
                raise TableRefused(
                    _("Too many cells of this sheet are merged. Copy the table as values into a new workbook.")
                )
            if top < number <= bottom and number in found.rows:
                found.rows[number].setdefault(left, text)
