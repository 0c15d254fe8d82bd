"""The places of a material that a search can lead to, in reading order, each with the words that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from core.models import Attachment
from core.webvtt import Cue
from courses.choices import PlaceKind
from courses.headings import Heading, with_anchors
from courses.models import MaterialPage, MaterialPlace, SlideDeck
from courses.stems import stems_of

HEADING_START = re.compile(r'(?=<h2 id="bagian-)')
BLOCK_END = re.compile(r"</(?:p|h[2-6]|li|td|th)>|<br ?/?>")
# A recording is found by the half minute, as somebody would look for it.
SECONDS_TOGETHER = 30


def places_of(material: MaterialPage) -> list[MaterialPlace]:
    """Of the published state; nothing is written. Answers of self-checks are left out, or a search would tell them."""
    places = [_place(PlaceKind.TITLE, material.title), _place(PlaceKind.TEXT, material.summary)]
    headings: list[Heading] = []
    for block in material.body:
        reader = READERS.get(block.block_type)
        found = _any_block(block, headings) if reader is None else reader(block, headings)
        places.extend(found)
    kept = [place for place in places if place.stems]
    for order, place in enumerate(kept):
        place.material_id, place.order = material.pk, order
    return kept


def _place(
    kind: PlaceKind, text: str, *, anchor: str = "", heading: str = "", number: int | None = None
) -> MaterialPlace:
    return MaterialPlace(
        kind=kind, text=text, stems=stems_of(text), anchor=anchor, heading=heading[:200], number=number
    )


def _plain(html: str) -> str:
    return " ".join(unescape(strip_tags(BLOCK_END.sub(" ", html))).split())


def _text(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    """One place for each part under a second-level heading, at the anchor that the page gives it."""
    html, found = with_anchors(block.value.source, [heading.anchor for heading in headings])
    anchors = {heading.anchor: heading for heading in found}
    for part in HEADING_START.split(html):
        named = re.match(r'<h2 id="([^"]+)"', part)
        heading = anchors[named[1]] if named and named[1] in anchors else None
        if heading is not None:
            headings.append(heading)
        current = heading or (headings[-1] if headings else None)
        anchor = heading.anchor if heading else f"block-{block.id}"
        yield _place(PlaceKind.TEXT, _plain(part), anchor=anchor, heading=current.text if current else "")


def _self_check(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    yield _place(PlaceKind.TEXT, block.value["question"], anchor=f"block-{block.id}", heading=_under(headings))


def _document(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    document = block.value["document"]
    if document is not None:
        text = " · ".join(filter(None, [document.title, block.value["note"]]))
        yield _place(PlaceKind.DOCUMENT, text, anchor=f"block-{block.id}", heading=_under(headings))


def _slides(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    document = block.value["document"]
    if document is None:
        return
    text = " · ".join(filter(None, [document.title, block.value["note"]]))
    yield _place(PlaceKind.SLIDES, text, anchor=f"block-{block.id}", heading=_under(headings))
    deck = _deck_of(document)
    for picture in deck.pictures.order_by("number") if deck else ():
        words = picture.text if picture.title in picture.text else f"{picture.title}\n{picture.text}"
        anchor = f"slide-{picture.deck_id}-{picture.number}"
        yield _place(PlaceKind.SLIDES, words, anchor=anchor, heading=picture.heading, number=picture.number)


def _deck_of(document: Attachment) -> SlideDeck | None:
    return SlideDeck.objects.filter(attachment=document, content_hash=document.file_hash).first()


def _recording(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    recording = block.value["recording"]
    if recording is None:
        return
    anchor = f"block-{block.id}"
    yield _place(PlaceKind.RECORDING, recording.title, anchor=anchor, heading=_under(headings))
    cues = list(recording.cues)
    if not cues and recording.words:
        yield _place(PlaceKind.RECORDING, " ".join(recording.words.split()), anchor=anchor, heading=recording.title)
    for second, words in _spoken(cues):
        yield _place(PlaceKind.RECORDING, words, anchor=anchor, heading=recording.title, number=second)


def _spoken(cues: list[Cue]) -> Iterator[tuple[int, str]]:
    begun, words = 0, list[str]()
    for cue in cues:
        if words and cue.start // 1000 - begun >= SECONDS_TOGETHER:
            yield begun, " ".join(words)
            words = []
        if not words:
            begun = cue.start // 1000
        words.append(" ".join(cue.plain.split()))
    if words:
        yield begun, " ".join(words)


def _any_block(block: Any, headings: list[Heading]) -> Iterator[MaterialPlace]:
    """What a kind of block says of itself, however deep its words lie."""
    texts = [_plain(str(text)) for text in block.block.get_searchable_content(block.value)]
    text = " · ".join(filter(None, texts))
    yield _place(PlaceKind.TEXT, text, anchor=f"block-{block.id}", heading=_under(headings))


def _under(headings: list[Heading]) -> str:
    return headings[-1].text if headings else ""


READERS = {
    "text": _text,
    "self_check": _self_check,
    "document": _document,
    "slides": _slides,
    "recording": _recording,
}
