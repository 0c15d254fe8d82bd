"""How fragments and plans that many readers share are kept: by what they were made of, and by language."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import Any

from django.utils.translation import get_language

# Names and functions of speakers are in these fragments but not in their key: a corrected name shows this much later.
LIVE_SECONDS = 300


def shape_of(kept: type[Any]) -> str:
    """In the key of what is kept whole: a release that adds a field finds nothing that was kept without it."""
    return " ".join(field.name for field in fields(kept))


def cache_key(name: str, *stand: object) -> str:
    digest = hashlib.blake2b(repr(stand).encode(), digest_size=16).hexdigest()
    return f"courses:{name}:{get_language()}:{digest}"
