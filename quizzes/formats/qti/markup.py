"""The body of a QTI item as HTML, its interactions taken out or marked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from quizzes.formats.xml import local_name

LEFT_OUT = {"feedbackInline", "feedbackBlock", "modalFeedback", "rubricBlock", "stylesheet", "prompt", "catalogInfo"}
VOID = {"br", "img", "hr", "col"}
EMPTY = re.compile(r"<(p|div)>\s*</\1>")
ONE_DIV = re.compile(r"<div>((?:(?!</?div\b).)*)</div>", re.DOTALL)
Replace = Callable[[Element], str | None]


def inner_html(node: Element, replace: Replace = lambda _node: None, *, without: frozenset[str] = frozenset()) -> str:
    """What stands inside the element; `replace` gives another text for an element, or None to go on as usual."""
    parts = [html.escape(node.text or "", quote=False)]
    for part in node:
        parts.append(_outer(part, replace, without))
        parts.append(html.escape(part.tail or "", quote=False))
    return "".join(parts).strip()


def _outer(node: Element, replace: Replace, without: frozenset[str]) -> str:
    name = local_name(node)
    if not name or name in LEFT_OUT or name in without:
        return ""
    other = replace(node)
    if other is not None:
        return other
    if name == "object":
        return _object(node)
    attributes = "".join(
        f' {key}="{html.escape(value)}"' for key, value in node.attrib.items() if key.replace("-", "").isalnum()
    )
    if name in VOID:
        return f"<{name}{attributes}>"
    return f"<{name}{attributes}>{inner_html(node, replace, without=without)}</{name}>"


def _object(node: Element) -> str:
    """QTI 2 shows pictures and sound this way, with the words inside for those who see none."""
    kind, source = node.get("type", ""), html.escape(node.get("data", ""))
    words = html.escape(" ".join("".join(node.itertext()).split()))
    if kind.startswith("audio/"):
        return f'<audio src="{source}" controls></audio>'
    return f'<img src="{source}" alt="{words}">'


def unwrapped(markup: str) -> str:
    """A body must hold blocks, so words alone stand in a <div> there; here they are words alone again."""
    rest = EMPTY.sub("", markup).strip()
    found = ONE_DIV.fullmatch(rest)
    return found[1].strip() if found else rest
