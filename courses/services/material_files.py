"""Files that a speaker hands over, as pieces of a material: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as _

from core.models import Attachment, Picture, Recording
from core.recordings.check import EXTENSIONS, check_recording
from core.recordings.facts import RecordingRefused
from core.recordings.saving import save_recording
from core.uploads import UploadRefused, check_upload
from courses.blocks import MaterialBlocks
from courses.errors import FilesRefusedError, SlidesRefusedError
from courses.slides.opening import pages_of
from members.models import User

MOST_FILES = 12
MOST_DOCUMENT_BYTES = 100 * 1024 * 1024


@dataclass(frozen=True)
class Piece:
    """A block as the stream takes it, and the row that it shows."""

    block_type: str
    value: dict[str, Any]
    row: models.Model


@dataclass(frozen=True)
class FileKind:
    """`check` raises UploadRefused; `make` keeps the file and says how a material shows it."""

    block_type: str
    extensions: tuple[str, ...]
    most_bytes: int
    check: Callable[[UploadedFile[Any]], None]
    make: Callable[[UploadedFile[Any], str, User], Piece]


def extension_of(file: UploadedFile[Any]) -> str:
    return PurePath(file.name or "").suffix.lstrip(".").lower()


def title_of(name: str) -> str:
    """`Paparan_hoaks-final.pdf` as people would say it: Paparan hoaks final."""
    words = " ".join(PurePath(name).stem.replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:])[:200] or _("File")


def _check_slides(file: UploadedFile[Any]) -> None:
    check_upload(file, allowed=["pdf"])
    try:
        pages_of(file, most_pages=settings.SLIDES_MOST_PAGES)
    except SlidesRefusedError as refusal:
        raise UploadRefused(str(refusal)) from refusal


def _make_slides(file: UploadedFile[Any], title: str, owner: User) -> Piece:
    return replace(_make_document(file, title, owner), block_type="slides")


def _check_document(file: UploadedFile[Any]) -> None:
    check_upload(file, allowed=settings.WAGTAILDOCS_EXTENSIONS)


def _make_document(file: UploadedFile[Any], title: str, owner: User) -> Piece:
    row = Attachment(title=title, file=file, uploaded_by_user=owner, file_size=file.size)
    row.save()
    return Piece("document", {"document": row, "note": ""}, row)


def _check_picture(file: UploadedFile[Any]) -> None:
    check_upload(file, allowed=settings.WAGTAILIMAGES_EXTENSIONS)


def _make_picture(file: UploadedFile[Any], title: str, owner: User) -> Piece:
    row = Picture(title=title, file=ImageFile(file, name=file.name), uploaded_by_user=owner, file_size=file.size)
    row.save()
    return Piece("picture", {"image": row, "alt_text": "", "decorative": False, "caption": ""}, row)


def _check_recording(file: UploadedFile[Any]) -> None:
    try:
        check_recording(file)
    except RecordingRefused as refusal:
        raise UploadRefused(str(refusal)) from refusal


def _make_recording(file: UploadedFile[Any], title: str, owner: User) -> Piece:
    """Without an actor: that its owner may write here was asked already, by the session."""
    row = save_recording(
        recording=Recording(title=title, file=file, uploaded_by_user=owner), actor=None, facts=check_recording(file)
    )
    return Piece("recording", {"recording": row, "note": ""}, row)


def kinds() -> list[FileKind]:
    """The first that takes a file's extension has it."""
    pictures, documents = tuple(settings.WAGTAILIMAGES_EXTENSIONS), tuple(settings.WAGTAILDOCS_EXTENSIONS)
    most_picture, most_recording = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.RECORDING_MAX_BYTES
    known = [
        FileKind("picture", pictures, most_picture, _check_picture, _make_picture),
        FileKind("slides", ("pdf",), MOST_DOCUMENT_BYTES, _check_slides, _make_slides),
        FileKind("recording", EXTENSIONS, most_recording, _check_recording, _make_recording),
        FileKind("document", documents, MOST_DOCUMENT_BYTES, _check_document, _make_document),
    ]
    return [kind for kind in known if kind.block_type in MaterialBlocks.base_blocks]


def accepted_extensions() -> list[str]:
    return [extension for kind in kinds() for extension in kind.extensions]


def take_files(*, files: Sequence[UploadedFile[Any]], owner: User) -> list[Piece]:
    """Each is checked before the first is kept; what went wrong with which stands in the error. Outside of any
    transaction: a large file would hold it open for as long as it takes to write."""
    chosen, lines = [], []
    if len(files) > MOST_FILES:
        lines.append(_("At most %(count)d files at once.") % {"count": MOST_FILES})
    for file in files:
        try:
            chosen.append((file, _checked_kind(file)))
        except UploadRefused as refusal:
            lines.append(f"{file.name}: {refusal}")
    if lines:
        raise FilesRefusedError(_("Nothing was kept. Mend this and choose the files again:"), lines=lines)
    pieces: list[Piece] = []
    try:
        for file, kind in chosen:
            pieces.append(kind.make(file, title_of(file.name or ""), owner))
    except BaseException:
        drop_pieces(pieces=pieces)
        raise
    return pieces


def drop_pieces(*, pieces: Sequence[Piece]) -> None:
    """The rows and, with them, their files."""
    for piece in pieces:
        piece.row.delete()


def _checked_kind(file: UploadedFile[Any]) -> FileKind:
    named = extension_of(file)
    kind = next((kind for kind in kinds() if named in kind.extensions), None)
    if kind is None:
        listed = ", ".join(accepted_extensions())
        raise UploadRefused(
            _("This kind of file is not taken here. Choose one of these: %(kinds)s.") % {"kinds": listed}
        )
    if (file.size or 0) > kind.most_bytes:
        most = kind.most_bytes // (1024 * 1024)
        raise UploadRefused(_("The file is larger than %(most)d MB. Make it smaller.") % {"most": most})
    kind.check(file)
    return kind
