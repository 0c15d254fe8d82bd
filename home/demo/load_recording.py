"""The demo's film, checked and described as one that somebody uploads."""

from __future__ import annotations

from django.core.files import File

from core.models import Recording
from core.recordings.check import check_recording
from core.recordings.posters import small_poster
from core.recordings.saving import save_recording
from core.webvtt import read_webvtt
from home.demo import sources
from members.models import User


def load_recording(name: str, title: str, owner: User) -> Recording:
    """With the captions, the transcript and the poster that lie beside the film."""
    path = sources.FILES / name
    with path.open("rb") as film, path.with_suffix(".png").open("rb") as picture:
        file = File(film, name=name)
        recording = Recording(
            title=title,
            file=file,
            transcript=path.with_suffix(".txt").read_text(encoding="utf-8").strip(),
            uploaded_by_user=owner,
        )
        return save_recording(
            recording=recording,
            actor=None,
            facts=check_recording(file),
            captions={"id": read_webvtt(path.with_suffix(".vtt").read_text(encoding="utf-8").splitlines())},
            poster=small_poster(File(picture, name=path.with_suffix(".png").name)),
        )
