"""What our sheets have in common: lying A4 with the head on every page, and figures with two decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from core.sheets import sheet_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9


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
