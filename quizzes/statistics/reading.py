"""A table of marks from a CSV file, as spreadsheets here and elsewhere write it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.table import MarksTable

MOST_BYTES = 20_000_000
MOST_ITEMS = 2_000
MOST_CELL = 40
ID_NAMES = {
    *("id", "no", "no.", "nomor", "nama", "name", "nip", "e-mail", "email", "surel", "user", "username", "peserta"),
    *("participant", "attempt", "quizattempt", "percobaan", "upt"),
    *("angkatan", "batch"),
}
SUM_NAMES = {"total", "sum", "summarks", "sumgrades", "jumlah", "nilai akhir", "skor total"}
MAXIMUM_NAMES = {"max", "maximum", "maxmark", "maxmarks", "maks", "maksimum", "maksimal", "nilai maksimum"}
# The first line of an exported matrix of marks (`quizzes/analysis_exports.py`): who, then items, then their sum.
OWN_HEADS = (("nama", "upt", "angkatan"), ("peserta",))
OWN_ITEM, OWN_SUM = "Soal ", "total"
Rows = tuple[tuple[Decimal | None, ...], ...]
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)")


@dataclass(frozen=True)
class Finding:
    """What stops the reading: the line in the file, the column's name, what is wrong and what mends it."""

    line: int
    column: str
    problem: str
    cure: str

    def __str__(self) -> str:
        place = _("line %(line)d") % {"line": self.line}
        if self.column:
            place = _("line %(line)d, column “%(column)s”") % {"line": self.line, "column": self.column}
        return f"{place}: {self.problem} {self.cure}"


class UnreadableMarksError(ValueError):
    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = list(findings)


@dataclass(frozen=True)
class MarksFile:
    """`notes`: what was understood that another reader might have understood otherwise. `uneven`: the same marks where
    empty cells are items that an attempt did not have, which are None there and 0 in the table; else nothing."""

    table: MarksTable
    notes: list[str] = field(default_factory=list)
    uneven: Rows = ()


@dataclass(frozen=True)
class _Line:
    number: int
    cells: list[str]


def read_marks(
    data: bytes,
    *,
    first_is_maximum: bool | None = None,
    skip_missing: bool = False,
    empty_is_absent: bool | None = None,
) -> MarksFile:
    """An empty cell counts as 0, what an unanswered question earns; in the files of this site's analyses, and where
    `empty_is_absent`, it is an item that the attempt did not have. `skip_missing` leaves such attempts out instead."""
    if len(data) > MOST_BYTES:
        raise _stop(1, _("The file is larger than 20 MB."), _("Leave out what is not marks."))
    lines = _lines(_decoded(data))
    if not lines:
        raise _stop(1, _("The file is empty."), _("Write one line for each attempt and one column for each item."))
    notes: list[str] = []
    names, rows = _names(lines)
    absent = _is_own(names) if empty_is_absent is None else empty_is_absent
    rows = _even(names, rows)
    kept = _item_columns(names, rows, notes)
    rows, maxima_row = _maxima_row(rows, kept, first_is_maximum, notes)
    names = [names[place] for place in kept]
    findings: list[Finding] = []
    marks = [[_mark(row, place, name, findings) for place, name in zip(kept, names, strict=True)] for row in rows]
    maxima = _maxima(maxima_row, kept, names, marks, findings, notes)
    findings += _above(rows, names, marks, maxima)
    if findings:
        raise UnreadableMarksError(findings)
    absent = absent and not skip_missing and any(None in row for row in marks)
    if absent:
        notes.append(_("An empty cell is an item that the attempt did not have."))
    whole = _zeroed(marks) if absent else _whole(marks, skip_missing, notes)
    uneven = tuple(map(tuple, marks)) if absent else ()
    return MarksFile(MarksTable(tuple(names), tuple(maxima), whole), notes, uneven)


def _stop(line: int, problem: str, cure: str, column: str = "") -> UnreadableMarksError:
    return UnreadableMarksError([Finding(line, column, problem, cure)])


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> list[_Line]:
    text = text.replace("\x00", "")
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = ";" if ";" in head else "\t" if "\t" in head else ","
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    found = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                found.append(_Line(reader.line_num, cells))
    except csv.Error:
        cure = _("Save the table as CSV once more; a quotation mark may be open.")
        raise _stop(reader.line_num, _("The line is no CSV."), cure) from None
    return found


def _names(lines: list[_Line]) -> tuple[list[str], list[_Line]]:
    """The header, or names made up where the first line has numbers only."""
    first, rest = lines[0], lines[1:]
    numbered = len(first.cells) > 1 and first.cells == [str(place) for place in range(1, len(first.cells) + 1)]
    worded = any(cell and not _NUMBER.fullmatch(cell) for cell in first.cells) and not _is_labelled_maximum(first)
    if numbered or worded:
        names = [cell or str(place) for place, cell in enumerate(first.cells, start=1)]
        return names, rest
    return [str(place) for place, _cell in enumerate(first.cells, start=1)], lines


def _is_labelled_maximum(line: _Line) -> bool:
    return any(cell.casefold() in MAXIMUM_NAMES for cell in line.cells)


def _even(names: list[str], rows: list[_Line]) -> list[_Line]:
    """Empty cells at the end do not matter; cells too many do."""
    even, findings = [], []
    for row in rows:
        cells = row.cells
        while len(cells) > len(names) and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > len(names):
            problem = _("There are %(cells)d cells, and the first line has %(columns)d.")
            cure = _("Put decimal commas in quotation marks, or separate the columns by semicolons.")
            findings.append(Finding(row.number, "", problem % {"cells": len(cells), "columns": len(names)}, cure))
        even.append(_Line(row.number, cells + [""] * (len(names) - len(cells))))
    if findings:
        raise UnreadableMarksError(findings)
    return even


def _item_columns(names: list[str], rows: list[_Line], notes: list[str]) -> list[int]:
    kept, left_out = [], []
    for place, name in enumerate(names):
        cells = [row.cells[place] for row in rows if not _is_labelled_maximum(row)]
        filled = [cell for cell in cells if cell]
        is_text = bool(filled) and not any(_NUMBER.fullmatch(cell) for cell in filled)
        known = name.casefold() in ID_NAMES | SUM_NAMES
        counts_up = place == 0 and len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]
        if is_text or known or counts_up:
            left_out.append(name)
        elif filled or name != str(place + 1):
            kept.append(place)
    if left_out:
        sentence = _("Not counted as items: %(columns)s.")
        notes.append(sentence % {"columns": ", ".join(f"“{name}”" for name in left_out)})
    if not kept:
        raise _stop(1, _("No column holds marks."), _("Write the marks as numbers, one column for each item."))
    if len(kept) > MOST_ITEMS:
        raise _stop(1, _("There are more than 2,000 columns."), _("A column is an item, a line an attempt."))
    return kept


def _maxima_row(
    rows: list[_Line], kept: list[int], first_is_maximum: bool | None, notes: list[str]
) -> tuple[list[_Line], _Line | None]:
    """A first line that says so; or one that no mark of any column exceeds, which is said in a note."""
    if not rows or first_is_maximum is False:
        return rows, None
    first, rest = rows[0], rows[1:]
    if first_is_maximum or _is_labelled_maximum(first):
        return rest, first
    others = [place for place in range(len(first.cells)) if place not in kept]
    if others and any(first.cells[place] for place in others):
        return rows, None
    tops = [_number(first.cells[place]) for place in kept]
    columns = [[_number(row.cells[place]) for row in rest] for place in kept]
    if rest and all(_may_be_maximum(top, column) for top, column in zip(tops, columns, strict=True)):
        notes.append(_("The first line of numbers is read as maximum marks. Say --first-line attempt if it is one."))
        return rest, first
    return rows, None


def _may_be_maximum(top: Decimal | None, column: list[Decimal | None]) -> bool:
    """A maximum of 0 only where everybody has 0."""
    marks = [mark for mark in column if mark is not None]
    return top is not None and all(mark <= top for mark in marks) and (top > 0 or not any(marks))


def _number(cell: str) -> Decimal | None:
    if len(cell) > MOST_CELL or not _NUMBER.fullmatch(cell):
        return None
    return Decimal(cell.replace(",", "."))


def _mark(row: _Line, place: int, name: str, findings: list[Finding]) -> Decimal | None:
    cell = row.cells[place]
    if not cell:
        return None
    number = _number(cell)
    if number is None:
        problem = _("“%(cell)s” is not a mark.") % {"cell": cell[:MOST_CELL]}
        cure = _("Write a number such as 1 or 0,5, or leave the cell empty.")
        findings.append(Finding(row.number, name, problem, cure))
    return number


def _maxima(
    row: _Line | None,
    kept: list[int],
    names: list[str],
    marks: list[list[Decimal | None]],
    findings: list[Finding],
    notes: list[str],
) -> list[Decimal]:
    seen = [max((read[at] or Decimal(0) for read in marks), default=Decimal(0)) for at in range(len(names))]
    if row is None:
        if any(top > 1 for top in seen):
            notes.append(_("No maximum marks are given: the highest mark of each item stands for them, at least 1."))
        else:
            notes.append(_("No maximum marks are given: each item counts 1."))
        return [max(top, Decimal(1)) for top in seen]
    maxima = []
    for place, name in zip(kept, names, strict=True):
        top = _number(row.cells[place])
        if top is None or top < 0:
            problem = _("The maximum mark is missing or no number.")
            findings.append(Finding(row.number, name, problem, _("Write a number such as 1 or 2,5.")))
        maxima.append(top or Decimal(0))
    return maxima


def _above(
    rows: list[_Line], names: list[str], marks: list[list[Decimal | None]], maxima: list[Decimal]
) -> list[Finding]:
    found = []
    for row, read in zip(rows, marks, strict=True):
        for name, mark, top in zip(names, read, maxima, strict=True):
            if mark is not None and mark > top:
                problem = _("%(mark)s is more than the maximum of %(maximum)s.") % {"mark": mark, "maximum": top}
                found.append(Finding(row.number, name, problem, _("Correct the mark or the maximum.")))
    return found


def _whole(marks: list[list[Decimal | None]], skip_missing: bool, notes: list[str]) -> tuple[tuple[Decimal, ...], ...]:
    missing = sum(mark is None for row in marks for mark in row)
    if missing and skip_missing:
        left = [row for row in marks if None not in row]
        count = len(marks) - len(left)
        sentence = ngettext(
            "%(count)d attempt with empty cells is left out.",
            "%(count)d attempts with empty cells are left out.",
            count,
        )
        notes.append(sentence % {"count": count})
        marks = left
    elif missing:
        sentence = ngettext("%(count)d empty cell counts as 0.", "%(count)d empty cells count as 0.", missing)
        notes.append(sentence % {"count": missing})
    return _zeroed(marks)


def _zeroed(marks: list[list[Decimal | None]]) -> tuple[tuple[Decimal, ...], ...]:
    return tuple(tuple(mark or Decimal(0) for mark in row) for row in marks)


def _is_own(names: list[str]) -> bool:
    """An unanswered question has its 0 in the files of this site: what is empty there was not asked."""
    head = next((head for head in OWN_HEADS if tuple(names[: len(head)]) == head), None)
    return (
        head is not None and names[-1] == OWN_SUM and all(name.startswith(OWN_ITEM) for name in names[len(head) : -1])
    )
