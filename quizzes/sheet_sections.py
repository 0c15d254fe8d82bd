"""Sheets in the sections of their paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizzes.plan import Section

if TYPE_CHECKING:
    from quizzes.sheets import Sheet


def in_sections(sheets: list[Sheet], sections: tuple[Section, ...]) -> list[Sheet]:
    """Each knows its section; the first of a section brings the head."""
    of_slot = {slot: number for number, section in enumerate(sections) for slot in section.slots}
    placed = [replace(sheet, section=of_slot[sheet.slot]) for sheet in sheets]
    firsts = {sheet.section: sheet.slot for sheet in reversed(placed)}
    return [
        replace(sheet, head=sections[sheet.section]) if firsts[sheet.section] == sheet.slot else sheet
        for sheet in placed
    ]
