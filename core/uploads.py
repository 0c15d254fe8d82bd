"""What a file is, told by its content: a name can say anything."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from threading import Lock
from typing import Any

import filetype
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, UnidentifiedImageError

from core.errors import DomainError

HEAD_BYTES = 8192
SAME_KIND = {"jpeg": "jpg", "tiff": "tif", "htm": "html"}
PICTURES = frozenset({"jpg", "png", "webp", "gif"})
TEXTS = frozenset({"txt", "csv", "vtt"})
# One part that every document of the kind has, and no other.
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
MOST_PIXELS = 60_000_000
MACROS = "vbaproject.bin"

_pillow_lock = Lock()


class UploadRefused(DomainError):  # noqa: N818  names the refusal
    """The file is not what it says, or not of a kind that is taken here."""


def check_upload(file: File[Any], *, allowed: Collection[str]) -> str:
    """The kind of the file (`pdf`, `docx`, `jpg` ...), proved by its content and told by its name alike.

    Raises UploadRefused with a sentence. `allowed` lists extensions without dot. The file is left at its beginning.
    """
    wanted = {_plain(extension) for extension in allowed}
    named = _plain(PurePath(file.name or "").suffix.lstrip("."))
    listed = ", ".join(sorted(wanted))
    if named not in wanted:
        raise UploadRefused(
            _("This kind of file is not taken here. Choose one of these: %(kinds)s.") % {"kinds": listed}
        )
    if not file.size:
        raise UploadRefused(_("The file is empty."))
    file.seek(0)
    try:
        found = kind_of(file)
        if found == "txt" and named in TEXTS:
            found = named
    finally:
        file.seek(0)
    if found is None:
        raise UploadRefused(
            _("The file is named .%(named)s, but its content is not of that kind, or it is damaged.") % {"named": named}
        )
    if found != named:
        raise UploadRefused(
            _("The file is named .%(named)s, but its content is .%(found)s. Save it as what it says, then try again.")
            % {"named": named, "found": found}
        )
    return found


def kind_of(file: File[Any]) -> str | None:
    """The extension that the content proves; None where it proves nothing, or is damaged or dangerous."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if head.startswith(b"PK"):
        return _archive_kind(file)
    if zipfile.is_zipfile(file):
        return None  # an archive behind something else's beginning
    file.seek(0)
    guessed = filetype.guess_extension(head)
    kind = _plain(guessed) if guessed else None
    if kind == "pdf":
        return "pdf" if head.startswith(b"%PDF-") else None
    if kind in PICTURES:
        return kind if _is_whole_picture(file, kind) else None
    if kind is None and _is_text(file):
        return "txt"
    return kind


def _archive_kind(file: File[Any]) -> str | None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith(MACROS) for name in names):
                return None
            for part, kind in OFFICE_PARTS.items():
                if part in names and "[Content_Types].xml" in names:
                    return kind
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return OPEN_DOCUMENTS.get(archive.read("mimetype").strip(), "zip")
            return "zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None


def _is_whole_picture(file: File[Any], kind: str) -> bool:
    """Decodes all of it: a picture that stops half way, or a bomb of pixels, is refused."""
    try:
        file.seek(0)
        with Image.open(file) as picture:
            if _plain((picture.format or "").lower()) != kind:
                return False
            if picture.width * picture.height > MOST_PIXELS:
                return False
            with _no_half_pictures():
                picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return False
    return True


@contextmanager
def _no_half_pictures() -> Iterator[None]:
    """WeasyPrint, once imported, tells Pillow to take what stops half way, for the whole process."""
    with _pillow_lock:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _is_text(file: File[Any]) -> bool:
    """UTF-8 throughout, and not markup, which a browser would take for a page."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    if file.read(HEAD_BYTES).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return False
    file.seek(0)
    try:
        while block := file.read(HEAD_BYTES):
            if b"\0" in block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plain(extension: str) -> str:
    lowered = extension.lower()
    return SAME_KIND.get(lowered, lowered)
