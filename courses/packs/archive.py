"""A ZIP that is the same bytes whenever it is made of the same, written as a stream: memory stays flat."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from types import TracebackType
from typing import IO, Self
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from courses.packs.sources import PackFile

BLOCK = 256 * 1024
# The first moment that a ZIP can tell: no file in it says when it was packed.
NO_TIME = (1980, 1, 1, 0, 0, 0)
FILES = "berkas"
WORDS = {".html", ".txt", ".vtt", ".svg"}

# What Windows keeps for devices, whatever follows the first dot: unpacking a file of such a name fails there.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
LONGEST_STEM = 80

Progress = Callable[[int], None]


class PackArchive:
    def __init__(self, target: IO[bytes]) -> None:
        self._zip = ZipFile(target, "w", allowZip64=True)
        self._names: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._zip.close()

    def place_for(self, key: str, name: str) -> str:
        """Where the file that is known by `key` lies; a name that is taken, in whatever case, gets a number."""
        if key not in self._names:
            plain = PurePath(name_for_any_disk(name))
            taken = {place.casefold() for place in self._names.values()}
            place, number = f"{FILES}/{plain}", 2
            while place.casefold() in taken:
                place, number = f"{FILES}/{plain.stem}-{number}{plain.suffix}", number + 1
            self._names[key] = place
        return self._names[key]

    def write_page(self, name: str, html: str) -> None:
        self._zip.writestr(_info(name), html.encode())

    def write_file(self, place: str, file: PackFile, progress: Progress) -> None:
        info = _info(place)
        with file.open() as source, self._zip.open(info, "w", force_zip64=file.size >= 2**31) as target:
            while block := source.read(BLOCK):
                target.write(block)
                progress(len(block))


def name_for_any_disk(name: str) -> str:
    """Without what some system refuses: signs, dots and blanks at either end, a device's name, too many letters."""
    plain = PurePath(re.sub(r"[^\w.-]+", "-", normalize("NFC", name)).strip("-.") or FILES)
    short = f"{plain.stem[:LONGEST_STEM].rstrip('-.')}{plain.suffix[:12]}"
    return f"{FILES}-{short}" if short.partition(".")[0].casefold() in DEVICES else short


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, NO_TIME)
    info.create_system = 3
    info.external_attr = 0o644 << 16
    # Pictures, recordings and documents are compressed already.
    info.compress_type = ZIP_DEFLATED if PurePath(name).suffix in WORDS else ZIP_STORED
    return info
