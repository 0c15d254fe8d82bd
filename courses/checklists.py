"""A checklist as the stored form of its block says it: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ChecklistItem:
    id: str
    text: str


@dataclass(frozen=True)
class Checklist:
    block: str
    heading: str
    items: Sequence[ChecklistItem]


def checklist_from(block: str, raw: Mapping[str, Any]) -> Checklist:
    items = [ChecklistItem(str(item["id"]), item["value"]) for item in raw["items"]]
    return Checklist(block=block, heading=raw.get("heading") or "", items=items)
