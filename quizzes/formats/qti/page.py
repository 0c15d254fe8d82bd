"""Texts of one item as well-formed XHTML, with the names that its files have in the package."""

from __future__ import annotations

import hashlib
import re

import lxml.etree
import lxml.html

from quizzes.formats.media import ACCEPTED
from quizzes.formats.numbers import plain_number
from quizzes.formats.writing import with_sources
from quizzes.items import Item, Media


class ItemPage:
    def __init__(self, item: Item) -> None:
        self.item = item
        self.digest = hashlib.sha256(f"{item.body()}{item.key()}".encode()).hexdigest()[:12]
        self.marks = plain_number(item.marks)
        self.files = {file.sha256: (f"../media/{file.sha256[:16]}/{_name(file)}", file.data) for file in item.media}

    def xhtml(self, markup: str) -> str:
        """Well-formed, with the addresses of the package."""
        placed = with_sources(markup, lambda key: self.files[key][0] if key in self.files else "")
        root = lxml.html.fragment_fromstring(placed, create_parent="div")
        text: str = lxml.etree.tostring(root, encoding="unicode", method="xml")
        return text.removeprefix("<div>").removesuffix("</div>") if text != "<div/>" else ""


def _name(file: Media) -> str:
    """Letters that every archive and address takes; the file's own name where it has no others."""
    name = re.sub(r"[^A-Za-z0-9._ -]", "_", file.name).strip(". ")
    return name or f"media.{ACCEPTED.get(file.content_type, 'bin')}"
