"""Is a document that somebody else sealed still ours? The seal may add itself, and nothing else.

That our bytes come first is not enough: what was written after them could show other pages.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

SEALS_OWN_KEYS = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version"}
FORM_KEYS = {"/Fields", "/SigFlags", "/DR", "/DA"}
WRITERS_OWN_KEYS = {"/Producer", "/Creator", "/CreationDate", "/ModDate"}
IDENTIFIERS = (
    "{http://www.aiim.org/pdfa/ns/id/}part",
    "{http://www.aiim.org/pdfa/ns/id/}conformance",
    "{http://www.aiim.org/pdfua/ns/id/}part",
    "{http://purl.org/dc/elements/1.1/}title",
)


def changed_part(sent: bytes, sealed: bytes, largest: tuple[float, float] = (0, 0)) -> str | None:
    """What of ours reads otherwise in the sealed file, or was added to it beyond one seal; None when nothing is.

    A seal on a page must take no room there, unless one of at most this width and height was asked for.
    """
    with pikepdf.open(io.BytesIO(sent)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        checks: tuple[Callable[[], str | None], ...] = (
            lambda: _another_document(before, after),
            lambda: _another_object(before, after),
            lambda: _another_description(before, after),
            lambda: _more_than_a_seal(before, after, largest),
        )
        return next((found for check in checks if (found := check()) is not None), None)


def _another_document(before: pikepdf.Pdf, after: pikepdf.Pdf) -> str | None:
    if after.Root.objgen != before.Root.objgen or after.is_encrypted:
        return _("its root")
    if [page.objgen for page in after.pages] != [page.objgen for page in before.pages]:
        return _("its pages")
    return None


def _another_object(before: pikepdf.Pdf, after: pikepdf.Pdf) -> str | None:
    may_change: dict[Any, set[str]] = {page.objgen: {"/Annots"} for page in before.pages}
    may_change[before.Root.objgen] = SEALS_OWN_KEYS | {"/Metadata"}
    described = {
        item.objgen for item in (before.Root.get("/Metadata"), before.trailer.get("/Info")) if item is not None
    } - {(0, 0)}
    for thing in before.objects:
        kind = str(thing.get("/Type", "")) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else ""
        if thing.objgen in described or kind in ("/XRef", "/ObjStm"):
            continue
        if not _alike(thing, after.get_object(*thing.objgen), may_change.get(thing.objgen, set())):
            return f"{thing.objgen[0]} {kind}".strip()
    return None


def _another_description(before: pikepdf.Pdf, after: pikepdf.Pdf) -> str | None:
    """Whoever writes a PDF may note that; what the document calls itself stays."""
    if not _alike(_info(before), _info(after), WRITERS_OWN_KEYS):
        return _("its title and author")
    one, other = before.open_metadata(), after.open_metadata()
    if any(one.get(name) != other.get(name) for name in IDENTIFIERS):
        return _("its description (XMP)")
    return None


def _info(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    found = document.trailer.get("/Info")
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _more_than_a_seal(before: pikepdf.Pdf, after: pikepdf.Pdf, largest: tuple[float, float]) -> str | None:
    form = after.Root.get("/AcroForm")
    if "/AcroForm" in before.Root or not isinstance(form, pikepdf.Dictionary) or set(form.keys()) - FORM_KEYS:
        return _("its form")
    fields = list(form.get("/Fields", []))
    if len(fields) != 1 or not _is_seal(fields[0]):
        return _("its form")
    places = {field.objgen for field in (fields[0], *fields[0].get("/Kids", []))}
    added = 0
    for ours, theirs in zip(before.pages, after.pages, strict=True):
        old, new = list(ours.get("/Annots", [])), list(theirs.get("/Annots", []))
        added += len(new) - len(old)
        if [_text(item) for item in new[: len(old)]] != [_text(item) for item in old] or added > 1:
            return _("something lies on a page")
        for item in new[len(old) :]:
            if item.objgen not in places or not _is_seal(item) or not _takes_no_room(item, theirs, largest):
                return _("something lies on a page")
    return None


def _is_seal(item: Any) -> bool:
    """A signature's field or its place, which does nothing by itself."""
    if not isinstance(item, pikepdf.Dictionary) or {"/A", "/AA"} & set(item.keys()):
        return False
    kind, parent = item.get("/FT"), item.get("/Parent")
    if kind is None and isinstance(parent, pikepdf.Dictionary):
        kind = parent.get("/FT")
    return kind == pikepdf.Name.Sig and item.get("/Subtype", pikepdf.Name.Widget) == pikepdf.Name.Widget


def _takes_no_room(item: Any, page: Any, largest: tuple[float, float]) -> bool:
    x1, y1, x2, y2 = (float(value) for value in item.get("/Rect", [0, 0, 0, 0]))
    left, right, bottom, top = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    if right == left or top == bottom:
        return True
    x1, y1, x2, y2 = (float(value) for value in page.mediabox)
    if right <= x1 or left >= x2 or top <= y1 or bottom >= y2:
        return True
    return right - left <= largest[0] and top - bottom <= largest[1]


def _alike(one: Any, other: Any, but_for: set[str]) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, pikepdf.Stream) and bytes(one.read_raw_bytes()) != bytes(other.read_raw_bytes()):
        return False
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        keys = (set(one.keys()) | set(other.keys())) - but_for
        return all(key in one and key in other and _text(one[key]) == _text(other[key]) for key in keys)
    return bool(_text(one) == _text(other))


def _text(thing: Any) -> Any:
    """References stay references: what they lead to is looked at by itself."""
    return thing.unparse() if isinstance(thing, pikepdf.Object) else thing
