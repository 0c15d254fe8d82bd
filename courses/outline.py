"""A published state of a material in outline, and what differs between two of them: pure."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from html import unescape
from typing import Any

from django.utils.html import strip_tags

LONGEST_LABEL = 60
# Where a block says in a word what it is about, the best first.
NAMES = ("heading", "title", "question", "caption", "alt_text", "note", "text", "source")


@dataclass(frozen=True)
class Line:
    """A block: which, of what kind, what it is about, and a digest of all it says."""

    block: str
    kind: str
    label: str
    digest: str


class Deed(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Difference:
    deed: Deed
    block: str
    kind: str
    label: str


def outline_of(raw: Iterable[Any]) -> list[Line]:
    return [
        Line(str(block.get("id") or ""), block["type"], _label(block["value"]), _digest(block["value"]))
        for block in raw
    ]


def as_json(rows: Sequence[Line] | Sequence[Difference]) -> list[dict[str, str]]:
    return [asdict(row) for row in rows]


def lines_from(rows: Iterable[dict[str, str]]) -> list[Line]:
    return [Line(**row) for row in rows]


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """In the order in which a reader of the newer state meets them; what was removed comes last."""
    old = {line.block: line for line in before}
    stayed = [line.block for line in after if line.block in old]
    moved = _out_of_order(stayed, {line.block: place for place, line in enumerate(before)})
    found = []
    for line in after:
        if line.block not in old:
            found.append(_difference(Deed.ADDED, line))
        elif line.digest != old[line.block].digest:
            found.append(_difference(Deed.REWRITTEN, line))
        elif line.block in moved:
            found.append(_difference(Deed.MOVED, line))
    kept = {line.block for line in after}
    return found + [_difference(Deed.REMOVED, line) for line in before if line.block not in kept]


def _difference(deed: Deed, line: Line) -> Difference:
    return Difference(deed, line.block, line.kind, line.label)


def _out_of_order(blocks: Sequence[str], places: dict[str, int]) -> set[str]:
    """The fewest blocks whose move explains the new order: all but a longest row that still ascends."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for number, block in enumerate(blocks):
        at = bisect_left(tails, places[block])
        previous.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [places[block]]
        ends[at : at + 1] = [number]
    kept = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        kept.add(blocks[number])
        number = previous[number]
    return set(blocks) - kept


def _label(value: Any) -> str:
    if isinstance(value, str):
        return _short(_first_heading(value) or value)
    if isinstance(value, dict):
        names = (value.get(name) for name in NAMES)
        return _short(next((name for name in names if isinstance(name, str) and name.strip()), ""))
    return ""


def _first_heading(html: str) -> str:
    for level in ("h2", "h3"):
        start = html.find(f"<{level}")
        if start >= 0:
            return html[start : html.find(f"</{level}>", start)]
    return ""


def _short(html: str) -> str:
    text = " ".join(unescape(strip_tags(html.replace("><", "> <"))).split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _digest(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()
