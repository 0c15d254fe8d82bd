"""Bitstring Status List: which bit stands for which certificate, and the list as others read it. Pure."""

from __future__ import annotations

import base64
import gzip
import hmac
import secrets
from collections.abc import Iterable

# The least that the specification allows: among so many, one bit tells little about whom it stands for.
LENGTH = 131_072


# A place in two parts, of 9 and 8 bits, each changed by what the other is; an even number of rounds.
LOW_BITS, ROUNDS = 8, 10


def new_secret() -> str:
    return secrets.token_hex(16)


def place_of(turn: int, secret: str) -> int:
    """The place of the `turn`-th certificate of a list: a permutation of all places (a Feistel network over HMAC), of
    which knowing some places says nothing about the others. So nobody can tell which number a bit stands for."""
    key, high, low = bytes.fromhex(secret), turn >> LOW_BITS, turn & 0xFF
    for number in range(0, ROUNDS, 2):
        high ^= _digest(key, number, low) & 0x1FF
        low ^= _digest(key, number + 1, high) & 0xFF
    return high << LOW_BITS | low


def _digest(key: bytes, number: int, part: int) -> int:
    return int.from_bytes(hmac.digest(key, bytes([number, part >> 8, part & 0xFF]), "sha256")[:2])


def encoded_list(places: Iterable[int]) -> str:
    """Bit 0 is the leftmost; GZIP, then base64url with the multibase sign `u`. The same places give the same text."""
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")
