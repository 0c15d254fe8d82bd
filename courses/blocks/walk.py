"""Reading the stored form of a material's blocks, in which blocks may hold blocks: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def blocks_of_type(raw: Any, block_type: str) -> Iterator[dict[str, Any]]:
    """Every stored block of this type, in reading order, however deep it lies."""
    for node in _nodes(raw):
        if node.get("type") == block_type and "value" in node:
            yield node


def ids_at(raw: Any, block_type: str, key: str) -> set[int]:
    """What `key` holds in the blocks of this type, or in the lists and blocks inside them."""
    return {pk for block in blocks_of_type(raw, block_type) for pk in all_ids_at(block["value"], key)}


def all_ids_at(raw: Any, key: str) -> set[int]:
    """What `key` holds anywhere, whichever block it stands in."""
    return {int(node[key]) for node in _nodes(raw) if str(node.get(key, "")).isdigit()}


def _nodes(raw: Any) -> Iterator[dict[str, Any]]:
    if isinstance(raw, dict):
        yield raw
        inner: Iterable[Any] = raw.values()
    elif isinstance(raw, str | bytes) or not isinstance(raw, Iterable):
        return
    else:
        inner = raw
    for child in inner:
        yield from _nodes(child)
