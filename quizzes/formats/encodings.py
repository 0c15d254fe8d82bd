"""Bytes to text: UTF-8, UTF-16 and UTF-32 by their marks, UTF-16 without one, and what older Windows programs write."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from quizzes.formats.findings import FileRefusedError

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


def text_of(data: bytes, warn: Callable[[str], None]) -> str:
    """With lines ended by a line feed, and without control characters, which no screen shows and no database takes."""
    text = _decoded(data, warn).replace("\r\n", "\n").replace("\r", "\n")
    seen = UNSEEN.sub("", text)
    if seen != text:
        warn(_("Control characters were left out."))
    return seen


def _decoded(data: bytes, warn: Callable[[str], None]) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if guess := _without_mark(data):
        return _strictly(data, guess)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1252")
    if "\x00" in text:
        raise FileRefusedError(_("The file is not text. Export the questions again and choose UTF-8."))
    warn(
        _("The file is not in UTF-8 and was read as Windows-1252. Check letters with accents, or save it as UTF-8."),
    )
    return text


def _without_mark(data: bytes) -> str:
    """UTF-16 of a mostly Latin text has a zero in every second byte."""
    start = data[:400]
    if len(start) < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) * 0.3 and even < len(start) * 0.05:
        return "utf-16-le"
    if even > len(start) * 0.3 and odd < len(start) * 0.05:
        return "utf-16-be"
    return ""


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefusedError(_("The letters of the file cannot be read. Save it as UTF-8 and try again.")) from error
