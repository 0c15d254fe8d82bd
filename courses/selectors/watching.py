"""How much of its recordings was played: for the participant, for desks, and in sums for who teaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, FilteredRelation, Q, QuerySet

from core.prepared import prepared
from courses.models import Enrolment, MaterialPage, MaterialRecording


@dataclass(frozen=True)
class Watching:
    """Of one material: the share of all its recordings in percent, and of each what its player goes on with."""

    share: int = 0
    recordings: dict[str, dict[str, Any]] = field(default_factory=dict)


def watching_of(enrolment: Enrolment, material: MaterialPage) -> Watching:
    found = _watched(enrolment.pk, (material.pk,))
    return Watching(
        share=_joint_share((seconds, share) for _material, _pk, seconds, share, _spans, _position in found),
        recordings={
            str(pk): {"spans": spans, "position": position, "share": share}
            for _material, pk, _seconds, share, spans, position in found
            if spans is not None
        },
    )


def watched_share_of(enrolment: Enrolment, material_ids: Iterable[int]) -> dict[int, int]:
    """Percent by material, for those with recordings: one query, whatever the number."""
    parts: dict[int, list[tuple[float, int | None]]] = defaultdict(list)
    for material, _pk, seconds, share, *_rest in _watched(enrolment.pk, tuple(material_ids)):
        parts[material].append((seconds, share))
    return {material: _joint_share(shares) for material, shares in parts.items()}


@prepared
def _watched(enrolment: int, materials: tuple[int, ...]) -> QuerySet[MaterialRecording, tuple[Any, ...]]:
    own = FilteredRelation("recording__watched", condition=Q(recording__watched__enrolment=enrolment))
    rows = MaterialRecording.objects.filter(material__in=materials).annotate(own=own)
    return rows.values_list(
        "material", "recording", "recording__duration", "own__watched_share", "own__spans", "own__position"
    )


@dataclass(frozen=True)
class Audience:
    viewers: int
    share: int
    """What they played of it on average, in percent."""


def audiences_of(material_ids: Iterable[int]) -> dict[tuple[int, int], Audience]:
    """By material and recording; who watched it in another material counts too."""
    rows = (
        MaterialRecording.objects.filter(material__in=list(material_ids))
        .values("material", "recording")
        .annotate(viewers=Count("recording__watched"), mean=Avg("recording__watched__watched_share"))
    )
    return {(row["material"], row["recording"]): Audience(row["viewers"], round(row["mean"] or 0)) for row in rows}


@dataclass(frozen=True)
class RecordingAudience:
    title: str
    viewers: int
    share: int


def recording_audiences(material: MaterialPage, batches: Iterable[int]) -> list[RecordingAudience]:
    """The material's recordings, each with who of these batches played it and how much on average: one query."""
    of_batches = Q(recording__watched__enrolment__batch__in=list(batches))
    rows = (
        MaterialRecording.objects.filter(material=material)
        .values("recording", "recording__title")
        .annotate(
            viewers=Count("recording__watched", filter=of_batches),
            mean=Avg("recording__watched__watched_share", filter=of_batches),
        )
        .order_by("recording")
    )
    return [RecordingAudience(row["recording__title"], row["viewers"], round(row["mean"] or 0)) for row in rows]


def _joint_share(parts: Iterable[tuple[float, int | None]]) -> int:
    known = list(parts)
    seconds = sum(length for length, _share in known)
    return int(sum(length * (share or 0) for length, share in known) / seconds) if seconds else 0
