"""Pictures and sounds of questions: kept once, by their content, and let go when nothing shows them any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.kill_points import kill_point
from core.models.media import private_storage
from quizzes.attached import with_other_names, without
from quizzes.errors import MediaRefusedError
from quizzes.items import Item, Media
from quizzes.media_files import CheckedMedia, check_question_media
from quizzes.models import QuestionMedia

FOLDER = "question_media"
# A form that is being written, or a file that is being imported, may still be about to name it.
KEPT_UNUSED = timedelta(days=1)


@transaction.atomic
def store_question_media(*, name: str, data: bytes) -> QuestionMedia:
    """`store_question_media`: the one way for a picture or sound into questions, from the author's form or a file.

    Raises MediaRefusedError with a sentence. The same content gives the same row. A picture may have been made anew,
    so it is the row's own `sha256` that a text must name; `stored_media_of` does so for a whole item. What is seen or
    heard (`alt`) belongs to the use: QuestionAttachment.alt, QuestionOption.media_alt.
    """
    checked = check_question_media(name, data)
    found = QuestionMedia.objects.filter(sha256=checked.sha256).first()
    used_again = QuestionMedia.objects.filter(sha256=checked.sha256)
    # Where it has just been let go, there is nothing to update any more.
    if found is not None and found.is_there and used_again.update(stored_at=clock.now()):
        return found
    # The row before its file: whoever lets the same file go holds that row, and is through before it is written.
    facts = {**_facts(name, checked), "file": _path_of(checked), "stored_at": clock.now()}
    media, _made = QuestionMedia.objects.update_or_create(sha256=checked.sha256, defaults=facts)
    _write(checked)
    return media


def _facts(name: str, checked: CheckedMedia) -> dict[str, Any]:
    return {
        "sha256": checked.sha256,
        "name": (PurePath(name.replace("\\", "/")).name or f"{checked.sha256[:12]}.{checked.extension}")[-150:],
        "content_type": checked.content_type,
        "size": len(checked.data),
        "width": checked.width,
        "height": checked.height,
        "seconds": checked.seconds,
    }


def _path_of(checked: CheckedMedia) -> str:
    """Named by its content, so that a second writer of the same finds it there."""
    return f"{FOLDER}/{checked.sha256[:2]}/{checked.sha256}.{checked.extension}"


def _write(checked: CheckedMedia) -> None:
    path, storage = _path_of(checked), private_storage()
    if not storage.exists(path):
        storage.save(path, ContentFile(checked.data))


@dataclass(frozen=True)
class StoredMedia:
    """The item of a file, its pictures and sounds named as they are stored; their rows by these names; and a sentence
    for each that is refused: its words stand in its place."""

    item: Item
    files: dict[str, QuestionMedia] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def stored_media_of(item: Item, *, rehearse: bool = False) -> StoredMedia:
    """`rehearse` checks them all and stores none: the rows are not saved."""
    names: dict[str, Media] = {}
    files: dict[str, QuestionMedia] = {}
    remarks: list[str] = []
    refused: set[str] = set()
    for file in item.media:
        try:
            if rehearse:
                row = QuestionMedia(**_facts(file.name, check_question_media(file.name, file.data)))
            else:
                row = store_question_media(name=file.name, data=file.data)
        except MediaRefusedError as error:
            refused.add(file.sha256)
            remarks.append(_("A picture or sound was left out. %(reason)s") % {"reason": error})
            continue
        files[row.sha256] = row
        names[file.sha256] = replace(
            file, content_type=row.content_type, sha256=row.sha256, data=b"", width=row.width, height=row.height
        )
    return StoredMedia(with_other_names(without(item, refused), names), files, remarks)


def stored_ahead(items: Iterable[Item]) -> dict[int, StoredMedia]:
    """By the identity of each item. Pictures take seconds: they are looked at before the transaction that writes their
    questions, in which on SQLite nobody else can save an answer."""
    return {id(item): stored_media_of(item) for item in items if item.media}


def drop_files_without_row(items: Iterable[Item]) -> None:
    """After a rehearsal was taken back: rows go with their transaction, files do not."""
    names = {sha256 for item in items if item.media for sha256 in stored_media_of(item, rehearse=True).files}
    names -= set(QuestionMedia.objects.filter(sha256__in=names).values_list("sha256", flat=True))
    storage = private_storage()
    for sha256 in names:
        folder = f"{FOLDER}/{sha256[:2]}"
        for name in storage.listdir(folder)[1] if storage.exists(folder) else ():
            if name.startswith(sha256):
                storage.delete(f"{folder}/{name}")


def with_bytes(item: Item) -> Item:
    """The item with the content of its pictures and sounds, for the way out."""
    if not item.media:
        return item
    stored = QuestionMedia.objects.filter(sha256__in=[file.sha256 for file in item.media])
    files = {row.sha256: _read(row) for row in stored}
    return replace(item, media=tuple(replace(file, data=files.get(file.sha256, b"")) for file in item.media))


def _read(row: QuestionMedia) -> bytes:
    try:
        with row.file.open("rb") as stream:
            return bytes(stream.read())
    except FileNotFoundError:
        return b""


def delete_unused_question_media() -> int:
    """How many went: rows that nothing shows, with their files, and files that have no row. May run any time.

    Each file goes while its row is held, so that nobody who stores the same again finds it half gone.
    """
    storage, before = private_storage(), clock.now() - KEPT_UNUSED
    gone = 0
    for number in QuestionMedia.objects.unused().filter(stored_at__lt=before).values_list("pk", flat=True):
        with transaction.atomic():
            row = QuestionMedia.objects.select_for_update(of=("self",)).filter(pk=number).first()
            if row is None or not QuestionMedia.objects.unused().filter(pk=number, stored_at__lt=before).exists():
                continue
            path = row.file.name
            row.delete()
            kill_point("quiz.media.let_go")
            if path:
                storage.delete(path)
        gone += 1
    known = set(QuestionMedia.objects.values_list("file", flat=True))
    for folder in storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else ():
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if path not in known and storage.get_modified_time(path) < before:
                gone += _delete_without_row(path)
    return gone


def _delete_without_row(path: str) -> bool:
    """A row of its name is taken meanwhile, for who stores the same at this moment waits for it."""
    facts = {"name": "-", "content_type": "-", "file": path, "size": 0}
    try:
        with transaction.atomic():
            held = QuestionMedia.objects.create(sha256=PurePath(path).stem[:64], **facts)
            private_storage().delete(path)
            held.delete()
    except IntegrityError:  # it has a row by now
        return False
    return True
