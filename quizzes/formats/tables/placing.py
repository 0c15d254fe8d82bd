"""Which text of a question a picture of its row belongs to."""

from __future__ import annotations

import html

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes
from quizzes.formats.media import Shelf
from quizzes.formats.tables.columns import Columns, letter_of
from quizzes.formats.tables.pictures import Picture
from quizzes.formats.tables.rows import Row


def pictures_by_column(row: Row, columns: Columns, shelf: Shelf, notes: Notes) -> dict[int, str]:
    """As HTML, by the column of the text below which they stand. A column that means nothing else shows the question's;
    one over the key or a remark is left out, as it may tell the answer."""
    question, own = columns.places["question"], columns.places.get("picture")
    said = row.cells[own].strip() if own is not None and own < len(row.cells) else ""
    places = {*columns.options.values(), columns.places.get("feedback", question)}
    barred = {*columns.places.values(), *columns.remarks.values()} - places - {question, own}
    found: dict[int, str] = {}
    for picture in row.pictures:
        if picture.place in barred:
            notes.warn(
                _(
                    "A picture in column %(column)s was left out. Move it into the column of the question, of an"
                    " option, or of the explanation."
                )
                % {"column": letter_of(picture.place + 1)}
            )
        elif tag := _tag(picture, said if picture.place == own else "", shelf, notes):
            target = picture.place if picture.place in places else question
            found[target] = found.get(target, "") + tag
    if said and not any(picture.place == own for picture in row.pictures):
        notes.warn(_("The column “Gambar” has words, but no picture. Put the picture over the cell."))
    return found


def _tag(picture: Picture, said: str, shelf: Shelf, notes: Notes) -> str:
    if not picture.data:
        notes.warn(_("A picture is not in the file, or the file has too many. Put the picture in again."))
        return ""
    key = shelf.keep(picture.name, picture.data, notes)
    return f'<img src="media:{key}" alt="{html.escape(picture.alt or said)}">' if key else ""
