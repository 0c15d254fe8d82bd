"""What can be read of the signature in a file that a stranger made. Pure: it knows neither our keys nor our papers."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

# Ours unpack to some 300 kB. More would only cost memory, and a few kilobytes can be made to unpack to gigabytes.
MOST_UNPACKED = 32 * 1024 * 1024
# Ours have some fifty, of which each counts twice: once where it begins and once where it ends.
MOST_STREAMS = 300
# So small that what a fault hides from the count, at a thousand bytes for one, is little.
PIECE = 256
STREAM = re.compile(rb"stream\r?\n")
LONGEST_DICTIONARY = 4096
# In what describes a stream: other ways to pack, several over each other, names in disguise. None is in a file of ours.
UNUSUAL = re.compile(
    rb"/(?:LZW|RunLength)Decode|/(?:LZW|RL)\b|\[\s*/\w+\s*/\w+Decode|(?<!/Subtype )/\w*#[0-9A-Fa-f]{2}"
)


class Obstacle(Enum):
    """Why there is nothing to say about a signature."""

    NO_PDF = "no PDF"
    LOCKED = "locked"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    SEVERAL = "several"


@dataclass(frozen=True)
class TimeStamp:
    moment: datetime
    authority: str
    fits: bool


@dataclass(frozen=True)
class Signature:
    """`key_id` is that of PublicChain; `moment` is what the signer's clock said, unless an authority stamped it."""

    fits: bool
    whole: bool
    closed: bool
    key_id: str
    not_before: datetime
    not_after: datetime
    moment: datetime | None
    stamp: TimeStamp | None

    @property
    def made_in_time(self) -> bool:
        return self.moment is not None and self.not_before <= self.moment <= self.not_after


def examine(pdf: bytes, *, known: bool = False) -> Signature | Obstacle:
    """`known` are bytes of our own, which need no caution."""
    if not pdf.startswith(b"%PDF-"):
        return Obstacle.NO_PDF
    if not known and not is_modest(pdf):
        return Obstacle.UNREADABLE
    try:
        return _examine(pdf)
    except Exception:  # a hostile file breaks its reader in ways without number; none of them is our file's
        return Obstacle.UNREADABLE


def _examine(pdf: bytes) -> Signature | Obstacle:
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to import, and asked for seldom
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(pdf))
    if reader.security_handler is not None:
        return Obstacle.LOCKED
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        return Obstacle.SEVERAL if signatures else Obstacle.UNSIGNED
    signer = signatures[0].signer_cert
    # Whose key it is, and when it held, is asked afterwards: here only whether it made this signature.
    itself = ValidationContext(trust_roots=[signer], allow_fetching=False, moment=signer.not_valid_before)
    status: Any = validate_pdf_signature(signatures[0], signer_validation_context=itself)
    stamp = _stamp(status)
    return Signature(
        fits=bool(status.intact and status.valid),
        whole=bool(status.coverage.name == "ENTIRE_FILE" and status.docmdp_ok is not False),
        closed=signatures[0].docmdp_level is not None and signatures[0].docmdp_level.value == 1,
        key_id=hashlib.sha256(signer.public_key.dump()).hexdigest()[:32],
        not_before=signer.not_valid_before,
        not_after=signer.not_valid_after,
        moment=stamp.moment if stamp and stamp.fits else signatures[0].self_reported_timestamp,
        stamp=stamp,
    )


def _stamp(status: Any) -> TimeStamp | None:
    found = status.timestamp_validity
    if found is None:
        return None
    subject = found.signing_cert.subject.native
    authority = str(subject.get("common_name") or subject.get("organization_name") or "?")
    return TimeStamp(found.timestamp, authority[:100], bool(found.intact and found.valid))


def is_modest(pdf: bytes) -> bool:
    """Whether reading it costs no more than reading one of ours. Asking costs little, whatever the file."""
    left, view = MOST_UNPACKED, memoryview(pdf)
    for number, start in enumerate(STREAM.finditer(pdf)):
        if number == MOST_STREAMS:
            return False
        if UNUSUAL.search(pdf[max(0, start.start() - LONGEST_DICTIONARY) : start.start()].rpartition(b"obj")[2]):
            return False
        left -= _cost_of_unpacking(view[start.end() :], left)
        if left < 0:
            return False
    return True


def _cost_of_unpacking(packed: memoryview, most: int) -> int:
    """In bytes that go in and come out, up to the end of the stream, to a fault in it or to more than `most`."""
    unpacker, cost = zlib.decompressobj(), 0
    for place in range(0, len(packed), PIECE):
        piece = packed[place : place + PIECE]
        cost += len(piece)
        try:
            cost += len(unpacker.decompress(piece, most + 1))
        except zlib.error:
            return cost
        if unpacker.eof or cost > most:
            return cost
    return cost
