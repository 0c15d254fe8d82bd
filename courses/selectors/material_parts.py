"""A material as all its readers see it, kept by revision and language, and as one reader does, with the own traces."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.models import LightVariant
from courses.checklists import Checklist, checklist_from
from courses.headings import Heading, with_anchors
from courses.models import MaterialPage, SlideDeck
from courses.selectors.cache_keys import LIVE_SECONDS, cache_key, shape_of
from courses.selectors.changes import versions_of
from courses.selectors.material_page import referenced_ids
from courses.selectors.reading import Traces
from courses.selectors.shared_parts import speakers_of
from courses.selectors.topics import topics_of
from courses.self_checks import SelfCheck, self_check_from

# A shorter text is seen at a glance.
HEADINGS_FOR_CONTENTS = 3
UNSETTLED_SECONDS = 5


@dataclass(frozen=True)
class BlockPart:
    id: str
    kind: str
    html: SafeString
    """As it looks to who left nothing in it."""
    checklist: Checklist | None = None
    self_check: SelfCheck | None = None


@dataclass(frozen=True)
class MaterialParts:
    speakers: SafeString
    blocks: list[BlockPart]
    contents: list[Heading]
    history: SafeString
    topics: SafeString

    @property
    def has_gallery(self) -> bool:
        return any(block.kind == "gallery" for block in self.blocks)

    @property
    def has_slides(self) -> bool:
        return any(block.kind == "slides" for block in self.blocks)

    @property
    def has_recordings(self) -> bool:
        return any(block.kind == "recording" for block in self.blocks)

    @property
    def has_checklists(self) -> bool:
        return any(block.checklist for block in self.blocks)

    @property
    def has_self_checks(self) -> bool:
        return any(block.self_check for block in self.blocks)


def material_parts(material: MaterialPage, *, keeps: bool) -> MaterialParts:
    """What the published revision looks like: who stands behind it, and its blocks.

    `keeps`: for participants, whose ticks and answers are kept; others try a self-check without leaving a trace.
    """
    stand = (material.pk, material.live_revision_id, material.last_published_at, keeps)
    key = cache_key("material", shape_of(MaterialParts), *stand)
    parts: MaterialParts | None = cache.get(key) if material.live_revision_id else None
    if parts is None:
        parts = _render(material, keeps=keeps, whole=False)
        if material.live_revision_id:
            cache.set(key, parts, LIVE_SECONDS if _is_settled(material) else UNSETTLED_SECONDS)
    return parts


def whole_parts(material: MaterialPage) -> MaterialParts:
    """For a copy that is kept elsewhere: as its files are at this moment, with every page of its slides."""
    return _render(material, keeps=False, whole=True)


def _is_settled(material: MaterialPage) -> bool:
    """Nothing of it is just being made, for which its readers wait."""
    slides = referenced_ids(material, "slides", "document")
    if slides and SlideDeck.objects.unfinished().filter(attachment__in=slides).exists():
        return False
    documents = slides | referenced_ids(material, "document", "document")
    return not documents or not LightVariant.objects.unfinished().filter(attachment__in=documents).exists()


def body_for(
    parts: MaterialParts, material: MaterialPage, traces: Traces, *, keeps: bool, changed: Collection[str] = ()
) -> SafeString:
    """The blocks one after another, with this reader's ticks and answers, and a mark on those in `changed`."""
    return mark_safe("".join(_framed(block, material, traces, keeps, changed) for block in parts.blocks))  # noqa: S308


def _framed(
    block: BlockPart, material: MaterialPage, traces: Traces, keeps: bool, changed: Collection[str]
) -> SafeString:
    html = block.html
    if block.checklist and block.id in traces.ticked:
        html = _personal("checklist", material, block, keeps, ticked=traces.ticked[block.id])
    elif block.self_check and block.id in traces.answers:
        html = _personal("self_check", material, block, keeps, answer=traces.answers[block.id])
    mark = " is-changed" if block.id in changed else ""
    return format_html('<div class="block block--{}{}" id="block-{}">{}</div>', block.kind, mark, block.id, html)


def _personal(name: str, material: MaterialPage, block: BlockPart, keeps: bool, **own: object) -> SafeString:
    context = {
        "material": material,
        "block_id": block.id,
        "keeps": keeps,
        "checklist": block.checklist,
        "check": block.self_check,
        **own,
    }
    return render_to_string(f"courses/blocks/{name}.html", context)


def _render(material: MaterialPage, *, keeps: bool, whole: bool) -> MaterialParts:
    speakers = speakers_of([material.pk]).get(material.pk, [])
    blocks: list[BlockPart] = []
    contents: list[Heading] = []
    for block in material.body:
        html = block.render({"material": material, "block_id": block.id, "keeps": keeps, "whole": whole})
        if block.block_type == "text":
            anchored, headings = with_anchors(html, [heading.anchor for heading in contents])
            html, contents = mark_safe(anchored), contents + headings  # noqa: S308  the same markup, with ids
        blocks.append(_part(block, html))
    return MaterialParts(
        speakers=render_to_string("courses/partials/material_speakers.html", {"speakers": speakers}),
        blocks=blocks,
        contents=contents if len(contents) >= HEADINGS_FOR_CONTENTS else [],
        history=render_to_string("courses/partials/material_history.html", {"versions": versions_of(material)}),
        topics=render_to_string("courses/partials/material_topics.html", vars(topics_of(material))),
    )


def _part(block: Any, html: SafeString) -> BlockPart:
    block_id, kind = str(block.id), block.block_type
    if kind == "checklist":
        checklist = checklist_from(block_id, block.block.get_prep_value(block.value))
        return BlockPart(block_id, kind, html, checklist=checklist)
    if kind == "self_check":
        check = self_check_from(block_id, block.block.get_prep_value(block.value))
        return BlockPart(block_id, kind, html, self_check=check)
    return BlockPart(block_id, kind, html)
