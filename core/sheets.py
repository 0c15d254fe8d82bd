"""Cells of Excel files, and tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.plain_text import without_control_signs


def sheet_cell(sheet: Any, value: str | int | Decimal | date | None, *, bold: bool = False) -> Any:
    """A text stays one: what begins with “=” is no formula, a long number keeps its digits, and no sign that somebody
    pasted keeps the whole file from being written."""
    if isinstance(value, str):
        value = without_control_signs(value) or None
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell


# What a spreadsheet would take for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """With a byte order mark, by which spreadsheets know UTF-8; what would be a formula is one no more."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(str(cell)) for cell in row] for row in rows)
    return f"\ufeff{text.getvalue()}"


def harmless(text: str) -> str:
    """For a cell of a CSV file: what a spreadsheet would take for a formula begins with a sign that makes it a text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
