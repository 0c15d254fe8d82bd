"""Anchors for the headings of a text, and the table of contents that leads to them: pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import slugify

HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<text>.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    anchor: str
    text: str


def with_anchors(html: str, taken: Collection[str] = ()) -> tuple[str, list[Heading]]:
    """The same text with an id on each second-level heading, none of them in `taken`."""
    found: list[Heading] = []
    used = set(taken)

    def anchored(match: re.Match[str]) -> str:
        text = " ".join(unescape(strip_tags(match["text"])).split())
        if not text:
            return match[0]
        anchor = _free(f"bagian-{slugify(text)[:60]}", used)
        used.add(anchor)
        found.append(Heading(anchor, text))
        return f'<h2 id="{anchor}">{match["text"]}</h2>'

    return HEADING.sub(anchored, html), found


def _free(wanted: str, used: Collection[str]) -> str:
    anchor, number = wanted, 2
    while anchor in used:
        anchor, number = f"{wanted}-{number}", number + 1
    return anchor
