"""Puts a credential into a PNG as Open Badges 3.0 asks, and takes it out again. Pure."""

import struct
import zlib
from collections.abc import Iterator

KEYWORD = b"openbadgecredential"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# After the keyword: not compressed, method 0, no language, no translated keyword.
HEAD = KEYWORD + b"\0\0\0\0\0"


def bake(png: bytes, credential: str) -> bytes:
    """The same picture with one iTXt chunk before its end; a credential that it held is taken out."""
    out = [SIGNATURE]
    for kind, data in _chunks(png):
        if kind == b"iTXt" and data.startswith(KEYWORD + b"\0"):
            continue
        if kind == b"IEND":
            out.append(_chunk(b"iTXt", HEAD + credential.encode("utf-8")))
        out.append(_chunk(kind, data))
    return b"".join(out)


def baked_in(png: bytes) -> str:
    """The credential that a picture carries; empty when it carries none."""
    for kind, data in _chunks(png):
        if kind == b"iTXt" and data.startswith(HEAD):
            return data.removeprefix(HEAD).decode("utf-8")
    return ""


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(SIGNATURE):
        raise ValueError("not a PNG file")
    place = len(SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
