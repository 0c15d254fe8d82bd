"""What another process does in the tests of slides: draw, and say how much memory that took."""

from courses.slides import making
from courses.slides.making import draw_pages
from tests.memory import peak_kb


def peak_kilobytes_of_drawing(path: str, pages: int, handful: int) -> int:
    for first in range(1, pages + 1, handful):
        draw_pages(path, first, min(first + handful - 1, pages))
    return peak_kb()


def draw_within(path: str, seconds: int) -> int:
    """How many pages were drawn, in fewer seconds than the product allows."""
    making.CPU_SECONDS = seconds
    return len(draw_pages(path, 1, 1))
