from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.errors import DomainError

LONGEST_SECONDS = 24 * 60 * 60
# The parts that describe a file come to some megabytes for the longest of them.
MOST_PARTS = 2_000_000
# A film has a picture, sounds in some languages, captions.
MOST_TRACKS = 64
MOST_PIXELS_A_SIDE = 16_384


class RecordingRefused(DomainError):  # noqa: N818  names the refusal
    """The file is damaged, or not of a kind that the phones of our readers play."""


class Damaged(Exception):  # noqa: N818  names the finding
    """The file does not go on as its own beginning says."""


class Seekable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> object: ...

    def tell(self) -> int: ...


@dataclass(frozen=True)
class RecordingFacts:
    kind: str
    """mp4, webm, mp3, m4a or ogg."""
    is_video: bool
    seconds: float
    content_type: str
    width: int | None = None
    height: int | None = None


def exactly(stream: Seekable, size: int) -> bytes:
    found = stream.read(size)
    if len(found) != size:
        raise Damaged
    return found
