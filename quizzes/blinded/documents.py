"""PDF, office and open documents without their properties, without the names at comments and tracked changes, and with
the pictures in them blinded alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

import pikepdf

from quizzes.blinded.pictures import NOT_AS_TOLD, Unreadable, blind_jpeg, blind_png, blind_webp

MOST_UNPACKED = 400 * 1024 * 1024
PICTURES: dict[str, Callable[[bytes], bytes]] = {
    ".jpg": blind_jpeg, ".jpeg": blind_jpeg, ".png": blind_png, ".webp": blind_webp,
}  # fmt: skip
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006"
OPEN = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
# What stands in the place of a file of properties; its kind wants one there.
EMPTY = {
    "docProps/core.xml": HEAD + b'<cp:coreProperties xmlns:cp="' + PACKAGE + b'"/>',
    "docProps/app.xml": HEAD + b'<Properties xmlns="' + OFFICE + b'/extended-properties"/>',
    "docProps/custom.xml": HEAD + b'<Properties xmlns="' + OFFICE + b'/custom-properties"/>',
    "meta.xml": HEAD + b'<office:document-meta xmlns:office="' + OPEN + b'" office:version="1.2"/>',
}
NAMED_BY = re.compile(
    rb'(\s(?:w|w15|w16du):(?:author|initials|userId|providerId)=)"[^"]*"'  # comments, changes and people of a text
    rb'|(\s(?:displayName|userId|userName)=)"[^"]*"'  # those of a sheet
    rb'|(<x15ac:absPath\b[^>]*?\surl=)"[^"]*"'  # the folder that it was saved in, often named by its owner
)
AUTHORS_OF_SLIDES = re.compile(rb'(\s(?:name|initials|userId)=)"[^"]*"')
AUTHOR_OF_SHEET = re.compile(rb"<author>[^<]*</author>")
CREATORS = re.compile(rb"<((?:dc:creator|meta:creator-initials|meta:initial-creator)[^>]*)>[^<]*</")
WITH_AUTHORS = frozenset({"ppt/commentAuthors.xml", "ppt/authors.xml"})
NAMED_IN = ("word/", "xl/workbook.xml", "xl/persons/")


def blind_office(data: bytes) -> bytes:
    return _repacked(data, _office_part)


def blind_open_document(data: bytes) -> bytes:
    return _repacked(data, lambda _name, part: CREATORS.sub(rb"<\1></", part))


def _office_part(name: str, part: bytes) -> bytes:
    if name in WITH_AUTHORS:
        return AUTHORS_OF_SLIDES.sub(rb'\1""', part)
    if name.startswith("xl/comments"):
        return AUTHOR_OF_SHEET.sub(b"<author></author>", part)
    if name.startswith(NAMED_IN):
        return NAMED_BY.sub(lambda found: next(filter(None, found.groups())) + b'""', part)
    return part


def _repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w") as new:
        if sum(entry.file_size for entry in old.infolist()) > MOST_UNPACKED:
            raise Unreadable
        for entry in old.infolist():
            part = EMPTY.get(entry.filename)
            if part is None:
                part = old.read(entry)
                if entry.filename.endswith(".xml"):
                    part = change(entry.filename, part)
                elif blind := PICTURES.get(PurePosixPath(entry.filename).suffix.lower()):
                    part = _picture(blind, part)
            entry.extra, entry.comment = b"", b""
            new.writestr(entry, part, compress_type=entry.compress_type)
    return packed.getvalue()


def _picture(blind: Callable[[bytes], bytes], part: bytes) -> bytes:
    try:
        return blind(part)
    except NOT_AS_TOLD:
        return part  # its ending lies, or it is broken: the document shows it, or does not, as before


def blind_pdf(data: bytes) -> bytes:
    saved = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for holder in (pdf.Root, *(page.obj for page in pdf.pages)):
            for name in ("/Metadata", "/PieceInfo"):
                if name in holder:
                    del holder[name]
        for page in pdf.pages:
            for note in page.obj.get("/Annots", []):
                if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") != "/Widget" and "/T" in note:
                    del note["/T"]  # who wrote the comment
        pdf.save(saved)
    return saved.getvalue()
