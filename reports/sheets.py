"""Tables as Excel files: facts above, numbers as numbers, lying A4 with the head on every page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from core.sheets import sheet_cell
from reports.columns import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9


def table_xlsx(*tables: Table) -> bytes:
    """A sheet for each. With facts above, its first column is a running number."""
    book = Workbook(write_only=True)
    for table in tables:
        _add(book, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plain_xlsx(
    name: str, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str | int]], *beside: Table
) -> bytes:
    """For a program to read: its first sheet has nothing above the head; what people want to know stands `beside`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    print_lying(sheet, head_row=1, widths=widths)
    sheet.append(head_cells(sheet, heads))
    for row in rows:
        sheet.append([sheet_cell(sheet, value) for value in row])
    for table in beside:
        _add(book, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add(book: Any, table: Table) -> None:
    sheet = book.create_sheet(table.name[:31])
    print_lying(sheet, head_row=len(table.facts) + 3, widths=[6, *(column.width for column in table.columns)])
    sheet.append([sheet_cell(sheet, table.title, bold=True)])
    for name, value in table.facts:
        sheet.append([sheet_cell(sheet, name), None, sheet_cell(sheet, value)])
    sheet.append([])
    sheet.append(head_cells(sheet, [_("No."), *(column.label for column in table.columns)]))
    for number, row in enumerate(table.rows, start=1):
        cells = [figure_cell(sheet, column.value(row)) for column in table.columns]
        sheet.append([sheet_cell(sheet, number), *cells])
    if table.rows:
        head = len(table.facts) + 3
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(table.columns) + 1)}{head + len(table.rows)}"
    if table.foot is not None:
        foot = [figure_cell(sheet, table.under(column), bold=True) for column in table.columns]
        sheet.append([None, sheet_cell(sheet, table.foot_label, bold=True), *foot[1:]])


def print_lying(sheet: Any, *, head_row: int, widths: Sequence[int]) -> None:
    """To be called before the first row: a sheet that is written row by row has its measures on top."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"C{head_row + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.oddFooter.right.text = _("Page {page} of {pages}").format(page="&P", pages="&N")


def head_cells(sheet: Any, words: Iterable[str]) -> list[Any]:
    cells = [sheet_cell(sheet, word, bold=True) for word in words]
    for cell in cells:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cells


def figure_cell(sheet: Any, value: str | int | Decimal | date | None, *, bold: bool = False) -> Any:
    """A number stays one, with as many decimals as its column has."""
    cell = sheet_cell(sheet, value, bold=bold)
    if isinstance(value, Decimal):
        cell.number_format = "0.00"
    return cell
