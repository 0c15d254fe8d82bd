"""What a file is, by what stands in it; its name only decides between two kinds of plain text."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from quizzes.formats.archives import Archive, is_zip
from quizzes.formats.encodings import text_of
from quizzes.formats.findings import FileRefusedError

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIRST_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
PASSED_OVER = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))  # what may stand before the first element
ANSWER_LINE = re.compile(r"^\s*ANSWER\s*:", re.MULTILINE | re.IGNORECASE)
BRACES = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}", re.DOTALL)
LOOKED_AT = 400_000


def format_of(data: bytes, filename: str = "") -> str:
    ending = filename.lower().rpartition(".")[2]
    if is_zip(data):
        return _of_archive(Archive(data))
    if data.startswith(OLD_OFFICE):
        raise FileRefusedError(_("This is a file of old Excel or Word. Save it as “.xlsx” and try again."))
    text = text_of(data, lambda _sentence: None)[:LOOKED_AT].lstrip()
    if not text:
        raise FileRefusedError(_("The file is empty."))
    if text.startswith("<"):
        return _of_xml(text)
    if ending in ("csv", "tsv"):
        return "csv"
    if text.startswith("[") and re.match(r"\[\s*\{", text) and '"model"' in text:
        return _of_dump(text_of(data, lambda _sentence: None))
    if ANSWER_LINE.search(text):
        return "aiken"
    return "gift" if BRACES.search(text) or not _looks_like_table(text) else "csv"


def _of_dump(text: str) -> str:
    if re.search(r'"(?:quiz\.question|multichoice\.mcquestion|true_false\.tf_question)"', text, re.IGNORECASE):
        return "django-quiz"
    raise FileRefusedError(_("This looks like a dump of a database without questions of django-quiz-app."))


def _looks_like_table(text: str) -> bool:
    first = text.partition("\n")[0]
    return any(first.count(sign) >= 2 for sign in ",;\t")


def _of_archive(archive: Archive) -> str:
    names = archive.names
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith("imsmanifest.xml") for name in names):
        return "qti"
    if "word/document.xml" in names:
        raise FileRefusedError(_("This is a Word file. Save it as plain text (UTF-8), or use the Excel template."))
    if "moodle_backup.xml" in names:
        raise FileRefusedError(
            _("This is a backup of a Moodle course. In Moodle's question bank choose “Export” and “Moodle XML format”.")
        )
    if any(name.lower().endswith(".xml") for name in names):
        return "qti"
    raise FileRefusedError(_("The ZIP file holds no questions: neither an Excel file nor a QTI package."))


def _of_xml(text: str) -> str:
    found = FIRST_ELEMENT.search(text, _start_of_element(text))
    root = found[1].lower() if found else ""
    if root == "quiz":
        return "moodle-xml"
    if root.startswith(("assessment", "qti-assessment", "manifest")):
        return "qti"
    if root == "questestinterop":
        raise FileRefusedError(_("This is QTI 1.2. Export the questions as QTI 2.1 or later, or as Moodle XML."))
    if root in ("html", "!doctype"):
        raise FileRefusedError(_("This is a web page, not a file of questions."))
    if not root:
        return "moodle-xml"  # too damaged to tell; its reader says where
    raise FileRefusedError(_("The XML element <%(name)s> begins no format that is known here.") % {"name": root[:40]})


def _start_of_element(text: str) -> int:
    """Past declarations and comments, in one pass: a file of nothing but their beginnings takes no time."""
    place = 0
    while (place := text.find("<", place)) >= 0:
        ending = next((ending for start, ending in PASSED_OVER if text.startswith(start, place)), "")
        if not ending:
            return place
        end = text.find(ending, place)
        if end < 0:
            break
        place = end + len(ending)
    return len(text)
