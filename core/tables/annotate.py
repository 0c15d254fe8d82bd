"""The same file given back with a column of remarks and coloured cells; all else in it stays as its owner made it.

The sheet's own XML is kept byte for byte but for what is put in: a library that reads a workbook and writes it anew
loses pictures, charts and the last results of formulas.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from core.plain_text import without_control_signs
from core.tables.csv_rows import csv_text
from core.tables.opening import Package, damaged, opened
from core.tables.sheet_parser import feed, new_parser, place_of
from core.tables.styles import Styles
from core.tables.table import MOST_COLUMNS
from core.tables.workbook import sheet_faces

STYLES = "xl/styles.xml"
WIDTH = 60
WIDEST_SHEET = 16_384  # columns that Excel knows, to XFD
TAG = re.compile(rb"""<(?:[^"'>]++|"[^"]*"|'[^']*')*+>""")


@dataclass(frozen=True)
class Remark:
    """`places` are the columns whose cells are coloured."""

    text: str
    places: frozenset[int] = frozenset()


@dataclass
class _Cell:
    column: int
    start: int
    end: int
    style: int
    is_bare: bool  # nothing but a format, which often goes on to the right without end


@dataclass
class _RowPlace:
    number: int
    start: int
    end: int = 0  # where a further cell would be put in
    cells: list[_Cell] = field(default_factory=list)


def annotated(
    data: bytes, *, sheet: str, header: Sequence[str], header_row: int, head: str, remarks: Mapping[int, Remark]
) -> bytes:
    """`head` names the column; where `header` has one of this name, it is filled anew, and old colours go."""
    package = opened(data)
    column = list(header).index(head) if head in header else -1
    if package is None:
        return _annotated_csv(data, header_row, head, remarks, column)
    faces, _since_1904 = sheet_faces(package)
    part = next((face.part for face in faces if face.title == sheet), "")
    if not part:
        raise damaged()
    styles = Styles(package.read(STYLES)) if STYLES in package else None
    annotation = _Annotation(package.read(part), header_row, head, remarks, styles)
    changed = {part: annotation.made(column if column >= 0 else annotation.free_column(len(header)))}
    if styles is not None:
        changed[STYLES] = styles.written()
    return _repacked(package, changed)


def _repacked(package: Package, changed: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in package.names:
            if not name.endswith("/"):
                archive.writestr(name, changed[name] if name in changed else package.read(name))
    return file.getvalue()


class _Annotation:
    def __init__(
        self, raw: bytes, header_row: int, head: str, remarks: Mapping[int, Remark], styles: Styles | None
    ) -> None:
        self.raw = _as_utf8(raw)
        self.header_row, self.head, self.remarks, self.styles = header_row, head, remarks, styles
        self.rows: list[_RowPlace] = []
        self.prefix = ""
        self.dimension: tuple[int, int] | None = None
        self.data_start = self.widest_column = 0
        self.columns: tuple[int, int] | None = None  # where further ones are put in
        self._parser = new_parser(self._begin, self._end, self._text)
        feed(self._parser, [self.raw])

    def made(self, column: int) -> bytes:
        edits = [edit for row in self.rows for edit in self._row_edits(row, column)]
        edits += self._frame_edits(column)
        pieces, last = [], 0
        for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
            if start < last:
                raise damaged()
            pieces += [self.raw[last:start], new]
            last = end
        return b"".join([*pieces, self.raw[last:]])

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        bare, at = name.rpartition(":")[2], self._parser.CurrentByteIndex
        if bare == "row":
            told = attributes.get("r", "")
            number = int(told) if told.isdecimal() else (self.rows[-1].number if self.rows else 0) + 1
            self.rows.append(_RowPlace(number, at))
        elif bare == "c" and self.rows:
            row, end = self.rows[-1], self._tag_end(at)
            _number, column = place_of(attributes.get("r", ""))
            style = int(told) if (told := attributes.get("s", "0")).isdecimal() else 0
            after = row.cells[-1].column + 1 if row.cells else 0
            row.cells.append(_Cell(column if column >= 0 else after, at, end, style, self._closes_itself(end)))
        elif bare == "dimension":
            self.dimension = (at, self._tag_end(at))
        elif bare == "cols":
            end = self._tag_end(at)
            self.columns = (at, end) if self._closes_itself(end) else None
        elif bare == "sheetData":
            self.data_start, self.prefix = at, name[: -len(bare)]
        elif bare == "col":
            told = attributes.get("max", "0")
            self.widest_column = max(self.widest_column, int(told) if told.isdecimal() else 0)

    def _end(self, name: str) -> None:
        bare, at = name.rpartition(":")[2], self._parser.CurrentByteIndex
        if bare == "c" and self.rows and self.rows[-1].cells:
            cell = self.rows[-1].cells[-1]
            if not cell.is_bare:
                cell.is_bare, cell.end = cell.end == at, self._tag_end(at)
        elif bare == "row":
            row = self.rows[-1]
            row.end = 0 if self._closes_itself(self._tag_end(row.start)) else at
        elif bare == "dimension" and self.dimension and not self._closes_itself(self.dimension[1]):
            self.dimension = (self.dimension[0], self._tag_end(at))
        elif bare == "cols" and self.columns is None:
            self.columns = (at, at)

    def _tag_end(self, at: int) -> int:
        """Behind the tag that begins there. Of a tag that closes itself, the parser tells the place behind it for its
        end, where another end tag may stand."""
        found = TAG.match(self.raw, at)
        if found is None:
            raise damaged()
        return found.end()

    def _closes_itself(self, end: int) -> bool:
        return self.raw[end - 2 : end] == b"/>"

    def _text(self, _text: str) -> None:
        """What stands in cells is nobody's business here."""

    def free_column(self, after: int) -> int:
        """Right of everything; where that would not be read again or does not exist, the first free one behind the
        header."""
        read = [row for row in self.rows if row.number >= self.header_row]
        used = {cell.column for row in read for cell in row.cells if not cell.is_bare}
        if (column := max(used, default=-1) + 1) < MOST_COLUMNS:
            return column
        free = next((place for place in range(after, WIDEST_SHEET) if place not in used), None)
        if free is None:
            raise damaged()
        return free

    def _row_edits(self, row: _RowPlace, column: int) -> Iterator[tuple[int, int, bytes]]:
        if row.number < self.header_row or not row.end:
            return
        remark = self.remarks.get(row.number)
        text = self.head if row.number == self.header_row else remark.text if remark else ""
        wanted = set(remark.places) if remark else set()
        for cell in row.cells:
            if cell.column == column:
                yield cell.start, cell.end, b""
            elif self.styles is not None:
                is_marked = cell.column in wanted
                style = self.styles.marked(cell.style) if is_marked else self.styles.unmarked(cell.style)
                if style != cell.style:
                    yield self._restyled(cell, style)
        known = {cell.column for cell in row.cells}
        fresh: dict[int, bytes] = {}
        if (styles := self.styles) is not None:
            empty = wanted - known - {column}
            fresh = {place: self._cell(place, row.number, styles.marked(0), "") for place in empty}
        if text:
            style = 0 if self.styles is None else self.styles.remark(is_head=row.number == self.header_row)
            fresh[column] = self._cell(column, row.number, style, text)
        for place, cell_xml in sorted(fresh.items()):
            at = next((cell.start for cell in row.cells if cell.column > place), row.end)
            yield at, at, cell_xml
        tag = self.raw[row.start : self._tag_end(row.start)]
        if found := re.search(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""", tag):
            yield row.start + found.start(), row.start + found.end(), b""

    def _restyled(self, cell: _Cell, style: int) -> tuple[int, int, bytes]:
        end = self._tag_end(cell.start)
        tag = self.raw[cell.start : end]
        new, count = re.subn(rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')""", b' s="%d"' % style, tag, count=1)
        if not count:
            new = re.sub(rb"^<[^\s/>]+", lambda found: found[0] + b' s="%d"' % style, tag, count=1)
        return cell.start, end, new

    def _cell(self, column: int, row: int, style: int, text: str) -> bytes:
        mark, reference = self.prefix, f"{get_column_letter(column + 1)}{row}"
        if not text:
            return f'<{mark}c r="{reference}" s="{style}"/>'.encode()
        said = escape(without_control_signs(text))
        return (
            f'<{mark}c r="{reference}" s="{style}" t="inlineStr"><{mark}is><{mark}t xml:space="preserve">{said}'
            f"</{mark}t></{mark}is></{mark}c>"
        ).encode()

    def _frame_edits(self, column: int) -> Iterator[tuple[int, int, bytes]]:
        """The told extent of the sheet goes, as it is a hint that would be wrong; the new column gets a width."""
        if self.dimension:
            yield *self.dimension, b""
        if self.widest_column > column:
            return
        mark, number = self.prefix, column + 1
        width = (
            f'<{mark}col min={quoteattr(str(number))} max={quoteattr(str(number))} width="{WIDTH}" customWidth="1"/>'
        )
        if self.columns and self.columns[0] == self.columns[1]:
            yield *self.columns, width.encode()
        else:
            place = self.columns or (self.data_start, self.data_start)
            yield *place, f"<{mark}cols>{width}</{mark}cols>".encode()


def _as_utf8(raw: bytes) -> bytes:
    """Offsets are counted in bytes; a sheet in UTF-16 is rare, and written anew."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = re.sub(r"^<\?xml[^>]*\?>", "", raw.decode("utf-16"), count=1)
        return text.encode()
    return raw


def _annotated_csv(data: bytes, header_row: int, head: str, remarks: Mapping[int, Remark], column: int) -> bytes:
    found = csv_text(data)
    rows: list[list[Any]] = list(csv.reader(io.StringIO(found.text), delimiter=found.sign))
    header = header_row - 1 - found.start
    place = max(len(row) for row in rows[header:]) if column < 0 else column
    for number, row in enumerate(rows):
        row_number = number + 1 + found.start
        text = head if number == header else remarks[row_number].text if row_number in remarks else ""
        if number < header or (not text and len(row) <= place):
            continue
        row += [""] * (place + 1 - len(row))
        row[place] = text
    out = io.StringIO()
    csv.writer(out, delimiter=found.sign).writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel reads it as Windows-1252
