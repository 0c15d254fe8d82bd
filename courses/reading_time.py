"""How long a material takes to read: pure."""

from collections.abc import Iterable
from math import ceil

WORDS_A_MINUTE = 200


def reading_minutes(texts: Iterable[str]) -> int:
    """Whole minutes at the pace of somebody who studies; never less than one."""
    words = sum(len(text.split()) for text in texts)
    return max(1, ceil(words / WORDS_A_MINUTE))
