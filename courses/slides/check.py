"""Whether slides can be made of a PDF, told before anything is drawn: quick, and safe in any thread."""

from __future__ import annotations

from typing import BinaryIO

import pikepdf
from django.utils.translation import gettext_lazy as _

from courses.errors import SlidesRefusedError

# For a phone, and for a desk or a projector; no other width is made.
SLIDE_WIDTHS = (720, 1440)
LONGEST_SIDE_POINTS = 14_400  # 200 inches, the most that PDF allows without tricks
MOST_IMAGE_PIXELS = 40_000_000


def look_at(file: BinaryIO, *, most_pages: int) -> int:
    """How many pages there are to draw. Raises SlidesRefusedError with a sentence that names the cure."""
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            return _count_pages(pdf, most_pages)
    except pikepdf.PasswordError as refusal:
        raise SlidesRefusedError(
            _("This PDF is protected with a password. Save it without one, then choose it again.")
        ) from refusal
    except (pikepdf.PdfError, ValueError, RecursionError, OverflowError) as refusal:
        raise SlidesRefusedError(_("This PDF is damaged. Export it again from the program that made it.")) from refusal
    finally:
        file.seek(0)


def _count_pages(pdf: pikepdf.Pdf, most_pages: int) -> int:
    count = len(pdf.pages)
    if not count:
        raise SlidesRefusedError(_("This PDF has no page."))
    if count > most_pages:
        raise SlidesRefusedError(
            _(
                "This PDF has %(count)d pages; slides take %(most)d at most. Split it into parts, or add it as a "
                "document to download."
            )
            % {"count": count, "most": most_pages}
        )
    for number, page in enumerate(pdf.pages, start=1):
        _check_page(number, page)
    return count


def _check_page(number: int, page: pikepdf.Page) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    if not 0 < abs(right - left) <= LONGEST_SIDE_POINTS or not 0 < abs(top - bottom) <= LONGEST_SIDE_POINTS:
        raise SlidesRefusedError(
            _("Page %(number)d has an impossible size. Export the slides again at the size of a screen or of A4.")
            % {"number": number}
        )
    for image in page.get_images().values():
        if int(image.get("/Width", 0)) * int(image.get("/Height", 0)) > MOST_IMAGE_PIXELS:
            raise SlidesRefusedError(
                _("Page %(number)d holds a picture that is too large. Make the picture smaller, then export again.")
                % {"number": number}
            )
