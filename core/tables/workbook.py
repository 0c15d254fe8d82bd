"""The sheets of an Excel file: which there are, what they share, and which of them a person sees."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from core.tables.opening import Package, damaged, too_much
from core.tables.sheet_parser import Facts, SheetParser, Spent, clean, feed, new_parser, rows_of
from core.tables.table import MOST_SIGNS, Sheet

MOST_SHEETS = 100


@dataclass(frozen=True)
class SheetFace:
    title: str
    part: str
    is_hidden: bool


def sheet_faces(package: Package) -> tuple[list[SheetFace], bool]:
    """In the workbook's order, and whether its days are counted from 1904."""
    targets: dict[str, str] = {}
    for name, facts in _elements(package, "xl/_rels/workbook.xml.rels"):
        if name == "Relationship":
            targets[facts.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", facts.get("Target", ""))).lstrip(
                "/"
            )
    faces: list[SheetFace] = []
    since_1904 = False
    for name, facts in _elements(package, "xl/workbook.xml"):
        if name == "workbookPr":
            since_1904 = facts.get("date1904") in ("1", "true")
        elif name == "sheet" and len(faces) < MOST_SHEETS:
            part = targets.get(next((value for key, value in facts.items() if key.rpartition(":")[2] == "id"), ""), "")
            if part in package and "worksheets/" in part:
                if any(face.part == part for face in faces):  # one part under many names would be read many times
                    raise damaged()
                is_hidden = facts.get("state", "visible") != "visible"
                faces.append(SheetFace(facts.get("name", ""), part, is_hidden))
    return faces, since_1904


class Workbook:
    """The sheets that a person sees. Of several, all are looked at and one is read, so that a long one that nobody
    asked for costs little."""

    def __init__(self, package: Package) -> None:
        self.package = package
        faces, since_1904 = sheet_faces(package)
        if not faces:
            raise damaged()
        self.faces = [face for face in faces if not face.is_hidden]
        self.hidden = [face.title for face in faces if face.is_hidden]
        self.facts = Facts(
            list(_strings(package)), _date_styles(package), CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        )
        self.notes: list[str] = []

    def glimpses(self, most_rows: int) -> list[Sheet]:
        """The first filled rows of each; of a single sheet all, as it is the one to be read."""
        spent = Spent()
        return [self._read(face, spent, most_rows if len(self.faces) > 1 else 0) for face in self.faces]

    def whole(self, glimpses: list[Sheet], glimpse: Sheet) -> Sheet:
        """The sheet of that glimpse."""
        if len(glimpses) == 1:
            return glimpse
        place = next(place for place, sheet in enumerate(glimpses) if sheet is glimpse)
        return self._read(self.faces[place], Spent(), 0)

    def _read(self, face: SheetFace, spent: Spent, most_rows: int) -> Sheet:
        found = SheetParser(self.facts, spent, most_rows).read(self.package.blocks(face.part))
        depths: dict[int, int] = {}
        for top, _left, bottom, _right in found.merges:
            depths[top] = max(depths.get(top, 1), min(bottom - top + 1, 3))
        if found.is_cut and not most_rows:
            self.notes.append(
                _("In the sheet “%(sheet)s”, what stands right of column IV was not read.") % {"sheet": face.title}
            )
        return Sheet(face.title, rows_of(found, spent), depths)

    def all_notes(self) -> list[str]:
        """What was not read, in sentences."""
        if not self.hidden:
            return self.notes
        return [*self.notes, _("Hidden sheets were not read: %(names)s.") % {"names": ", ".join(self.hidden[:10])}]


def _elements(package: Package, part: str) -> list[tuple[str, dict[str, str]]]:
    if part not in package:
        raise damaged()
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(found) < 100_000:
            found.append((name.rpartition(":")[2], attributes))

    feed(new_parser(start, None, None), package.blocks(part))
    return found


def _date_styles(package: Package) -> frozenset[int]:
    if "xl/styles.xml" not in package:
        return frozenset()
    formats, dates, is_inside, place = dict(BUILTIN_FORMATS), set(), False, 0
    for name, facts in _elements(package, "xl/styles.xml"):
        if name == "numFmt":
            number = facts.get("numFmtId", "")
            if number.isdecimal():
                formats[int(number)] = facts.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "dxfs"):
            is_inside = name == "cellXfs"
        elif name == "xf" and is_inside:
            number = facts.get("numFmtId", "0")
            if number.isdecimal() and is_date_format(formats.get(int(number), "General")):
                dates.add(place)
            place += 1
    return frozenset(dates)


class _Strings:
    """Texts that cells name by their number; what guides the pronunciation is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.takes = self.is_phonetic = False
        self.signs = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.is_phonetic = True
        elif name == "t":
            self.takes = not self.is_phonetic

    def text(self, text: str) -> None:
        if self.takes:
            self.signs += len(text)
            if self.signs > MOST_SIGNS:
                raise too_much()
            self.pieces.append(text)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "t":
            self.takes = False
        elif name == "rPh":
            self.is_phonetic = False
        elif name == "si":
            if len(self.texts) > 1_000_000:
                raise too_much()
            self.texts.append(clean("".join(self.pieces)))


def _strings(package: Package) -> Iterator[str]:
    part = next((name for name in package.names if name.lower() == "xl/sharedstrings.xml"), "")
    if not part:
        return iter(())
    kept = _Strings()
    feed(new_parser(kept.start, kept.end, kept.text), package.blocks(part))
    return iter(kept.texts)
