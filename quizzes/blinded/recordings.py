"""MP3 without its tags; MP4 and M4A with the boxes of notes (place, device, title, author) emptied where they stand,
so that nothing else moves."""

from __future__ import annotations

import shutil
import struct
from typing import IO

from quizzes.blinded.pictures import Unreadable

NOTES = frozenset({b"udta", b"meta"})
HOLDING = frozenset({b"moov", b"trak", b"mdia"})
DEEPEST = 4


def blind_mp3(data: bytes) -> bytes:
    at = 0
    while data[at : at + 3] == b"ID3":
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size * 128 + byte
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    end = len(data) - 128 if data[-128:-125] == b"TAG" else len(data)
    if at >= end:
        raise Unreadable
    return data[at:end]


def blind_boxes(source: IO[bytes], target: IO[bytes]) -> None:
    """`target` can be read and sought."""
    shutil.copyfileobj(source, target)
    _empty_notes(target, 0, target.seek(0, 2), depth=0)


def _empty_notes(file: IO[bytes], at: int, end: int, depth: int) -> None:
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, kind = struct.unpack(">I4s", head[:8])
        body = at + 8
        if size == 1 and len(head) == 16:
            size, body = struct.unpack(">Q", head[8:])[0], at + 16
        size = size or end - at
        if size < body - at or at + size > end:
            raise Unreadable
        if kind in NOTES:
            file.seek(at + 4)
            file.write(b"free")
            file.seek(body)
            file.write(bytes(at + size - body))
        elif kind in HOLDING and depth < DEEPEST:
            _empty_notes(file, body, at + size, depth + 1)
        at += size
