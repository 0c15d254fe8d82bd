"""Spans of a recording that were played, in seconds of the recording itself: pure.

Jumping over a part plays nothing of it, and playing twice as fast plays all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from math import isfinite
from typing import Any

Span = tuple[float, float]

MOST_TOLD = 500
MOST_KEPT = 300
STEPS_A_SECOND = 10


def merged(*parts: Iterable[Span]) -> list[Span]:
    """What was played in any of them: in order, apart from each other. Of very many the longest are kept."""
    found: list[Span] = []
    for start, end in sorted(chain(*parts)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    if len(found) > MOST_KEPT:
        longest = sorted(found, key=lambda span: span[0] - span[1])[:MOST_KEPT]
        found = sorted(longest)
    return found


def told_spans(data: Any, seconds: float) -> list[Span]:
    """What a device says was played, kept inside the recording. Raises ValueError for what no player says."""
    if not isinstance(data, list) or len(data) > MOST_TOLD:
        raise ValueError("not a list, or too many")
    return merged(_span(row, seconds) for row in data)


def told_position(data: Any, seconds: float) -> float:
    """Where the reader is. Raises ValueError for what is no number."""
    return min(max(_number(data), 0.0), seconds)


def played(spans: Sequence[Span]) -> float:
    return sum(end - start for start, end in spans)


def share_of(spans: Sequence[Span], seconds: float) -> int:
    """Whole percent; hundred only when next to nothing is missing."""
    if seconds <= 0:
        return 0
    share = played(spans) / seconds * 100
    return 100 if share >= 99.5 else max(0, int(share))


def _span(row: Any, seconds: float) -> Span:
    if not isinstance(row, list | tuple) or len(row) != 2:
        raise ValueError("not a beginning and an end")
    start, end = _number(row[0]), _number(row[1])
    if end < start:
        raise ValueError("it ends before it begins")
    return _kept(start, seconds), _kept(end, seconds)


def _kept(moment: float, seconds: float) -> float:
    inside = min(max(moment, 0.0), seconds)
    return min(round(inside * STEPS_A_SECOND) / STEPS_A_SECOND, seconds)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a number")
    try:
        number = float(value)
    except OverflowError as error:
        raise ValueError("larger than any number") from error
    if not isfinite(number):
        raise ValueError("not a number")
    return number
