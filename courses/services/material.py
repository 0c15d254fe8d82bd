from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.search import index

from core.models import Recording
from core.selectors import bytes_to_fetch
from courses.blocks.walk import blocks_of_type, ids_at
from courses.choices import RecordingKind
from courses.models import MaterialPage, MaterialRecording, SlideDeck
from courses.reading_time import reading_minutes

# Kinds of blocks that a reader wants to know of before opening the material.
COUNTED = ("checklist", "self_check")


@transaction.atomic
def measure_material(*, material: MaterialPage) -> None:
    """Write down how long the published state takes to read and watch, what it holds, how much there is to fetch."""
    raw = material.body.raw_data
    recordings = _keep_recordings(material)
    MaterialPage.objects.filter(pk=material.pk).update(
        reading_minutes=reading_minutes(_texts_to_read(material)),
        download_bytes=bytes_to_fetch(documents_in(raw)) + sum(recording.file_size for recording in recordings),
        recording_seconds=round(sum(recording.seconds for recording in recordings)),
        recording_kind=_kind_of(recordings),
        holds=holds_of(raw),
    )


@transaction.atomic
def measure_materials_with(*, recording: int) -> None:
    """After a recording's file or captions changed: its materials last as long, weigh and are found as it is now."""
    for material in MaterialPage.objects.live().filter(recordings__recording=recording):
        measure_material(material=material)
        index.insert_or_update_object(material)


@transaction.atomic
def measure_materials_offering(*, attachment: int) -> list[MaterialPage]:
    """After more became known of a document, how light it can be, how many slides: what offers it, measured anew."""
    named = [page for page in MaterialPage.objects.live() if attachment in documents_in(page.body.raw_data)]
    for material in named:
        measure_material(material=material)
    return named


def documents_in(raw: Any) -> set[int]:
    """To download, or shown as slides and to download besides."""
    return {pk for kind in ("document", "slides") for pk in ids_at(raw, kind, "document")}


def _keep_recordings(material: MaterialPage) -> list[Recording]:
    """Also as rows, by which is found what was watched of a material, and which materials show a recording."""
    ids = ids_at(material.body.raw_data, "recording", "recording")
    known = MaterialRecording.objects.filter(material=material)
    known.exclude(recording__in=ids).delete()
    if not ids:
        return []
    recordings = list(Recording.objects.filter(pk__in=ids))
    MaterialRecording.objects.bulk_create(
        [MaterialRecording(material=material, recording=recording) for recording in recordings], ignore_conflicts=True
    )
    return recordings


def _texts_to_read(material: MaterialPage) -> list[str]:
    """What is said in a recording is heard, or read in its place: it is not both."""
    written = [block for block in material.body if block.block_type != "recording"]
    return [str(text) for block in written for text in block.block.get_searchable_content(block.value)]


def _kind_of(recordings: list[Recording]) -> str:
    if not recordings:
        return ""
    return RecordingKind.VIDEO if any(recording.is_video for recording in recordings) else RecordingKind.AUDIO


def holds_of(raw: Any) -> dict[str, int]:
    """How many blocks of the kinds that a reader asks for, and how many pages of slides."""
    counts = {kind: sum(1 for _block in blocks_of_type(raw, kind)) for kind in COUNTED}
    slides = ids_at(raw, "slides", "document")
    if slides:
        counts["slides_pages"] = sum(SlideDeck.objects.filter(attachment__in=slides).values_list("pages", flat=True))
    return {kind: number for kind, number in counts.items() if number}
