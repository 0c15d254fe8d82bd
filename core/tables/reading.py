"""The one door: a file that somebody made in, its table out, or a sentence why not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.tables.csv_rows import csv_sheet, csv_text
from core.tables.opening import opened
from core.tables.table import MOST_BYTES, Row, Scoring, Sheet, Table, TableRefused
from core.tables.workbook import Workbook

SEARCHED = 40  # filled rows in which a header is looked for
LONGEST_HEAD = 60
LISTED = 10


def read_table(file: File[Any] | bytes, *, score: Scoring | None = None, sheet: str = "") -> Table:
    """The rows below the best header, of the sheet that has it, or of the one named `sheet`.

    `score` says how much a row looks like a header; without one it is the row with the most different short texts.
    Titles above it, empty rows and a row that only numbers the columns are passed over. Raises TableRefused.
    """
    data, name = (file, "") if isinstance(file, bytes) else (_bytes_of(file), file.name or "")
    package = opened(data)
    score = score or plain_score
    if package is not None:
        workbook = Workbook(package)
        glimpses = workbook.glimpses(SEARCHED)
        chosen, others = _chosen(glimpses, score, sheet)
        return _table("xlsx", workbook.whole(glimpses, chosen), others, workbook.all_notes(), score)
    found = csv_text(data)
    notes: list[str] = []
    chosen, others = _chosen([csv_sheet(found)], score, "")
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        notes.append(_("The file is named as an Excel file and is CSV; it was read as that."))
    if found.is_guessed:
        notes.append(
            _("The file is not in UTF-8 and was read as Windows-1252. Check letters with accents, or save it as UTF-8.")
        )
    return _table("csv", chosen, others, notes, score)


def plain_score(cells: Sequence[str]) -> int:
    """How many different short texts with a letter in them."""
    heads = {cell.lower() for cell in cells if 0 < len(cell) <= LONGEST_HEAD and any(map(str.isalpha, cell))}
    return len(heads)


def _bytes_of(file: File[Any]) -> bytes:
    file.seek(0)
    data: bytes = file.read(MOST_BYTES + 1)
    return data


def _chosen(sheets: list[Sheet], score: Scoring, wanted: str) -> tuple[Sheet, list[str]]:
    """The one with the best header, or of the wanted name, and what others are called that have one."""
    if not any(sheet.rows for sheet in sheets):
        raise TableRefused(_("There is nothing in this file: no sheet that can be seen holds a filled cell."))
    headed = [(sheet, points) for sheet in sheets for _place, points in [_best(sheet, score)] if points]
    if not headed:
        raise TableRefused(
            _("No row names the columns. Write their names into the first row, for example Nama, NIP, UPT.")
        )
    named = [sheet for sheet, _points in headed if sheet.title == wanted] if wanted else []
    chosen = named[0] if named else max(headed, key=lambda one: one[1])[0]
    return chosen, [sheet.title for sheet, _points in headed if sheet is not chosen]


def _table(kind: str, sheet: Sheet, others: list[str], notes: list[str], score: Scoring) -> Table:
    place, _points = _best(sheet, score)
    header, last = _header(sheet, place)
    after = [row for row in sheet.rows[place + 1 :] if row.number > last]
    if after and _only_numbers_columns(after[0]):
        last = after.pop(0).number
    hidden = [str(row.number) for row in after if row.is_hidden]
    if hidden:
        notes.append(
            ngettext(
                "%(number)d row is hidden in the file and was read like the others: %(rows)s.",
                "%(number)d rows are hidden in the file and were read like the others: %(rows)s.",
                len(hidden),
            )
            % {"number": len(hidden), "rows": ", ".join(hidden[:LISTED]) + ("…" if len(hidden) > LISTED else "")}
        )
    return Table(kind, sheet.title, header, last, after, notes, others)


def _best(sheet: Sheet, score: Scoring) -> tuple[int, int]:
    """The place of the row that looks most like a header, the first of them, and how much it does."""
    points = [score(row.cells) for row in sheet.rows[:SEARCHED]]
    best = max(points, default=0)
    return (points.index(best), best) if best else (0, 0)


def _header(sheet: Sheet, place: int) -> tuple[tuple[str, ...], int]:
    """The names of the columns, of two lines joined where cells are merged downwards, and the last line's number."""
    first = sheet.rows[place]
    last = first.number + sheet.depths.get(first.number, 1) - 1
    lines = [row for row in sheet.rows[place:] if row.number <= last]
    width = max(len(row.cells) for row in lines)
    heads = []
    for column in range(width):
        words = list(dict.fromkeys(text for row in lines if (text := " ".join(row.text(column).split()))))
        heads.append(" / ".join(words))
    return tuple(heads), last


def _only_numbers_columns(row: Row) -> bool:
    """1, 2, 3 … below the names, as official tables have it."""
    numbers = [cell.strip("() ") for cell in row.cells if cell]
    return len(numbers) >= 3 and numbers == [str(number) for number in range(1, len(numbers) + 1)]
