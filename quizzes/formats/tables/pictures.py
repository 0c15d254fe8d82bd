"""Pictures of an Excel file by the cell on which each begins. What stands in no cell is told, never dropped."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.archives import Archive, safe_path
from quizzes.formats.findings import FileRefusedError
from quizzes.formats.limits import MOST_UNPACKED_BYTES
from quizzes.formats.xml import Node, child, children, local_name, root_of

ANCHORS = ("twoCellAnchor", "oneCellAnchor")
# What programs write where nobody has described a picture.
NO_WORDS = re.compile(r"(?:name of file|picture|image|gambar|\S+\.(?:png|jpe?g|gif|webp|bmp))?", re.IGNORECASE)
IN_CELL = "xl/richData/richValueRel.xml"


@dataclass(frozen=True)
class Picture:
    """`place` is the column from 0. Without data where its file is elsewhere or missing."""

    row: int
    place: int
    name: str
    data: bytes
    alt: str = ""


Pictures = dict[int, list[Picture]]  # by row


class Drawings:
    """All sheets of one book. A file that is shown a hundred times is unpacked once, and its bytes are counted each
    time, as each question that shows it looks at them."""

    def __init__(self, archive: Archive, warn: Callable[[str], None]) -> None:
        self._archive, self._warn = archive, warn
        self._files: dict[str, bytes] = {}
        self._bytes = 0

    def by_sheet(self) -> dict[str, Pictures]:
        found: dict[str, Pictures] = {}
        if not any(name.startswith(("xl/drawings/", "xl/media/")) for name in self._archive.names):
            return found
        sheets = self._related("xl/workbook.xml")
        book = self._root("xl/workbook.xml")
        listed = child(book, "sheets") if book is not None else None
        for sheet in children(listed, "sheet") if listed is not None else ():
            path = sheets.get(_attribute(sheet, "id"), "")
            rows: Pictures = defaultdict(list)
            for drawing in self._drawings_of(path):
                for picture in self._pictures_in(drawing):
                    rows[picture.row].append(picture)
            found[sheet.get("name", "")] = rows
        self._tell_unseen()
        return found

    def _drawings_of(self, sheet: str) -> list[str]:
        return [target for kind, _id, target in self._relations(sheet) if kind.endswith("/drawing")]

    def _pictures_in(self, drawing: str) -> Iterator[Picture]:
        root, related = self._root(drawing), self._related(drawing)
        others = 0
        for anchor in root if root is not None else ():
            begin = child(anchor, "from") if local_name(anchor) in ANCHORS else None
            shown = [node for node in anchor.iter() if local_name(node) == "pic"]
            if begin is None or not shown:
                others += 1
                continue
            row, place = _number(begin, "row") + 1, _number(begin, "col")
            for node in shown:
                yield self._picture(node, related, row, place)
        if others:
            self._warn(
                _("Charts, shapes and pictures that stand in no cell were left out: %(count)d.") % {"count": others}
            )

    def _picture(self, node: Element, related: dict[str, str], row: int, place: int) -> Picture:
        blip = next((part for part in node.iter() if local_name(part) == "blip"), None)
        path = related.get(_attribute(blip, "embed"), "") if blip is not None else ""
        about = next((part for part in node.iter() if local_name(part) == "cNvPr"), None)
        alt = " ".join((about.get("descr", "") if about is not None else "").split())[:500]
        if path not in self._files:
            self._files[path] = self._archive.read(path) or b""
        data = self._files[path]
        self._bytes += len(data)
        if self._bytes > MOST_UNPACKED_BYTES:
            data = b""
        return Picture(row, place, posixpath.basename(path), data, "" if NO_WORDS.fullmatch(alt) else alt)

    def _tell_unseen(self) -> None:
        """In a header, in the background, or in a cell itself, where other programs do not find it."""
        media = {name for name in self._archive.names if name.startswith("xl/media/")}
        unseen = len(media - set(self._files))
        if IN_CELL in self._archive.names or "xl/cellimages.xml" in self._archive.names:
            self._warn(
                _(
                    "Pictures inside cells cannot be read. In Excel choose “Place over cells” for each of them, then"
                    " save and upload the file again."
                )
            )
        elif unseen:
            self._warn(_("Pictures that no sheet shows beside its rows were left out: %(count)d.") % {"count": unseen})

    def _root(self, path: str) -> Node | None:
        data = self._archive.read(path) if path else None
        try:
            return root_of(data, lambda _sentence: None) if data else None
        except FileRefusedError as error:
            raise FileRefusedError(
                _("The Excel file is damaged. Save it again as “.xlsx” and try once more.")
            ) from error

    def _related(self, path: str) -> dict[str, str]:
        return {name: target for _kind, name, target in self._relations(path)}

    def _relations(self, path: str) -> list[tuple[str, str, str]]:
        """Kind, id and path of each part that this one names; what is on other sites is none."""
        folder, name = posixpath.split(path)
        root = self._root(f"{folder}/_rels/{name}.rels") if path else None
        return [
            (node.get("Type", ""), node.get("Id", ""), safe_path(posixpath.join(f"/{folder}", node.get("Target", ""))))
            for node in (root if root is not None else ())
            if node.get("TargetMode", "") != "External"
        ]


def _attribute(node: Element, name: str) -> str:
    """Of the namespace of relationships, whichever edition it is."""
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name and "}" in key), "")


def _number(node: Node, name: str) -> int:
    found = child(node, name)
    text = (found.text or "").strip() if found is not None else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
