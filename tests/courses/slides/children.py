"""What another process does in the tests of slides: draw, and say how much memory that took."""

import re
from pathlib import Path

from courses import slide_making
from courses.slide_making import draw_pages


def peak_kilobytes_of_drawing(path: str, pages: int, handful: int) -> int:
    """What the kernel counted; `getrusage` would count the parent's peak in, which a child inherits."""
    for first in range(1, pages + 1, handful):
        draw_pages(path, first, min(first + handful - 1, pages))
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def draw_within(path: str, seconds: int) -> int:
    """How many pages were drawn, in fewer seconds than the product allows."""
    slide_making.CPU_SECONDS = seconds
    return len(draw_pages(path, 1, 1))
