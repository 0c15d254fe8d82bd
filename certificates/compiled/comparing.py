"""Are two documents of one paper the same to the eye and to whoever reads their text?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from certificates.qr import qr_png

DOTS_PER_INCH = 150
STEPS = 1  # of 255, at the edge of a glyph


def differences(compiled: bytes, full: bytes, url: str) -> list[str]:
    """In words, none when nothing differs but the code, which one draws as a path and the other as a picture."""
    import pypdfium2

    one, other = pypdfium2.PdfDocument(compiled), pypdfium2.PdfDocument(full)
    try:
        if len(one) != len(other):
            return [_("The number of pages differs.")]
        return [
            finding
            for number in range(len(one))
            for finding in _page_differences(one[number], other[number], number + 1, _code_size(url))
        ]
    finally:
        one.close()
        other.close()


def _page_differences(one: Any, other: Any, number: int, code: int) -> Iterator[str]:
    from PIL import ImageChops

    texts = [page.get_textpage().get_text_range() for page in (one, other)]
    if texts[0] != texts[1]:
        yield _("The text of page %(number)d differs.") % {"number": number}
    scale = DOTS_PER_INCH / 72
    pictures = [page.render(scale=scale).to_pil().convert("RGB") for page in (one, other)]
    if pictures[0].size != pictures[1].size:
        yield _("The size of page %(number)d differs.") % {"number": number}
        return
    difference = ImageChops.difference(*pictures)
    for left, bottom, right, top in _codes(other, code):
        height = difference.height
        corners = (left * scale - 1, height - top * scale - 1, right * scale + 1, height - bottom * scale + 1)
        x, y, end, low = map(round, corners)
        difference.paste((0, 0, 0), (x, y, end, low))
    most = max(int(str(band.getextrema()[1])) for band in difference.split())
    if most > STEPS:
        yield _("The picture of page %(number)d differs by up to %(steps)d of 255 steps.") % {
            "number": number,
            "steps": most,
        }


def _codes(page: Any, side: int) -> Iterator[tuple[float, float, float, float]]:
    from pypdfium2 import raw

    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        if thing.get_px_size() == (side, side):
            yield thing.get_bounds()


def _code_size(url: str) -> int:
    """The side of the code's picture in pixels: the width that stands in a PNG's head."""
    return int.from_bytes(qr_png(url)[16:20], "big")
