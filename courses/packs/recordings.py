"""A material's recordings in the session's pack, with their captions and posters."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from core.models import Recording
from courses.packs.sources import PackFile
from courses.selectors.material_page import referenced_ids

if TYPE_CHECKING:
    from courses.models import MaterialPage


def recording_for_pack(material: MaterialPage, *, recording_id: int, **rest: Any) -> PackFile | None:
    recording = _shown(material, recording_id)
    if recording is None:
        return None
    storage, name = recording.file.storage, str(recording.file.name)
    return PackFile(name, recording.filename, recording.file_size, lambda: storage.open(name), is_recording=True)


def poster_for_pack(material: MaterialPage, *, recording_id: int, **rest: Any) -> PackFile | None:
    recording = _shown(material, recording_id)
    if recording is None or not recording.thumbnail:
        return None
    storage, name = recording.thumbnail.storage, str(recording.thumbnail.name)
    return PackFile(name, recording.thumbnail_filename, storage.size(name), lambda: storage.open(name))


def captions_for_pack(material: MaterialPage, *, recording_id: int, language: str, **rest: Any) -> PackFile | None:
    recording = _shown(material, recording_id)
    captions = recording and recording.captions.filter(language=language).first()
    if not captions:
        return None
    content = captions.text.encode()
    key, name = f"captions/{recording_id}/{language}", f"{recording_id}-{language}.vtt"
    return PackFile(key, name, len(content), lambda: BytesIO(content), inside="text/vtt")


def _shown(material: MaterialPage, recording_id: int) -> Recording | None:
    if recording_id not in referenced_ids(material, "recording", "recording"):
        return None
    found: Recording | None = Recording.objects.filter(pk=recording_id).first()
    return found
