"""The history of a material in words, and what is new to a reader who knows an earlier state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import MaterialChange, MaterialPage
from courses.outline import Deed, Difference, differences, lines_from

SHOWN = 8


@dataclass(frozen=True)
class ChangeLine:
    """A sentence about one block; `anchor` leads to it where it still stands."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Version:
    number: int
    published_at: datetime
    by: str
    note: str
    lines: list[ChangeLine]


@dataclass(frozen=True)
class Since:
    """What is new since `seen_at`: the authors' notes, the blocks in words, and the blocks to be marked."""

    seen_at: datetime
    notes: list[str]
    lines: list[ChangeLine]
    blocks: frozenset[str]


def versions_of(material: MaterialPage) -> list[Version]:
    """Newest first; one query."""
    rows = MaterialChange.objects.filter(material=material).select_related("published_by").order_by("-number")
    return [
        Version(
            number=row.number,
            published_at=row.published_at,
            by=row.published_by.full_name if row.published_by else "",
            note=row.note,
            lines=_in_words(Difference(**each) for each in row.differences),
        )
        for row in rows
    ]


def changes_since(material: MaterialPage, revision_seen: int | None, seen_at: datetime | None) -> Since | None:
    """One query. None for who never opened it, and where nothing that can be pointed at differs."""
    if revision_seen is None or seen_at is None or revision_seen == material.live_revision_id:
        return None
    rows = {row.revision: row for row in MaterialChange.objects.filter(material=material)}
    seen, now = rows.get(revision_seen), rows.get(material.live_revision_id)
    if seen is None or now is None:
        return None
    found = differences(lines_from(seen.outline), lines_from(now.outline))
    notes = [row.note for row in rows.values() if seen.number < row.number <= now.number and row.note]
    if not found and not notes:
        return None
    marked = frozenset(each.block for each in found if each.deed in {Deed.ADDED, Deed.REWRITTEN})
    return Since(seen_at, notes, _in_words(found), marked)


def _in_words(found: Iterable[Difference]) -> list[ChangeLine]:
    lines = [ChangeLine(_sentence(each), _anchor(each)) for each in found]
    more = len(lines) - SHOWN
    if more <= 0:
        return lines
    rest = ngettext("and %(number)d further change", "and %(number)d further changes", more) % {"number": more}
    return [*lines[:SHOWN], ChangeLine(rest, "")]


def _anchor(each: Difference) -> str:
    return "" if each.deed == Deed.REMOVED or not each.block else f"block-{each.block}"


def _sentence(each: Difference) -> str:
    said = {"block": f"“{each.label}”" if each.label else _kind(each.kind)}
    if each.deed == Deed.ADDED:
        return _("New: %(block)s") % said
    if each.deed == Deed.REMOVED:
        return _("Removed: %(block)s") % said
    if each.deed == Deed.MOVED:
        return _("Moved: %(block)s") % said
    return _("Rewritten: %(block)s") % said


def _kind(kind: str) -> str:
    block = MaterialPage._meta.get_field("body").stream_block.child_blocks.get(kind)
    return str(block.label).lower() if block else kind
