"""The formats of an Excel file, with further ones for cells that are marked."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from core.tables.opening import damaged

MARK = "FFFFD6CC"
REMARK = "FFFFF4D6"


class Styles:
    """`marked(5)` is the number of a format like 5 on a red ground; `unmarked` takes such a ground off again."""

    def __init__(self, data: bytes) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            self._root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise damaged() from error
        self._fills, self._formats = self._part("fills"), self._part("cellXfs")
        self._ours = {str(place) for place, fill in enumerate(self._fills) if _ground(fill) == MARK}
        self._made: dict[tuple[int, str], int] = {}
        self._grounds: dict[str, str] = {}

    def marked(self, style: int) -> int:
        return style if self._is_ours(style) else self._like(style, MARK)

    def unmarked(self, style: int) -> int:
        return self._like(style, "") if self._is_ours(style) else style

    def remark(self, *, is_head: bool) -> int:
        key = (-1, "head" if is_head else "row")
        if key not in self._made:
            style = self._like(0, REMARK)
            made = copy.deepcopy(self._formats[style])
            for child in list(made):
                made.remove(child)
            alignment = etree.SubElement(made, self._named("alignment"))
            alignment.set("vertical", "top")
            alignment.set("wrapText", "1")
            made.set("applyAlignment", "1")
            self._made[key] = self._add(made)
        return self._made[key]

    def written(self) -> bytes:
        for part in (self._fills, self._formats):
            part.set("count", str(len(part)))
        written: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return written

    def _part(self, name: str) -> Any:
        found = self._root.find(self._named(name))
        if found is None or not len(found):
            raise damaged()
        return found

    def _named(self, name: str) -> str:
        namespace = etree.QName(self._root).namespace
        return f"{{{namespace}}}{name}" if namespace else name

    def _is_ours(self, style: int) -> bool:
        return 0 <= style < len(self._formats) and self._formats[style].get("fillId") in self._ours

    def _like(self, style: int, ground: str) -> int:
        key = (style, ground)
        if key not in self._made:
            base = self._formats[style] if 0 <= style < len(self._formats) else self._formats[0]
            made = copy.deepcopy(base)
            made.set("fillId", self._ground(ground))
            made.set("applyFill", "1")
            self._made[key] = self._add(made)
        return self._made[key]

    def _add(self, made: Any) -> int:
        self._formats.append(made)
        return len(self._formats) - 1

    def _ground(self, colour: str) -> str:
        if not colour:
            return "0"
        if colour not in self._grounds:
            fill = etree.SubElement(self._fills, self._named("fill"))
            pattern = etree.SubElement(fill, self._named("patternFill"))
            pattern.set("patternType", "solid")
            etree.SubElement(pattern, self._named("fgColor")).set("rgb", colour)
            self._grounds[colour] = str(len(self._fills) - 1)
            if colour == MARK:
                self._ours.add(self._grounds[colour])
        return self._grounds[colour]


def _ground(fill: Any) -> str:
    found = [element.get("rgb", "") for element in fill.iter("{*}fgColor")]
    return found[0] if found else ""
