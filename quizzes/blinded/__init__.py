"""A file as markers get it: without what a camera or a program wrote into it about where, when and by whom.

What is seen, heard or read in it stays as it is, to the pixel; so a name in its own text stays, too. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import IO
from zipfile import BadZipFile

from pikepdf import PasswordError, PdfError

from quizzes.blinded.documents import blind_office, blind_open_document, blind_pdf
from quizzes.blinded.pictures import NOT_AS_TOLD, blind_jpeg, blind_png, blind_webp
from quizzes.blinded.recordings import blind_boxes, blind_mp3

WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "jpg": blind_jpeg,
    "png": blind_png,
    "webp": blind_webp,
    "pdf": blind_pdf,
    "docx": blind_office,
    "xlsx": blind_office,
    "pptx": blind_office,
    "odt": blind_open_document,
    "ods": blind_open_document,
    "odp": blind_open_document,
    "mp3": blind_mp3,
}
IN_PLACE = frozenset({"mp4", "m4a"})
BROKEN = (*NOT_AS_TOLD, PasswordError, PdfError, BadZipFile, zlib.error, RuntimeError)


def may_tell(kind: str) -> bool:
    """Whether files of this kind have a place for such notes at all."""
    return kind in WHOLE or kind in IN_PLACE


def blind(kind: str, source: IO[bytes], target: IO[bytes]) -> bool:
    """Write the file without them; False where it cannot be rewritten, such as a PDF that is locked."""
    try:
        if kind in IN_PLACE:
            blind_boxes(source, target)
        else:
            target.write(WHOLE[kind](source.read()))
    except BROKEN:
        return False
    return True
