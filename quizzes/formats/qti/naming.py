"""One set of names for all editions: QTI 3.0's `qti-choice-interaction` and `max-choices` as 2.x has them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from quizzes.formats.xml import local_name

KEPT = ("data-", "aria-", "xml:")


def camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in others)


def with_common_names(root: Element) -> None:
    """In place. HTML inside keeps its names, which have no hyphens."""
    for node in root.iter():
        name = local_name(node)
        if not name:
            continue
        node.tag = camel(name.removeprefix("qti-"))
        attributes = {key.rpartition("}")[2]: value for key, value in node.attrib.items()}
        node.attrib.clear()
        node.attrib.update({key if key.startswith(KEPT) else camel(key): value for key, value in attributes.items()})
