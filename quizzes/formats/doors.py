"""The doors. Bytes in, a reading out: whatever they are, it neither raises nor hangs nor forgets a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from quizzes.formats.aiken import read_aiken
from quizzes.formats.detection import format_of
from quizzes.formats.django_quiz import read_django_quiz
from quizzes.formats.findings import FileRefusedError, Reading, refused_file
from quizzes.formats.gift import read_gift, write_gift
from quizzes.formats.limits import MOST_BYTES
from quizzes.formats.moodle_xml import read_moodle_xml, write_moodle_xml
from quizzes.formats.qti import read_qti, write_qti3
from quizzes.formats.tables import read_csv, read_xlsx, write_xlsx
from quizzes.formats.writing import Written
from quizzes.items import Item

AUTO = "auto"
READERS: dict[str, Callable[[bytes], Reading]] = {
    "aiken": read_aiken,
    "gift": read_gift,
    "moodle-xml": read_moodle_xml,
    "xlsx": read_xlsx,
    "csv": read_csv,
    "qti": read_qti,
    "django-quiz": read_django_quiz,
}


def read_questions(data: bytes, *, filename: str = "", format: str = AUTO) -> Reading:
    try:
        if len(data) > MOST_BYTES:
            raise FileRefusedError(_("The file is larger than 20 MB. Split it into several files."))
        if not data.strip():
            raise FileRefusedError(_("The file is empty."))
        name = format_of(data, filename) if format == AUTO else format
    except FileRefusedError as error:
        return refused_file(format, str(error))
    reader = READERS.get(name)
    if reader is None:
        return refused_file(name, _("The format “%(name)s” cannot be read.") % {"name": name})
    try:
        return reader(data)
    except FileRefusedError as error:
        return refused_file(name, str(error))


WRITERS: dict[str, Callable[[Sequence[Item]], Written]] = {
    "gift": write_gift,
    "moodle-xml": write_moodle_xml,
    "xlsx": write_xlsx,
    "qti3": write_qti3,
}


def write_questions(items: Sequence[Item], *, format: str) -> Written:
    return WRITERS[format](items)
