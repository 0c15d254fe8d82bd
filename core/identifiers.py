"""Keys that stand in addresses, so that nobody can count or guess records."""

import secrets
import time
import uuid

# Crockford's alphabet: no I, L, O or U, so a code survives being read out over a telephone.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> uuid.UUID:
    """RFC 9562 version 7: 48 bits of milliseconds, then random; sorts by time of making."""
    milliseconds = time.time_ns() // 1_000_000
    value = (
        (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    return uuid.UUID(int=value)


def readable_code(length: int = 8) -> str:
    return "".join(secrets.choice(READABLE) for _ in range(length))


def random_key() -> int:
    """A row's key that tells nothing of when it was written; positive, and far from what any counter reaches.

    On SQLite the rows lie in the order of their keys, so that the table's own order tells nothing either.
    """
    return secrets.randbits(61) + 1
