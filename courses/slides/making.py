"""From a PDF to pictures of its pages, in a process of its own: PDFium knows no threads and may run out of memory.

Nothing here touches the database. A file was looked at before (`courses.slides.check`), and is drawn a handful of pages
at a time, so that memory stays flat however long it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2

from core.jobs.limits import limited
from courses.slides.check import SLIDE_WIDTHS
from courses.slides.text import Piece, in_reading_order, tidy

TALLEST = 2  # times the width: a longer page is drawn narrower
CPU_SECONDS = 60  # for a handful of pages; a drawing that calls itself over and over has no end
QUALITY = 78


@dataclass(frozen=True)
class PageMade:
    number: int
    title: str
    text: str
    width: int
    height: int
    pictures: dict[int, bytes]
    """By width, WebP."""


def draw_pages(path: str, first: int, last: int) -> list[PageMade]:
    """Pages `first` to `last`, counted from 1. For a process of its own: it dies of a page that takes too much."""
    with limited(cpu_seconds=CPU_SECONDS), pypdfium2.PdfDocument(path) as pdf:
        titles = _titles(pdf)
        return [_draw(pdf, number, titles.get(number, "")) for number in range(first, last + 1)]


def _draw(pdf: pypdfium2.PdfDocument, number: int, title: str) -> PageMade:
    page = pdf[number - 1]
    try:
        width, height = page.get_size()
        text = _text_of(page)
        pictures = {wanted: _picture(page, wanted, width, height) for wanted in SLIDE_WIDTHS}
    finally:
        page.close()
    largest = SLIDE_WIDTHS[-1]
    drawn_width, drawn_height = _drawn_size(largest, width, height)
    return PageMade(number, title[:200], text, drawn_width, drawn_height, pictures)


def _drawn_size(wanted: int, width: float, height: float) -> tuple[int, int]:
    scale = min(wanted / width, wanted * TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _picture(page: pypdfium2.PdfPage, wanted: int, width: float, height: float) -> bytes:
    scale = min(wanted / width, wanted * TALLEST / height)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        stream = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(stream, "WEBP", quality=QUALITY, method=4)
    finally:
        bitmap.close()
    return stream.getvalue()


def _text_of(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        if page.get_rotation():
            return tidy(words.get_text_range())
        pieces = []
        for index in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(index)
            pieces.append(Piece(words.get_text_bounded(left, bottom, right, top), left, bottom, right, top))
        return tidy("\n".join(piece.text for piece in in_reading_order(pieces)))
    finally:
        words.close()


def _titles(pdf: pypdfium2.PdfDocument) -> dict[int, str]:
    """What the outline calls each page; the first name counts. A broken outline is no outline."""
    titles: dict[int, str] = {}
    try:
        for bookmark in pdf.get_toc(max_depth=4):
            target: Any = bookmark.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                titles.setdefault(index + 1, tidy(bookmark.get_title()).replace("\n", " "))
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        pass
    return titles
