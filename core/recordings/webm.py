"""WebM: Matroska's elements, of which only those that describe the file are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import unpack

from core.recordings.facts import MOST_PARTS, MOST_PIXELS_A_SIDE, MOST_TRACKS, Damaged, Seekable, exactly

EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION = 0x2AD7B1, 0x4489
ENTRY, TRACK_TYPE, CODEC, VIDEO, WIDTH, HEIGHT = 0xAE, 0x83, 0x86, 0xE0, 0xB0, 0xBA
TIMECODE, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
DESCENDED = frozenset({EBML, SEGMENT, INFO, TRACKS, ENTRY, VIDEO, CLUSTER, BLOCK_GROUP})
READ = frozenset({DOC_TYPE, SCALE, DURATION, TRACK_TYPE, CODEC, WIDTH, HEIGHT, TIMECODE})
IS_VIDEO, IS_AUDIO = 1, 2


@dataclass
class Track:
    type: int = 0
    codec: str = ""


@dataclass
class Film:
    doc_type: str = ""
    scale: int = 1_000_000
    duration: float = 0.0
    width: int = 0
    height: int = 0
    tracks: list[Track] = field(default_factory=list)
    clusters: int = 0
    timecode: int = 0
    last: int = 0

    @property
    def seconds(self) -> float:
        return (self.duration or self.last) * self.scale / 1e9

    def codec_of(self, kind: int) -> str | None:
        return next((track.codec for track in self.tracks if track.type == kind), None)


def read_webm(stream: Seekable, size: int) -> Film:
    """What a recorder writes as it goes has no length at its head: then the time of the last picture says it."""
    film = Film()
    start = 0
    for _part in range(MOST_PARTS):
        if start >= size:
            break
        stream.seek(start)
        number = _number(stream, keep_marker=True)
        length = _number(stream, keep_marker=False)
        begins = stream.tell()
        if number == CLUSTER:
            film.clusters += 1
            if film.duration and film.tracks:
                break
        if number == SEGMENT and length is not None and begins + length > size:
            raise Damaged
        if number in DESCENDED:
            if number == ENTRY:
                if len(film.tracks) == MOST_TRACKS:
                    raise Damaged
                film.tracks.append(Track())
            start = begins
            continue
        if length is None or begins + length > size:
            raise Damaged
        if number in READ:
            _note(film, number or 0, exactly(stream, min(length, 64)))
        elif number in (SIMPLE_BLOCK, BLOCK):
            head = exactly(stream, min(length, 11))
            skipped = 1 if head[0] & 0x80 else 2
            film.last = max(film.last, film.timecode + int.from_bytes(head[skipped : skipped + 2], "big", signed=True))
        start = begins + length
    if not film.tracks or not film.clusters:
        raise Damaged
    return film


def _number(stream: Seekable, *, keep_marker: bool) -> int | None:
    """A number of variable length; None for a length that says "unknown"."""
    first = exactly(stream, 1)[0]
    more = 8 - first.bit_length()
    if more > (3 if keep_marker else 7):
        raise Damaged
    value = first if keep_marker else first & ((1 << (7 - more)) - 1)
    for byte in exactly(stream, more):
        value = value << 8 | byte
    return None if not keep_marker and value == (1 << (7 * (more + 1))) - 1 else value


def _note(film: Film, number: int, content: bytes) -> None:
    value = int.from_bytes(content, "big")
    if (number in (WIDTH, HEIGHT) and value > MOST_PIXELS_A_SIDE) or (number in (SCALE, TIMECODE) and len(content) > 8):
        raise Damaged
    if number == DOC_TYPE:
        film.doc_type = content.rstrip(b"\0").decode("latin-1")
    elif number == SCALE:
        film.scale = value
    elif number == DURATION and len(content) in (4, 8):
        film.duration = unpack(">f" if len(content) == 4 else ">d", content)[0]
    elif number == TIMECODE:
        film.timecode = value
    elif number == WIDTH:
        film.width = film.width or value
    elif number == HEIGHT:
        film.height = film.height or value
    elif film.tracks and number == TRACK_TYPE:
        film.tracks[-1].type = value
    elif film.tracks and number == CODEC:
        film.tracks[-1].codec = content.rstrip(b"\0").decode("latin-1")
