"""MPEG-4: boxes in boxes, of which only those that describe the file are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack, unpack_from

from core.recordings.facts import MOST_PARTS, MOST_TRACKS, Damaged, Seekable, exactly

DESCENDED = frozenset({"moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"})
MOST_BYTES_OF_A_BOX = 256 * 1024
DEFAULT_DURATION, DATA_OFFSET, FIRST_FLAGS = 0x08, 0x01, 0x04
AAC = frozenset({0x40, 0x66, 0x67, 0x68})


@dataclass
class Track:
    number: int = 0
    handler: str = ""
    codec: str = ""
    scale: int = 0
    width: int = 0
    height: int = 0
    default_duration: int = 0
    fragments: int = 0


@dataclass
class Film:
    brand: str = ""
    scale: int = 0
    duration: int = 0
    has_data: bool = False
    tracks: list[Track] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        if self.scale and self.duration:
            return self.duration / self.scale
        return max((track.fragments / track.scale for track in self.tracks if track.scale), default=0.0)

    def codec_of(self, handler: str) -> str | None:
        """Of the first track of the kind; pictures of chapters and covers are no films."""
        return next((track.codec for track in self.tracks if track.handler == handler and track.codec != "jpeg"), None)


def read_mp4(stream: Seekable, size: int) -> Film:
    """Raises Damaged where boxes don't fit into each other, or the file ends before its last one."""
    film = Film()
    fragment = _Fragment()
    for name, start, length in _boxes(stream, 0, size):
        if name == "mdat":
            film.has_data = film.has_data or length > 0
        if name not in _READERS:
            continue
        content = b""
        if name not in DESCENDED:
            stream.seek(start)
            content = exactly(stream, min(length, MOST_BYTES_OF_A_BOX))
        _READERS[name](film, fragment, content)
    if not film.tracks or not film.has_data:
        raise Damaged
    return film


@dataclass
class _Fragment:
    track: Track | None = None
    default_duration: int = 0


def _boxes(stream: Seekable, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Name, beginning and length of the content of each box, with those inside the ones that we go down into."""
    ends = [end]
    parts = 0
    while start < ends[-1] or len(ends) > 1:
        if start >= ends[-1]:
            ends.pop()
            continue
        parts += 1
        if parts > MOST_PARTS or len(ends) > 12 or ends[-1] - start < 8:
            raise Damaged
        stream.seek(start)
        length, tag = unpack(">I4s", exactly(stream, 8))
        head = 8
        if length == 1:
            length, head = unpack(">Q", exactly(stream, 8))[0], 16
        elif length == 0:
            length = ends[-1] - start
        if length < head or start + length > ends[-1]:
            raise Damaged
        name = tag.decode("latin-1")
        yield name, start + head, length - head
        if name in DESCENDED:
            ends.append(start + length)
            start += head
        else:
            start += length


def _ftyp(film: Film, fragment: _Fragment, content: bytes) -> None:
    film.brand = content[:4].decode("latin-1")


def _mvhd(film: Film, fragment: _Fragment, content: bytes) -> None:
    if content[0] == 1:
        film.scale, film.duration = unpack_from(">IQ", content, 20)
    else:
        film.scale, film.duration = unpack_from(">II", content, 12)
        if film.duration == 0xFFFFFFFF:
            film.duration = 0


def _mehd(film: Film, fragment: _Fragment, content: bytes) -> None:
    film.duration = unpack_from(">Q" if content[0] == 1 else ">I", content, 4)[0]


def _trak(film: Film, fragment: _Fragment, content: bytes) -> None:
    if len(film.tracks) == MOST_TRACKS:  # each fragment looks for its own among them
        raise Damaged
    film.tracks.append(Track())


def _tkhd(film: Film, fragment: _Fragment, content: bytes) -> None:
    track = film.tracks[-1]
    track.number = unpack_from(">I", content, 20 if content[0] == 1 else 12)[0]
    width, height = unpack(">II", content[-8:])
    track.width, track.height = width >> 16, height >> 16


def _mdhd(film: Film, fragment: _Fragment, content: bytes) -> None:
    film.tracks[-1].scale = unpack_from(">I", content, 20 if content[0] == 1 else 12)[0]


def _hdlr(film: Film, fragment: _Fragment, content: bytes) -> None:
    if film.tracks and not film.tracks[-1].handler:
        film.tracks[-1].handler = content[8:12].decode("latin-1")


def _stsd(film: Film, fragment: _Fragment, content: bytes) -> None:
    track = film.tracks[-1]
    track.codec = content[12:16].decode("latin-1").strip()
    at = content.find(b"esds")
    if track.codec == "mp4a" and at >= 0 and _object_type(content[at + 8 :]) not in AAC:
        track.codec = "mp4a.other"


def _object_type(descriptor: bytes) -> int:
    """Which of its formats an MPEG-4 sound track has."""
    position, flags = _skip_length(descriptor, 0x03)
    flags = descriptor[position + 2]
    position += 3 + (2 if flags & 0x80 else 0)
    if flags & 0x40:
        position += 1 + descriptor[position]
    position += 2 if flags & 0x20 else 0
    inner, _length = _skip_length(descriptor[position:], 0x04)
    return descriptor[position + inner]


def _skip_length(descriptor: bytes, tag: int) -> tuple[int, int]:
    if descriptor[0] != tag:
        raise ValueError
    length = 0
    for position in range(1, 5):
        length = length << 7 | descriptor[position] & 0x7F
        if not descriptor[position] & 0x80:
            return position + 1, length
    raise ValueError


def _trex(film: Film, fragment: _Fragment, content: bytes) -> None:
    number, _index, duration = unpack_from(">III", content, 4)
    for track in film.tracks:
        if track.number == number:
            track.default_duration = duration


def _tfhd(film: Film, fragment: _Fragment, content: bytes) -> None:
    flags, number = unpack_from(">II", content)
    fragment.track = next((track for track in film.tracks if track.number == number), None)
    fragment.default_duration = fragment.track.default_duration if fragment.track else 0
    if flags & DEFAULT_DURATION:
        skipped = (8 if flags & 0x01 else 0) + (4 if flags & 0x02 else 0)
        fragment.default_duration = unpack_from(">I", content, 8 + skipped)[0]


def _trun(film: Film, fragment: _Fragment, content: bytes) -> None:
    if fragment.track is None:
        return
    flags, count = unpack_from(">II", content)
    if not flags & 0x100:
        fragment.track.fragments += count * fragment.default_duration
        return
    at = 8 + (4 if flags & DATA_OFFSET else 0) + (4 if flags & FIRST_FLAGS else 0)
    step = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    fragment.track.fragments += sum(unpack_from(">I", content, at + number * step)[0] for number in range(count))


_READERS = {
    "ftyp": _ftyp, "mvhd": _mvhd, "mehd": _mehd, "trak": _trak, "tkhd": _tkhd, "mdhd": _mdhd, "hdlr": _hdlr,
    "stsd": _stsd, "trex": _trex, "tfhd": _tfhd, "trun": _trun,
}  # fmt: skip
