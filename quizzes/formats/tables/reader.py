"""Tables of questions: a row for each, columns named in Indonesian or English (see docs/question-files.md)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _

from quizzes.formats.findings import FileRefusedError, Gathering, Reading
from quizzes.formats.tables.columns import Columns, columns_of, letter_of
from quizzes.formats.tables.question import RowQuestion
from quizzes.formats.tables.rows import Sheet, sheet_of_csv, sheets_of_xlsx

SEARCHED = 20  # rows in which a header is looked for
GUIDES = {"petunjuk", "guide"}


def read_xlsx(data: bytes) -> Reading:
    gathering = Gathering("xlsx")
    sheets = sheets_of_xlsx(data, gathering.notes.warn)
    return _read(gathering, sheets)


def read_csv(data: bytes) -> Reading:
    gathering = Gathering("csv")
    return _read(gathering, [sheet_of_csv(data, gathering.notes.warn)])


def _read(gathering: Gathering, sheets: list[Sheet]) -> Reading:
    headed = [(sheet, found) for sheet in sheets if (found := header_of(sheet))]
    if not headed:
        raise FileRefusedError(
            _("No row names the columns. Begin with “Soal”, “Kunci”, “Opsi A”, “Opsi B”, or use the template.")
        )
    known = {id(sheet) for sheet, _found in headed}
    for sheet in sheets:
        if id(sheet) not in known and sheet.title.lower() not in GUIDES and any(not row.is_empty for row in sheet.rows):
            gathering.notes.warn(
                _("The sheet “%(title)s” has no row that names its columns, and was left out.") % {"title": sheet.title}
            )
    placed: set[int] = set()
    for sheet, (start, columns) in headed:
        if columns.unknown:
            gathering.notes.warn(
                _("Columns that are not known were left out: %(names)s.") % {"names": ", ".join(columns.unknown[:10])}
            )
        for row in sheet.rows[start:]:
            if not row.is_empty:
                placed.update(id(picture) for picture in row.pictures)
                question = RowQuestion(row, columns)
                file = sheet.title if len(headed) > 1 else ""
                gathering.take(partial(RowQuestion.item, question), name=question.beginning, row=row.number, file=file)
    _tell_of_stray(gathering, sheets, placed)
    return gathering.reading()


def _tell_of_stray(gathering: Gathering, sheets: list[Sheet], placed: set[int]) -> None:
    stray = [
        f"{sheet.title} {letter_of(picture.place + 1)}{picture.row}"
        for sheet in sheets
        for picture in (*(one for row in sheet.rows for one in row.pictures), *sheet.stray)
        if id(picture) not in placed and sheet.title.lower() not in GUIDES
    ]
    if stray:
        gathering.notes.warn(
            _(
                "Pictures in rows without a question were left out (%(count)d): %(places)s. Move each into the row of"
                " its question."
            )
            % {"count": len(stray), "places": ", ".join(stray[:10])}
        )


def header_of(sheet: Sheet) -> tuple[int, Columns] | None:
    for place, row in enumerate(sheet.rows[:SEARCHED]):
        columns = columns_of(row.cells)
        if columns.usable:
            return place + 1, columns
    return None
