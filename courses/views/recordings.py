"""Video and audio of a material with their captions and posters, served behind the material's own rule."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from core.models import Recording
from core.private_files import private_file_response
from courses.views.access import readable_material, turned_away

# Some seconds of a film; read from a place in it, a player asks for the next ones when it needs them.
MOST_AT_ONCE = 4 * 1024 * 1024


@require_safe
def recording_file(request: HttpRequest, uid: UUID, recording_id: int, filename: str) -> HttpResponseBase:
    """Under whatever name: pages that are kept for some minutes may still know the one before."""
    recording = _shown(request, uid, recording_id)
    if recording is None:
        return turned_away(request)
    return private_file_response(
        request,
        file=recording.file,
        filename=recording.filename,
        content_type=recording.content_type,
        etag=recording.stamp,
        inline="download" not in request.GET,
        most_at_once=None if "download" in request.GET else MOST_AT_ONCE,
    )


@require_safe
def recording_poster(request: HttpRequest, uid: UUID, recording_id: int) -> HttpResponseBase:
    recording = _shown(request, uid, recording_id)
    if recording is None or not recording.thumbnail:
        return turned_away(request)
    name = recording.thumbnail_filename
    return private_file_response(
        request, file=recording.thumbnail, filename=name, content_type="image/jpeg", etag=name, inline=True
    )


@require_safe
def recording_captions(request: HttpRequest, uid: UUID, recording_id: int, language: str) -> HttpResponseBase:
    recording = _shown(request, uid, recording_id)
    captions = recording and recording.captions.filter(language=language).first()
    if not captions:
        return turned_away(request)
    content = captions.text.encode()
    name = f"{language}.vtt"
    return private_file_response(
        request,
        file=ContentFile(content, name),
        filename=name,
        content_type="text/vtt; charset=utf-8",
        etag=blake2b(content, digest_size=12).hexdigest(),
        inline=True,
    )


def _shown(request: HttpRequest, uid: UUID, recording_id: int) -> Recording | None:
    readable = readable_material(request, uid)
    if readable is None or not readable.shows(recording_id, "recording", "recording"):
        return None
    found: Recording | None = Recording.objects.filter(pk=recording_id).first()
    return found
