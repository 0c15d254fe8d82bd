"""ZIP files that are looked at before they are unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from django.utils.translation import gettext as _

from quizzes.formats.findings import FileRefusedError
from quizzes.formats.limits import MOST_FILES, MOST_UNPACKED_BYTES, ZIP_RATIO

SMALL = 64 * 1024  # below this no ratio is alarming: a few kB of zeros pack well


class Archive:
    """Read-only, by the names inside. Sizes are checked as told and again as unpacked."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, OverflowError) as error:
            raise FileRefusedError(_("The ZIP file is damaged. Make it again and try once more.")) from error
        if len(infos) > MOST_FILES:
            raise FileRefusedError(_("The ZIP file holds too many files."))
        if any(info.flag_bits & 1 for info in infos):
            raise FileRefusedError(_("The ZIP file is locked with a password. Save it without one."))
        if sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES or any(
            info.file_size > SMALL and info.file_size > ZIP_RATIO * max(info.compress_size, 1) for info in infos
        ):
            raise FileRefusedError(_("The ZIP file unpacks to far more than it may. Split it into several files."))
        self._infos = {safe_path(info.filename): info for info in infos if not info.is_dir()}

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def read(self, name: str) -> bytes | None:
        info = self._infos.get(safe_path(name))
        if info is None:
            return None
        try:
            with self._zip.open(info) as file:
                data = file.read(info.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise FileRefusedError(_("The ZIP file is damaged. Make it again and try once more.")) from error
        if len(data) > info.file_size:
            raise FileRefusedError(_("The ZIP file is damaged. Make it again and try once more."))
        return data


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def safe_path(name: str) -> str:
    """Names are only ever looked up, never written; this makes `./a` and `b/../a` the same."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")
