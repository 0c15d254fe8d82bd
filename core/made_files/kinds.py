"""The kinds of files. Each app registers its own from `ready()`: who may have one, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

if TYPE_CHECKING:
    from core.models import MadeFile

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """`rows`: how many records of people it holds, which the page says beside it."""

    content: bytes
    filename: str
    content_type: str
    rows: int = 0


@dataclass(frozen=True)
class FileKind:
    """`may_have` is asked when the file is asked for, before it is made and once more whenever it is fetched.

    `scope` says in a short text of whom the file would tell this person. It is kept when the file is asked for; whoever
    has another one later, by a role given or taken, has to ask for a new file.
    """

    name: str
    label: str | Promise
    make: Callable[[MadeFile, Progress], Made]
    may_have: Callable[[Any, MadeFile], bool]
    scope: Callable[[Any, MadeFile], str] = lambda user, file: ""

    def is_for(self, user: Any, file: MadeFile) -> bool:
        """Of a file that was asked for."""
        return self.may_have(user, file) and self.scope(user, file) == file.scope


_kinds: dict[str, FileKind] = {}


def register_file_kind(kind: FileKind) -> None:
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ImproperlyConfigured(f"The kind of file {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def file_kind(name: str) -> FileKind:
    return _kinds[name]


def label_of_kind(name: str) -> str:
    """In words; its bare name when the code that knew it is gone."""
    kind = _kinds.get(name)
    return str(kind.label) if kind else name
