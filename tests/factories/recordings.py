"""Recordings for tests, from the small files in tests/files/recordings."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from core.captions import read_captions
from core.models import Recording
from core.recordings.check import check_recording
from core.recordings.posters import small_poster
from core.recordings.saving import save_recording
from members.models import User

FILES = Path(__file__).parents[1] / "files" / "recordings"
CAPTIONS = "WEBVTT\n\n00:00:00.500 --> 00:00:04.000\nSelamat pagi dari dermaga.\n\n00:00:05.000 --> 00:00:09.000\nPeriksa dulu sumbernya.\n"  # fmt: skip  # noqa: E501


def content_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 36), "teal").save(stream, "PNG")
    return stream.getvalue()


def make_recording(
    title: str = "Dari dermaga",
    *,
    owner: User | None = None,
    name: str = "pier.mp4",
    captions: str = CAPTIONS,
    poster: bool = False,
    **fields: Any,
) -> Recording:
    """With Indonesian captions unless they are empty; nobody's upload unless there is an `owner`."""
    file = ContentFile(content_of(name), name)
    return save_recording(
        recording=Recording(title=title, file=file, uploaded_by_user=owner, **fields),
        actor=None,
        facts=check_recording(file),
        poster=small_poster(ContentFile(_png(), "sampul.png")) if poster else None,
        captions={"id": read_captions(captions.encode())} if captions else {},
    )
