"""Bitstring Status List: which bit stands for which certificate, and the list as others read it. Pure."""

from __future__ import annotations

import base64
import gzip
import secrets
from collections.abc import Iterable

# The least that the specification allows: among so many, one bit tells little about whom it stands for.
LENGTH = 131_072


def new_scatter() -> tuple[int, int]:
    """Stride and start of a list: an odd stride reaches every place of a list whose length is a power of two once."""
    return secrets.randbelow(LENGTH // 2) * 2 + 1, secrets.randbelow(LENGTH)


def scattered(turn: int, stride: int, start: int) -> int:
    """The place of the `turn`-th certificate of a list: neighbours in time are none in the list."""
    return (turn * stride + start) % LENGTH


def encoded_list(places: Iterable[int]) -> str:
    """Bit 0 is the leftmost; GZIP, then base64url with the multibase sign `u`. The same places give the same text."""
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")
