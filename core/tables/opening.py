"""What a file is, by what stands in it, before anything of it is unpacked: its name can say anything."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.tables.table import MOST_BYTES, MOST_FILES, MOST_OF_A_PART, MOST_UNPACKED, TableRefused

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MARKED_TEXT = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|html|head|meta|table|body|div|style|script)", re.IGNORECASE)
SMALL = 8 * 1024 * 1024  # below this no ratio is alarming
RATIO = 100
BLOCK = 64 * 1024
DAMAGED = (
    zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


class Package:
    """An Excel file: a ZIP whose sizes are checked as told, and again while a part is read."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except DAMAGED as error:
            raise damaged() from error
        if any(info.flag_bits & 1 for info in infos):
            raise _locked()
        if (
            len(infos) > MOST_FILES
            or sum(info.file_size for info in infos) > MOST_UNPACKED
            or any(info.file_size > SMALL and info.file_size > RATIO * max(info.compress_size, 1) for info in infos)
        ):
            raise too_much()
        self._infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    @property
    def infos(self) -> list[zipfile.ZipInfo]:
        return list(self._infos.values())

    @property
    def unpacked(self) -> int:
        return sum(info.file_size for info in self._infos.values())

    def blocks(self, name: str) -> Iterator[bytes]:
        info = self._infos[name]
        if info.file_size > MOST_OF_A_PART:
            raise too_much()
        left = info.file_size
        try:
            with self._zip.open(info) as file:
                while block := file.read(BLOCK):
                    left -= len(block)
                    if left < 0:
                        raise damaged()
                    yield block
        except DAMAGED as error:
            raise damaged() from error

    def read(self, name: str) -> bytes:
        return b"".join(self.blocks(name))


def unpacked_size(data: bytes) -> int:
    """How many bytes there are to read: a workbook of few may hold thousands of times as many."""
    return Package(data).unpacked if data.startswith(ZIPPED) else len(data)


def opened(data: bytes) -> Package | None:
    """The workbook, or None for a plain text; whatever else it is, is refused by its name."""
    if len(data) > MOST_BYTES:
        raise TableRefused(_("The file is larger than 10 MB. Take pictures out of it, or split it into several files."))
    if not data.strip():
        raise TableRefused(_("The file is empty."))
    if data.startswith(ZIPPED):
        return _workbook(Package(data))
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED in data:
            raise _locked()
        raise TableRefused(
            _("This is a file of old Excel (.xls), whatever its name says. Open it and save it as “.xlsx”.")
        )
    if MARKUP.match(data.removeprefix(MARKED_TEXT[0])[:400]):
        raise TableRefused(
            _("This is a web page and no Excel file, whatever its name says. Open it in Excel and save it as “.xlsx”.")
        )
    if b"\0" in data[:BLOCK] and not data.startswith(MARKED_TEXT) and not _is_wide_text(data):
        raise _no_table()
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"7z\xbc\xaf", b"Rar!")):
        raise _no_table()
    return None


def _is_wide_text(data: bytes) -> bool:
    """UTF-16 without its mark has a zero in every second byte of a mostly Latin text."""
    start = data[:400]
    return max(start[0::2].count(0), start[1::2].count(0)) > len(start) * 0.3


def _workbook(package: Package) -> Package:
    if "xl/workbook.xml" in package:
        return package
    if "xl/workbook.bin" in package:
        raise TableRefused(_("This is a binary workbook (.xlsb). Open it in Excel and save it as “.xlsx”."))
    if "content.xml" in package and "mimetype" in package:
        raise TableRefused(_("This is an OpenDocument file. Open it and save it as “.xlsx”."))
    raise _no_table()


def damaged() -> TableRefused:
    return TableRefused(
        _("The Excel file is damaged: perhaps it came only half. Save it again as “.xlsx” and upload it once more.")
    )


def _locked() -> TableRefused:
    return TableRefused(
        _("The file is locked with a password. Open it in Excel, take the password off, save it and upload it again.")
    )


def too_much() -> TableRefused:
    return TableRefused(
        _("The file unpacks to far more than it may. Copy the table into a new workbook and upload that.")
    )


def _no_table() -> TableRefused:
    return TableRefused(_("This is no table. Choose an Excel file (.xlsx) or a CSV file."))
