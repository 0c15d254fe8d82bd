"""The text of a file of questions, whatever program wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from core.encodings import WINDOWS, decoded
from quizzes.formats.findings import FileRefusedError

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


def text_of(data: bytes, warn: Callable[[str], None]) -> str:
    """With lines ended by a line feed, and without control characters, which no screen shows and no database takes."""
    text = _decoded(data, warn).replace("\r\n", "\n").replace("\r", "\n")
    seen = UNSEEN.sub("", text)
    if seen != text:
        warn(_("Control characters were left out."))
    return seen


def _decoded(data: bytes, warn: Callable[[str], None]) -> str:
    try:
        text, encoding = decoded(data)
    except UnicodeDecodeError as error:
        raise FileRefusedError(_("The letters of the file cannot be read. Save it as UTF-8 and try again.")) from error
    if encoding != WINDOWS:
        return text
    if "\x00" in text:
        raise FileRefusedError(_("The file is not text. Export the questions again and choose UTF-8."))
    warn(
        _("The file is not in UTF-8 and was read as Windows-1252. Check letters with accents, or save it as UTF-8."),
    )
    return text
