"""Elements of Moodle XML: texts with the files that they show."""

from __future__ import annotations

import base64
import html
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from quizzes.formats.writing import with_sources
from quizzes.items import Item, Media


def text_node(text: str) -> str:
    return f"<text>{escape(text)}</text>"


class Page:
    """Texts of one question, each with the files that it shows."""

    def __init__(self, item: Item) -> None:
        self.files: dict[str, tuple[str, Media]] = {}
        for file in item.media:
            name = file.name or file.sha256[:12]
            taken = {other for other, _file in self.files.values()}
            self.files[file.sha256] = (name if name not in taken else f"{file.sha256[:8]}-{name}", file)

    def rich(self, tag: str, markup: str, attributes: str = "", inside: str = "") -> str:
        """An element whose text is HTML; pictures become files beside the text."""
        shown = [key for key in self.files if f"media:{key}" in markup]
        text = with_sources(markup, self._address)
        files = "".join(self._file(key) for key in shown)
        return f'<{tag}{attributes} format="html">{text_node(text)}{files}{inside}</{tag}>'

    def words(self, tag: str, text: str, attributes: str = "", inside: str = "") -> str:
        """Plain text as HTML."""
        return self.rich(tag, html.escape(text, quote=False), attributes, inside)

    def _address(self, key: str) -> str:
        return f"@@PLUGINFILE@@/{quote(self.files[key][0])}" if key in self.files else ""

    def _file(self, key: str) -> str:
        name, file = self.files[key]
        content = base64.b64encode(file.data).decode()
        return f'<file name={quoteattr(name)} path="/" encoding="base64">{content}</file>'


def own(name: str, value: str) -> str:
    """What only we read again."""
    return f"<dermaga name={quoteattr(name)}>{escape(value)}</dermaga>" if value else ""
