"""What a reader's device says about learning: entries with an id and a time, kept there until they are taken here.

The same entry may come twice, late, or before an older one, from two tabs at once; so a handler is a service that may
be repeated. Apps register their kinds in `ready()`:

    register_progress_entry("watched", record_watched)   # record_watched(*, enrolment, material, entry)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from courses.models import Enrolment, MaterialPage

MOST_ENTRIES = 200
MOST_BYTES = 64 * 1024


class ProgressEntryError(Exception):
    """Two handlers want the same kind of entry."""


class UnreadableParcelError(ValueError):
    """The body is not what our pages send."""


@dataclass(frozen=True)
class ProgressEntry:
    """`at` is the time that the device says: a handler keeps it between the enrolment and now. `data` is unproved."""

    id: UUID
    kind: str
    at: datetime
    data: Mapping[str, Any]


class RecordEntry(Protocol):
    """Raises a CourseError for what can never be taken; the device then lets go of the entry."""

    def __call__(self, *, enrolment: Enrolment, material: MaterialPage, entry: ProgressEntry) -> object: ...


_handlers: dict[str, RecordEntry] = {}


def register_progress_entry(kind: str, handler: RecordEntry) -> None:
    if _handlers.setdefault(kind, handler) is not handler:
        raise ProgressEntryError(f"progress entries of the kind {kind!r} have a handler already")


def handler_of(kind: str) -> RecordEntry | None:
    return _handlers.get(kind)


@dataclass(frozen=True)
class Parcel:
    """`person` says whose entries they are, where a tab that was left open may know less than the session."""

    entries: list[ProgressEntry]
    person: str = ""


def parcel_from_json(body: bytes) -> Parcel:
    """Entries in the order of their times. One that cannot be read spoils the whole: our pages never send one."""
    if len(body) > MOST_BYTES:
        raise UnreadableParcelError("too long")
    try:
        data = json.loads(body, parse_constant=_refuse_constant)
        rows = data["entries"]
        if not isinstance(rows, list) or len(rows) > MOST_ENTRIES:
            raise UnreadableParcelError("not a list, or too many")
        entries = sorted((_entry(dict(row)) for row in rows), key=lambda entry: entry.at)
        return Parcel(entries, str(data.get("person", ""))[:40])
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UnreadableParcelError("not a parcel of entries") from error


def _entry(row: dict[str, Any]) -> ProgressEntry:
    identifier, kind, at = (str(row.pop(name)) for name in ("id", "kind", "at"))
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise UnreadableParcelError("a time without its zone")
    return ProgressEntry(UUID(identifier), kind, moment.astimezone(UTC), row)


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableParcelError(f"{name} is not a number of JSON")
