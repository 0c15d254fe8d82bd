"""The rules that keep PDF/A-3a and PDF/UA-1, asked of a paper's HTML and style sheet before it is drawn. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import html as parser

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def markup_findings(html: str, css: str) -> list[str]:
    """One sentence per rule broken; what the finished PDF shows as well is asked again there (conformance.py)."""
    tree = parser.document_fromstring(html)
    return [finding for check in CHECKS for finding in check(tree, css)]


def _language(tree: Any, _css: str) -> Iterator[str]:
    if not (tree.get("lang") or "").strip():
        yield _("The paper does not say in which language it is.")


def _title(tree: Any, _css: str) -> Iterator[str]:
    if not (tree.findtext("head/title") or "").strip():
        yield _("The paper has no title for the window of a reader.")


def _pictures(tree: Any, _css: str) -> Iterator[str]:
    for picture in tree.iter("img"):
        if not (picture.get("alt") or "").strip():
            yield _("A picture has no alternative text: say what it shows.")
    for drawing in tree.iter("svg"):
        if not (drawing.findtext("title") or "").strip():
            yield _("A drawing (SVG) has no title inside.")


def _crispness(tree: Any, css: str) -> Iterator[str]:
    """Without it the viewer would smooth the picture, which PDF/A forbids."""
    rules = RULE.findall(css)
    covered = {selector.strip() for selector, body in rules if "image-rendering: crisp-edges" in body}
    if any(True for _picture in tree.iter("img")) and "img" not in covered:
        yield _("A picture would be smoothed: its style needs image-rendering: crisp-edges.")
    for selector, body in rules:
        if re.search(r"background(-image)?\s*:[^;]*url\(", body) and "image-rendering: crisp-edges" not in body:
            yield _("The background of %(part)s would be smoothed: its style needs image-rendering: crisp-edges.") % {
                "part": selector.strip()
            }


def _solidity(tree: Any, css: str) -> Iterator[str]:
    own = " ".join(part.get("style") or "" for part in tree.iter())
    if re.search(r"(?<![-\w])opacity\s*:", css + own) or "rgba(" in css + own or "transparent" in css + own:
        yield _("Something is see-through: use a pale colour instead of opacity.")


def _headings(tree: Any, _css: str) -> Iterator[str]:
    level = 0
    for part in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        found = int(part.tag[1])
        if found > level + 1:
            yield _("A heading level is skipped: %(found)d after %(level)d.") % {"found": found, "level": level}
        level = found


def _header_cells(tree: Any, _css: str) -> Iterator[str]:
    for table in tree.iter("table"):
        if table.find("thead//th") is None:
            yield _("A table has no header cells.")


def _addresses(tree: Any, css: str) -> Iterator[str]:
    named = [part.get(name) for part in tree.iter() for name in ("src", "href", "data") if part.get(name)]
    for address in [*named, *re.findall(r"url\(([^)]*)\)", css)]:
        if not address.strip("'\"").startswith(("font:", "ornament:", "picture:", "data:")):
            yield _("The paper names an address outside our own storage: %(address)s.") % {"address": address[:80]}


CHECKS = (_language, _title, _pictures, _crispness, _solidity, _headings, _header_cells, _addresses)
