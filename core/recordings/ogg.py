"""Ogg: pages with a running count of samples; the first says what is inside, the last how long it is."""

from __future__ import annotations

from dataclasses import dataclass
from struct import unpack_from

from core.recordings.facts import Damaged, Seekable, exactly

HEAD = 27
LARGEST_PAGE = HEAD + 255 + 255 * 255


@dataclass(frozen=True)
class Sound:
    codec: str
    seconds: float


def read_ogg(stream: Seekable, size: int) -> Sound:
    stream.seek(0)
    page = exactly(stream, HEAD)
    if page[:5] != b"OggS\0":
        raise Damaged
    packet = exactly(stream, sum(exactly(stream, page[26])))
    serial = page[14:18]
    if packet.startswith(b"OpusHead") and len(packet) >= 19:
        return Sound("opus", (_last_count(stream, size, serial) - unpack_from("<H", packet, 10)[0]) / 48_000)
    if packet.startswith(b"\x01vorbis") and len(packet) >= 30:
        rate = unpack_from("<I", packet, 12)[0]
        if not rate:
            raise Damaged
        return Sound("vorbis", _last_count(stream, size, serial) / rate)
    return Sound(packet[:8].strip(b"\0\x01\x80\x7f ").decode("latin-1"), 0.0)


def _last_count(stream: Seekable, size: int, serial: bytes) -> int:
    """How many samples have been heard at the end of the last whole page, which must end with the file."""
    begins = max(0, size - LARGEST_PAGE)
    stream.seek(begins)
    tail = exactly(stream, size - begins)
    at = tail.rfind(b"OggS\0")
    while at >= 0:
        page = tail[at : at + HEAD]
        if len(page) == HEAD and page[14:18] == serial:
            table = tail[at + HEAD : at + HEAD + page[26]]
            if at + HEAD + page[26] + sum(table) == len(tail):
                count: int = unpack_from("<q", page, 6)[0]
                return count
        at = tail.rfind(b"OggS\0", 0, at)
    raise Damaged
