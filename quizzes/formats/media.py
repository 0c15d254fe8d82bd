"""Pictures and sound of a file, named by what they contain."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable

import filetype
from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes

ACCEPTED = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/ogg": "ogg",
    "audio/x-wav": "wav",
    "audio/wav": "wav",
}


class Shelf:
    """The files that one question may refer to; which of them it does is asked by `used`."""

    def __init__(self, look: Callable[[str], bytes | None] | None = None) -> None:
        self._look = look
        self._named: dict[str, str] = {}
        self._kept: dict[str, tuple[str, str, bytes]] = {}

    def add(self, name: str, data: bytes, notes: Notes) -> None:
        if key := self.keep(name, data, notes):
            self._named[name.lstrip("/")] = key

    def find(self, name: str, notes: Notes) -> str | None:
        if name not in self._named and self._look is not None and (data := self._look(name)) is not None:
            self.add(name, data, notes)
        return self._named.get(name)

    def holds(self, key: str) -> bool:
        return key in self._kept

    def keep(self, name: str, data: bytes, notes: Notes) -> str | None:
        """The key under which it stands; none where its content is not of a kind that a test shows."""
        kind = kind_of(data)
        if kind not in ACCEPTED:
            notes.warn(
                _("The file “%(name)s” is neither a picture (PNG, JPEG, GIF, WebP) nor sound, and was left out.")
                % {"name": posixpath.basename(name)[-80:] or _("without a name")}
            )
            return None
        key = hashlib.sha256(data).hexdigest()
        self._kept.setdefault(key, (posixpath.basename(name) or f"{key[:12]}.{ACCEPTED[kind]}", kind, data))
        return key

    def used_in(self, *texts: str) -> list[tuple[str, str, str, bytes]]:
        """Key, name, kind and content of each file that the texts show."""
        return [(key, *kept) for key, kept in self._kept.items() if any(f"media:{key}" in text for text in texts)]


def kind_of(data: bytes) -> str:
    return str(filetype.guess_mime(data[:4096]) or "")
