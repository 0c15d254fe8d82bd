"""XML as trees that remember their lines. No DTD, no entity, nothing fetched; depth and number of elements limited."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException, DTDForbidden  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from quizzes.formats.encodings import text_of
from quizzes.formats.findings import FileRefusedError
from quizzes.formats.limits import DEEPEST, MOST_ELEMENTS

DECLARATION = re.compile(r"""\s*<\?xml\b[^>]*?(?:\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]*?)?\?>""")


class Node(Element):
    """An element that knows the line on which it begins."""

    line: int = 0


class _Builder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__(element_factory=Node)
        self.parser: Any = None
        self.depth = self.count = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise FileRefusedError(
                _("The XML is nested too deeply or has too many elements. Split it into several files.")
            )
        node = super().start(tag, attrs)
        if isinstance(node, Node) and self.parser is not None:
            node.line = self.parser.parser.CurrentLineNumber
        return node

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def root_of(data: bytes, warn: Callable[[str], None]) -> Node:
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(_text_of(data, warn))
        root = parser.close()
    except DTDForbidden as error:
        raise FileRefusedError(
            _("The file has a document type definition (DTD), which is not accepted. Remove the DOCTYPE line.")
        ) from error
    except DefusedXmlException as error:
        raise FileRefusedError(_("The file uses XML entities of its own, which are not accepted.")) from error
    except ParseError as error:
        line, column = error.position
        raise FileRefusedError(
            _("The XML is damaged at line %(line)d, column %(column)d. Export it again.")
            % {"line": line, "column": column}
        ) from error
    except (LookupError, ValueError) as error:
        raise FileRefusedError(_("The letters of the file cannot be read. Save it as UTF-8 and try again.")) from error
    if not isinstance(root, Node):
        raise FileRefusedError(_("The file holds no XML."))
    return root


def _text_of(data: bytes, warn: Callable[[str], None]) -> str:
    """By the marks at the start, by the declaration, or as any text; then without the declaration, line for line."""
    found = DECLARATION.match(data[:400].decode("latin-1"))
    text = None
    if found and found[1] and found[1].lower() not in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            text = data.decode(found[1])
    text = text_of(data, warn) if text is None else text_of(text.encode("utf-8", "replace"), warn)
    return DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1).lstrip("\ufeff")


def local_name(node: Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def children(node: Element, name: str) -> Iterator[Node]:
    return (child for child in node if isinstance(child, Node) and local_name(child) == name)


def child(node: Element, name: str) -> Node | None:
    return next(children(node, name), None)


def line_of(node: Element) -> int:
    return node.line if isinstance(node, Node) else 0
