"""Does a finished PDF hold what PDF/A-3a and PDF/UA-1 ask of our documents? One sentence per rule broken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

HEADINGS = {f"/H{level}": level for level in range(1, 7)}


def conformance_findings(pdf: bytes) -> list[str]:
    """Every rule of the design's list that this document breaks, in words."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return [finding for check in CHECKS for finding in check(document)]
    except pikepdf.PdfError as error:
        return [_("This is no readable PDF: %(error)s") % {"error": error}]


def _language(document: pikepdf.Pdf) -> Iterator[str]:
    if not str(document.Root.get("/Lang", "")):
        yield _("The document does not name its language.")


def _title(document: pikepdf.Pdf) -> Iterator[str]:
    if not str(document.docinfo.get("/Title", "")) or "<dc:title>" not in _xmp(document):
        yield _("The document has no title.")
    preferences = document.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    if not preferences.get("/DisplayDocTitle", False):
        yield _("The window would show the file name instead of the title.")


def _identifiers(document: pikepdf.Pdf) -> Iterator[str]:
    xmp = _xmp(document)
    if not re.search(r'pdfaid:part="3"', xmp) or not re.search(r'pdfaid:conformance="A"', xmp):
        yield _("The document does not call itself PDF/A-3a.")
    if not re.search(r'pdfuaid:part="1"', xmp):
        yield _("The document does not call itself PDF/UA-1.")
    elif "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" not in xmp:
        yield _("The PDF/UA identifier stands without the extension schema that PDF/A asks for.")
    if not str(document.Root.get("/Version", "/1.7")).startswith("/1."):
        yield _("The document calls itself PDF 2.0, which PDF/A-3 does not know.")
    if "/OutputIntents" not in document.Root:
        yield _("The document has no colour profile.")


def _tags(document: pikepdf.Pdf) -> Iterator[str]:
    marked = document.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
    if not marked or "/StructTreeRoot" not in document.Root:
        yield _("The document is not tagged.")
        return
    for page in document.pages:
        if str(page.get("/Tabs", "")) != "/S" or "/StructParents" not in page:
            yield _("A page is not tied to the tag tree.")


def _figures(document: pikepdf.Pdf) -> Iterator[str]:
    for element in _elements(document):
        if element.get("/S") != "/Figure":
            continue
        if not str(element.get("/Alt", "")):
            yield _("A picture has no alternative text.")
        left, bottom, right, top = (float(value) for value in element.get("/A", {}).get("/BBox", [0, 0, 0, 0]))
        _x, _y, width, height = (float(value) for value in element.Pg.MediaBox)
        if not (0 <= left < right <= width and 0 <= bottom < top <= height):
            yield _("A picture's box does not lie on its page.")


def _header_cells(document: pikepdf.Pdf) -> Iterator[str]:
    tables = [element for element in _elements(document) if element.get("/S") == "/Table"]
    for table in tables:
        cells = [element for element in _below(table) if element.get("/S") == "/TH"]
        if not cells:
            yield _("A table has no header cells.")
        if any("/Scope" not in cell.get("/A", {}) for cell in cells):
            yield _("A header cell does not say whether it heads a row or a column.")


def _heading_levels(document: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for element in _elements(document):
        found = HEADINGS.get(str(element.get("/S")))
        if found is None:
            continue
        if found > level + 1:
            yield _("A heading level is skipped: %(found)d after %(level)d.") % {"found": found, "level": level}
        level = found


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    seen = False
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/FontDescriptor":
            continue
        seen = True
        if not any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield _("The font %(name)s is not embedded.") % {"name": str(thing.get("/FontName", "?"))}
    if not seen:
        yield _("No font is embedded.")


def _letters(document: pikepdf.Pdf) -> Iterator[str]:
    for page in document.pages:
        fonts: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        empty: frozenset[int] = frozenset()
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction[0], str(instruction[1])
            if operator == "Tf":
                empty = _empty_boxes(fonts[str(operands[0])])
            shown = operands[0] if operator == "TJ" else operands if operator == "Tj" else ()
            parts = [bytes(part) for part in shown if isinstance(part, pikepdf.String)] if empty else []
            if any(int.from_bytes(part[at : at + 2]) in empty for part in parts for at in range(0, len(part), 2)):
                yield _("A letter stands as an empty box: no font has it.")
                break


def _empty_boxes(font: Any) -> frozenset[int]:
    """The codes of two bytes that show the glyph 0 of this font."""
    if font.get("/Subtype") != "/Type0":
        return frozenset()
    encoding = font.get("/Encoding")
    mapped = encoding.read_bytes() if isinstance(encoding, pikepdf.Stream) else b""
    return frozenset({0, *(int(code, 16) for code in re.findall(rb"<([0-9a-f]{4})> 0\b", mapped))})


def _pictures(document: pikepdf.Pdf) -> Iterator[str]:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Stream):
            if thing.get("/Subtype") == "/Image" and thing.get("/Interpolate", False):
                yield _("A picture would be smoothed by the viewer: PDF/A forbids it (image-rendering: crisp-edges).")
            if thing.get("/Subtype") == "/Image" and "/SMask" in thing:
                yield _("A picture is see-through; use an opaque one.")
            continue
        if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/ExtGState":
            continue
        if any(float(thing.get(key, 1)) != 1 for key in ("/ca", "/CA")):
            yield _("Something is see-through; use a pale colour instead of opacity.")


def _scripts(document: pikepdf.Pdf) -> Iterator[str]:
    if "/OpenAction" in document.Root or "/AA" in document.Root or "/JavaScript" in document.Root.get("/Names", {}):
        yield _("The document would act by itself when opened.")


CHECKS = (
    _language,
    _title,
    _identifiers,
    _tags,
    _figures,
    _header_cells,
    _heading_levels,
    _fonts,
    _letters,
    _pictures,
    _scripts,
)


def _xmp(document: pikepdf.Pdf) -> str:
    if "/Metadata" not in document.Root:
        return ""
    text = document.Root.Metadata.read_bytes().decode("utf-8", "replace")
    # Whatever prefix the writer chose for the two namespaces, the checks above read the usual ones.
    for prefix, address in (
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
        ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
    ):
        for used in re.findall(rf'xmlns:(\w+)="{re.escape(address)}"', text):
            text = text.replace(f"{used}:", f"{prefix}:") if used != prefix else text
    return text


def _elements(document: pikepdf.Pdf) -> Iterator[Any]:
    if "/StructTreeRoot" in document.Root:
        yield from _below(document.Root.StructTreeRoot)


def _below(element: Any) -> Iterator[Any]:
    """The structure elements under this one, in reading order."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)
