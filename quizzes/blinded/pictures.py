"""JPEG, PNG and WebP without EXIF, XMP, IPTC, comments and what hangs behind the picture; pixels, colours and which
side is up stay."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image

ORIENTATION = 0x0112
SOI, EOI = b"\xff\xd8", b"\xff\xd9"
START_OF_SCAN, COMMENT, APP1, APP2, APP14, APP15 = 0xDA, 0xFE, 0xE1, 0xE2, 0xEE, 0xEF
RESTARTS = range(0xD0, 0xD8)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_NOTES = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
WEBP_NOTES = frozenset({b"EXIF", b"XMP "})
WEBP_HAS_NOTES = 0x0C


class Unreadable(ValueError):  # noqa: N818  told apart from errors of our own
    """Not built as its kind says."""


NOT_AS_TOLD = (Unreadable, struct.error, ValueError, LookupError, OSError)


def blind_jpeg(data: bytes) -> bytes:
    if not data.startswith(SOI):
        raise Unreadable
    kept, at = [SOI, _orientation(data)], 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if data[at] != 0xFF:
            raise Unreadable
        marker = data[at + 1]
        if marker == EOI[1]:
            return b"".join([*kept, EOI])
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == START_OF_SCAN:
            end = _end_of_scan(data, end)
        if _is_kept(marker, data[at + 4 : at + 16]):
            kept.append(data[at:end])
        at = end


def _is_kept(marker: int, head: bytes) -> bool:
    if marker == APP2:
        return head == b"ICC_PROFILE\0"
    return marker == APP14 or not (marker == COMMENT or APP1 <= marker <= APP15)


def _end_of_scan(data: bytes, at: int) -> int:
    """The next marker: in the picture's own bytes an FF is followed by 0 or by a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and data[at + 1] not in RESTARTS and data[at + 1] != 0xFF:
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    raise Unreadable


def _orientation(data: bytes) -> bytes:
    """A segment that tells nothing but which side is up."""
    with Image.open(BytesIO(data)) as picture:
        told = picture.getexif().get(ORIENTATION)
    if told not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[ORIENTATION] = told
    body = exif.tobytes()
    return struct.pack(">BBH", 0xFF, APP1, len(body) + 2) + body


def blind_png(data: bytes) -> bytes:
    if not data.startswith(PNG_HEAD):
        raise Unreadable
    kept, at, kind = [PNG_HEAD], len(PNG_HEAD), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Unreadable
        if kind not in PNG_NOTES:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def blind_webp(data: bytes) -> bytes:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Unreadable
    kept, at, end = [], 12, min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + size + size % 2]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_HAS_NOTES]) + chunk[9:]
        if kind not in WEBP_NOTES:
            kept.append(chunk)
        at += len(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
