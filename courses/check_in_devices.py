"""Entries that a device made without a signal, and how they prove that it made them; pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

MOST_ENTRIES = 200
MOST_BYTES = 128 * 1024


class UnreadableEntriesError(ValueError):
    """The body is not what our page sends."""


def device_key(device: UUID) -> bytes:
    """What the device signs with. It is made anew from the server's secret each time, and kept nowhere here."""
    return salted_hmac("courses.attendance_device", device.hex, algorithm="sha256").digest()


@dataclass(frozen=True)
class Entry:
    """`at` is the time that the device says; `signature` covers all the rest."""

    id: UUID
    enrolment: UUID
    at: datetime
    signature: str
    told: str

    def is_signed_by(self, device: UUID) -> bool:
        return constant_time_compare(self.signature, signature_of(device, self.id, self.enrolment, self.told))


def signature_of(device: UUID, entry: UUID, enrolment: UUID, told: str) -> str:
    text = f"{device}|{entry}|{enrolment}|{told}"
    return hmac.new(device_key(device), text.encode(), hashlib.sha256).hexdigest()


def entries_from_json(body: bytes) -> tuple[UUID, list[Entry]]:
    """The device and its entries in the order of their times. One that cannot be read spoils the whole: our page never
    sends one."""
    if len(body) > MOST_BYTES:
        raise UnreadableEntriesError("too long")
    try:
        data = json.loads(body)
        rows = data["entries"]
        if not isinstance(rows, list) or len(rows) > MOST_ENTRIES:
            raise UnreadableEntriesError("not a list, or too many")
        return UUID(str(data["device"])), sorted((_entry(row) for row in rows), key=lambda entry: entry.at)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UnreadableEntriesError("not entries of a device") from error


def _entry(row: dict[str, str]) -> Entry:
    told = str(row["at"])
    moment = datetime.fromisoformat(told)
    if moment.tzinfo is None:
        raise UnreadableEntriesError("a time without its zone")
    return Entry(UUID(str(row["id"])), UUID(str(row["enrolment"])), moment.astimezone(UTC), str(row["signature"]), told)
