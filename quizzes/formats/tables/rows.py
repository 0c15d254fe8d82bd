"""Rows of text from Excel files and CSV, with their numbers as the program that shows them counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from quizzes.formats.archives import Archive
from quizzes.formats.encodings import text_of
from quizzes.formats.findings import FileRefusedError
from quizzes.formats.limits import LONGEST_TEXT, MOST_ROWS
from quizzes.formats.tables.pictures import Drawings, Picture, Pictures

MOST_COLUMNS = 256
LAST_ROW = 1_048_576  # of Excel
DECLARED = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True)
class Row:
    number: int
    cells: list[str]
    troubles: dict[int, str] = field(default_factory=dict)  # by place: a sentence that still wants `column` and `most`
    pictures: list[Picture] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells) and not self.troubles


@dataclass(frozen=True)
class Sheet:
    title: str
    rows: list[Row]
    stray: list[Picture] = field(default_factory=list)  # below the last row


def sheets_of_xlsx(data: bytes, warn: Callable[[str], None]) -> list[Sheet]:
    archive = Archive(data)
    for name in archive.names:
        if not name.endswith((".xml", ".rels")):
            continue
        part = archive.read(name) or b""  # unpacked once, however many words are looked for
        if any(word in part for word in DECLARED):
            raise FileRefusedError(
                _("The file has a document type definition (DTD), which is not accepted. Save it again with Excel.")
            )
    pictures = Drawings(archive, warn).by_sheet()
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return [_sheet(sheet, pictures.get(sheet.title, {})) for sheet in book.worksheets]
    except FileRefusedError:
        raise
    except Exception as error:  # the parser answers damage with errors of every kind
        raise FileRefusedError(_("The Excel file is damaged. Save it again as “.xlsx” and try once more.")) from error


def _sheet(sheet: Any, pictures: Pictures) -> Sheet:
    rows = list(_rows(sheet, pictures))
    return Sheet(sheet.title, rows, [one for row, found in pictures.items() if row > len(rows) for one in found])


def _rows(sheet: Any, pictures: Pictures) -> Iterator[Row]:
    looked_at: Any = None
    for number, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), start=1):
        if number > MOST_ROWS:  # often nothing but a format, down to the last row that there is
            if cells is not looked_at and any(cell.value is not None for cell in cells):
                raise FileRefusedError(_("The table has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
            looked_at = cells
            continue
        texts, troubles = [], {}
        for place, cell in enumerate(cells):
            text, trouble = _text_of(cell)
            texts.append(text)
            if trouble:
                troubles[place] = trouble
        yield Row(number, texts, troubles, pictures.get(number, []))


def _text_of(cell: Any) -> tuple[str, str]:
    value = cell.value
    if value is None:
        return "", ""
    if getattr(cell, "data_type", "") == "f":
        if "DISPIMG" in str(value):
            return "", _(
                "The cell in column %(column)s holds a picture inside the cell. Choose “Place over cells” for it."
            )
        return "", _("The cell in column %(column)s holds a formula. Copy it and paste it as a value.")
    if getattr(cell, "data_type", "") == "e" and value == "#VALUE!":
        return "", _(
            "The cell in column %(column)s holds an error, or a picture inside the cell. Write its text anew, or choose"
            " “Place over cells” for the picture."
        )
    if getattr(cell, "data_type", "") == "e":
        return "", _("The cell in column %(column)s holds an error. Write its text anew.")
    if isinstance(value, datetime | date | time | timedelta):
        return "", _(
            "The cell in column %(column)s was turned into a date by Excel."
            " Give it the format “Text” and write it anew."
        )
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    text = str(value)
    if len(text) > LONGEST_TEXT:
        return "", _("The cell in column %(column)s is longer than %(most)d characters. Shorten it.")
    return text_of(text.encode("utf-8", "replace"), lambda _sentence: None), ""


def sheet_of_csv(data: bytes, warn: Callable[[str], None]) -> Sheet:
    text = text_of(data, warn)
    first = text.lstrip("\n").partition("\n")[0]
    sign = max(";,\t", key=first.count)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text), delimiter=sign)
    start = 1
    try:
        for cells in reader:
            if len(rows) >= MOST_ROWS:
                raise FileRefusedError(_("The table has more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
            rows.append(Row(start, cells[:MOST_COLUMNS]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise FileRefusedError(
            _("The table is damaged near line %(line)d: a quotation mark may be missing.") % {"line": reader.line_num}
        ) from error
    return Sheet("", rows)
