"""Between a plain text box and the HTML of a text block: pure. What a box could not give back is not offered there."""

from __future__ import annotations

import re
from html import escape, unescape

PARAGRAPH = re.compile(r"<p(?: data-block-key=\"[\w-]*\")?>(.*?)</p>\s*", re.S)
BREAK = re.compile(r"<br ?/?>")


def html_from(text: str) -> str:
    """Blank lines part paragraphs; a line's end stays one."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(part.strip(), quote=False).replace(chr(10), '<br/>')}</p>" for part in parts if part)


def plain_from(html: str) -> str | None:
    """The text again; None where it holds more than paragraphs and line ends, which a plain box would lose."""
    parts = PARAGRAPH.findall(html)
    if PARAGRAPH.sub("", html).strip():
        return None
    texts = [BREAK.sub("\n", part) for part in parts]
    if any("<" in part for part in texts):
        return None
    return "\n\n".join(unescape(part) for part in texts)
