"""Rows of CSV as programs of all countries write it: parted by ; or , or tab, in whatever encoding."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.encodings import WINDOWS, decoded
from core.plain_text import without_control_signs
from core.tables.table import LONGEST_TEXT, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Row, Sheet, TableRefused
from core.tables.values import digits_of_text

SIGNS = ";\t,|"
LOOKED_AT = 20
SAYS_SIGN = "sep="  # Excel's own first line


@dataclass(frozen=True)
class CsvText:
    """`start` counts the lines before the first row: one where the file says by which sign it parts."""

    text: str
    sign: str
    start: int
    is_guessed: bool


def csv_text(data: bytes) -> CsvText:
    try:
        text, encoding = decoded(data)
    except UnicodeDecodeError as error:
        raise TableRefused(_("The letters of the file cannot be read. Save it as UTF-8 and try again.")) from error
    if "\0" in text:
        raise TableRefused(_("This is no table. Choose an Excel file (.xlsx) or a CSV file."))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    guessed = encoding == WINDOWS
    first, _line_feed, rest = text.partition("\n")
    if first.strip('"').lower().startswith(SAYS_SIGN) and len(first.strip('"')) == len(SAYS_SIGN) + 1:
        return CsvText(rest, first.strip('"')[-1], 1, guessed)
    return CsvText(text, _sign_of(text), 0, guessed)


def csv_sheet(found: CsvText) -> Sheet:
    rows: list[Row] = []
    cells = 0
    reader = csv.reader(io.StringIO(found.text), delimiter=found.sign)
    line = 0
    try:
        for number, values in enumerate(reader, start=1 + found.start):
            line = reader.line_num + found.start
            row = _row(number, values)
            if not row.filled:
                continue
            cells += len(row.cells)
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS:
                raise TableRefused(
                    _("The table has more than %(most)d filled rows. Split it into several files.")
                    % {"most": MOST_ROWS}
                )
            rows.append(row)
    except csv.Error as error:
        raise TableRefused(
            _("The table is damaged near line %(line)d: a quotation mark may be missing.") % {"line": line + 1}
        ) from error
    return Sheet("", rows)


def _row(number: int, values: list[str]) -> Row:
    troubles: dict[int, str] = {}
    cells = []
    for place, value in enumerate(values[:MOST_COLUMNS]):
        text, trouble = digits_of_text(without_control_signs(value).strip())
        if len(text) > LONGEST_TEXT:
            text, trouble = "", _("The text is longer than %(most)d letters. Shorten it.") % {"most": LONGEST_TEXT}
        if trouble:
            troubles[place] = trouble
        cells.append(text)
    while cells and not cells[-1] and len(cells) - 1 not in troubles:
        cells.pop()
    return Row(number, tuple(cells), troubles)


def _sign_of(text: str) -> str:
    """The one that parts the most lines into equally many; signs within quotation marks do not count."""
    counts: dict[str, list[int]] = {sign: [] for sign in SIGNS}
    inside = False
    for line in text[:200_000].split("\n")[:LOOKED_AT]:
        outside = ""
        for position, piece in enumerate(line.split('"')):
            if position:
                inside = not inside
            if not inside:
                outside += piece
        for sign in SIGNS:
            counts[sign].append(outside.count(sign))
    return max(SIGNS, key=lambda sign: _agreement(counts[sign]))


def _agreement(numbers: list[int]) -> tuple[int, int]:
    filled = [number for number in numbers if number]
    if not filled:
        return 0, 0
    common = max(set(filled), key=lambda number: (filled.count(number), number))
    return filled.count(common), common
