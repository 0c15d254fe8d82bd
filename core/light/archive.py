"""The pictures in an office document, made lighter: the same parts under the same names, nothing else touched."""

from __future__ import annotations

import shutil
import zipfile
from copy import copy
from pathlib import PurePosixPath

from core.choices import LightReason
from core.light.pictures import lighter_picture
from core.light.reasons import LeftAlone

PICTURES = {".jpg", ".jpeg", ".png"}
MOST_PICTURE_BYTES = 64 * 1024 * 1024
MOST_BYTES = 1024**3
BLOCK = 256 * 1024
IS_ENCRYPTED = 0x1
MANIFEST = "META-INF/manifest.xml"


def lighten_archive(source: str, target: str) -> None:
    """Raises LeftAlone where the document is signed, locked, damaged, or unpacks to more than any document holds."""
    try:
        with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
            parts = before.infolist()
            _check(before, parts)
            for part in parts:
                _copy(before, part, after)
        with zipfile.ZipFile(target) as made:
            if made.testzip() or made.namelist() != [part.filename for part in parts]:
                raise LeftAlone(LightReason.DAMAGED)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as refusal:
        raise LeftAlone(LightReason.DAMAGED) from refusal


def _check(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if any(part.flag_bits & IS_ENCRYPTED for part in parts) or _tells_of_encryption(archive, names):
        raise LeftAlone(LightReason.LOCKED)
    if any(name.startswith("_xmlsignatures/") or name == "META-INF/documentsignatures.xml" for name in names):
        raise LeftAlone(LightReason.SIGNED)
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise LeftAlone(LightReason.TOO_MUCH)
    if len(set(names)) != len(names):
        raise LeftAlone(LightReason.DAMAGED)


def _tells_of_encryption(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """An OpenDocument with a password keeps its names, and says in its manifest which parts cannot be read."""
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > MOST_PICTURE_BYTES:
        return False
    return b"encryption-data" in archive.read(MANIFEST)


def _copy(before: zipfile.ZipFile, part: zipfile.ZipInfo, after: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo(part.filename, part.date_time)
    entry.compress_type, entry.external_attr, entry.create_system = (
        part.compress_type,
        part.external_attr,
        part.create_system,
    )
    if PurePosixPath(part.filename).suffix.lower() in PICTURES and part.file_size <= MOST_PICTURE_BYTES:
        content = before.read(part)
        after.writestr(entry, lighter_picture(content) or content)
        return
    with before.open(part) as found, after.open(copy(entry), "w", force_zip64=part.file_size >= 2**31) as kept:
        shutil.copyfileobj(found, kept, BLOCK)
