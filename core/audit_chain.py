"""Seals the audit trail: each entry's fingerprint is chained to the one before, so that no past can be rewritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.models import AuditEntry, AuditSeal
from core.models.audit import AppendOnlyQuerySet
from core.sql import missing_triggers

# What the first link is chained to.
BEGINNING = "0" * 64
CHUNK = 1000
# A transaction that was open while later entries were sealed is long over before so many more are written.
LATE_ENTRIES = 100_000


@dataclass(frozen=True)
class ChainReport:
    """How far the trail holds. `broken` is a sentence about the first break, empty when there is none."""

    sealed: int
    unsealed: int
    head: str
    broken: str = ""


def digest_of(entry: AuditEntry, previous: str) -> str:
    facts = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "subject": entry.subject,
        "data": entry.data,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{previous}\n{text}".encode("ascii")).hexdigest()


def has_unsealed() -> bool:
    return _recent_unsealed().exists()


def seal_next(limit: int = CHUNK) -> int:
    """Chain the next entries in the order of their ids; returns how many. One that commits late is sealed later.

    Two at once cannot both win: the position is the key, and the loser is rolled back and finds nothing to do.
    """
    with transaction.atomic():
        last = AuditSeal.objects.order_by("-position").first()
        position, previous = (last.position, last.digest) if last else (0, BEGINNING)
        seals = []
        for entry in _recent_unsealed().order_by("pk")[:limit]:
            position += 1
            previous = digest_of(entry, previous)
            seals.append(AuditSeal(position=position, entry=entry, digest=previous))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify_chain() -> ChainReport:
    """Walk the whole chain and compare every entry with its fingerprint."""
    sealed, previous, broken = 0, BEGINNING, ""
    for seal, entry in _links():
        if seal.position != sealed + 1:
            broken = _("Link %(position)d is missing.") % {"position": sealed + 1}
        elif entry is None:
            broken = _("Entry %(id)d, link %(position)d, was deleted.") % {
                "id": seal.entry_id,
                "position": seal.position,
            }
        elif digest_of(entry, previous) != seal.digest:
            broken = _("Entry %(id)d (%(entry)s, %(at)s), link %(position)d, was changed after it was sealed.") % {
                "id": entry.pk,
                "entry": entry,
                "at": entry.at.isoformat(timespec="seconds"),
                "position": seal.position,
            }
        if broken:
            return ChainReport(sealed, _unsealed_count(), previous, broken)
        sealed, previous = seal.position, seal.digest
    if missing := missing_triggers(connection):
        broken = _("The database no longer refuses changes to the trail: %(names)s is missing.") % {
            "names": ", ".join(missing)
        }
    return ChainReport(sealed, _unsealed_count(), previous, broken)


def _links() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    position = 0
    while seals := list(AuditSeal.objects.filter(position__gt=position).order_by("position")[:CHUNK]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        position = seals[-1].position


def _recent_unsealed() -> AppendOnlyQuerySet:
    newest = AuditSeal.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
    return AuditEntry.objects.filter(seal__isnull=True, pk__gt=newest - LATE_ENTRIES)


def _unsealed_count() -> int:
    return AuditEntry.objects.filter(seal__isnull=True).count()
