"""What a file's refused questions look like as a file of their own: to be mended, and read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from quizzes.formats.refused.packages import package_of
from quizzes.formats.refused.parts import XLSX, FileMade, Refused
from quizzes.formats.refused.sheets import csv_of, table_of, workbook_of
from quizzes.formats.refused.texts import aiken_of, dump_of, gift_of, moodle_xml_of

__all__ = ["XLSX", "FileMade", "Refused", "refused_file"]

MAKERS: dict[str, Callable[[bytes, Sequence[Refused]], FileMade]] = {
    "xlsx": workbook_of,
    "csv": csv_of,
    "gift": gift_of,
    "aiken": aiken_of,
    "moodle-xml": moodle_xml_of,
    "qti": package_of,
    "django-quiz": dump_of,
}


def refused_file(data: bytes, format: str, refused: Sequence[Refused]) -> FileMade:
    """As they were written, in the file's own format, each with its reason; a table where none of them has a text."""
    maker = MAKERS.get(format)
    made = maker(data, refused) if maker else FileMade(b"", "", "")
    return made if made.data else table_of(refused)
