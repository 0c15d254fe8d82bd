"""Rows of tables, with a column for the reason that our reader passes over."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, PatternFill

from core.sheets import sheet_cell
from quizzes.formats.findings import REASON, FileRefusedError, Place
from quizzes.formats.refused.parts import XLSX, FileMade, Refused, unsaid
from quizzes.formats.tables.columns import letter_of
from quizzes.formats.tables.reader import header_of
from quizzes.formats.tables.rows import Row, Sheet, sheet_of_csv, sheets_of_xlsx

COLUMNS = ("Jenis", "Soal", "Kunci", "Opsi A", "Opsi B", "Opsi C", "Opsi D", "Pembahasan", REASON)
TABLE = "Soal"


def table_of(refused: Sequence[Refused]) -> FileMade:
    """To be filled in: how each began, where it stood, and what was wrong."""
    rows = [["", row.name, "", "", "", "", "", "", _reason_with_place(row)] for row in refused]
    return FileMade(_book([(TABLE, [list(COLUMNS), *rows])]), "xlsx", XLSX)


def _reason_with_place(row: Refused) -> str:
    place = str(Place(row.number, row.line, row.row, row.file))
    return f"{place}: {row.reason}" if place else row.reason


def workbook_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    return FileMade(_workbook(sheets_of_xlsx(data, unsaid), refused), "xlsx", XLSX)


def csv_of(data: bytes, refused: Sequence[Refused]) -> FileMade:
    return FileMade(_csv(sheet_of_csv(data, unsaid), refused), "csv", "text/csv; charset=utf-8")


def _workbook(sheets: Sequence[Sheet], refused: Sequence[Refused]) -> bytes:
    pages = []
    for sheet in sheets:
        found = header_of(sheet)
        if found is None:
            continue
        reasons = {row.row: row.reason for row in refused if row.file in ("", sheet.title)}
        for row in sheet.rows:
            if row.pictures and row.number in reasons:
                reasons[row.number] += "\n" + _("Its pictures are not in this file. Put them in again.")
        rows = _rows_with_reasons(sheet.rows, found[0], reasons)
        if len(rows) > 1:
            pages.append((sheet.title, rows))
    return _book(pages)


def _csv(sheet: Sheet, refused: Sequence[Refused]) -> bytes:
    found = header_of(sheet)
    if found is None:
        raise FileRefusedError("")
    out = io.StringIO()
    rows = _rows_with_reasons(sheet.rows, found[0], {row.row: row.reason for row in refused})
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel reads it as Windows-1252


def _rows_with_reasons(rows: Sequence[Row], start: int, reasons: Mapping[int, str]) -> list[list[str]]:
    kept = [(_without_end(row.cells), reasons[row.number]) for row in rows[start:] if row.number in reasons]
    head = _without_end(rows[start - 1].cells)
    old = next((place for place, cell in enumerate(head) if cell.strip() == REASON), None)
    width = max([len(head), *(len(cells) for cells, _reason in kept)])
    found = []
    for cells, reason in ((head, REASON), *kept):
        line = [*cells, *[""] * (width - len(cells))]
        if old is not None:
            line[old] = reason
        else:
            line.append(reason)
        found.append(line)
    return found


def _without_end(cells: Sequence[str]) -> list[str]:
    """A row of Excel goes on to the right without end."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return list(cells[: max(filled, default=-1) + 1])


def _book(pages: Sequence[tuple[str, list[list[str]]]]) -> bytes:
    book = Workbook(write_only=True)
    for title, rows in pages or [(TABLE, [list(COLUMNS)])]:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for place in range(len(rows[0])):
            sheet.column_dimensions[letter_of(place + 1)].width = 40 if rows[0][place] in (TABLE, REASON) else 18
        for number, row in enumerate(rows):
            sheet.append(
                [_cell(sheet, text, number == 0, head == REASON) for text, head in zip(row, rows[0], strict=True)]
            )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: object, text: str, is_head: bool, is_reason: bool) -> WriteOnlyCell:
    cell: WriteOnlyCell = sheet_cell(sheet, text, bold=is_head)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_reason:
        cell.fill = PatternFill("solid", fgColor="FFF4D6")
    return cell
