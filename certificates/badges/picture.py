"""The badge as a picture: the house's anchor before a compass rose, with the course, its hours and its year."""

from __future__ import annotations

import io
from functools import lru_cache
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

from certificates import typography

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIZE = 640
# Drawn larger and made smaller: Pillow's own lines have hard edges.
SCALE = 3
NAVY, DEEP, SLATE = (18, 47, 77), (11, 33, 56), (42, 76, 112)
GOLD, PALE_GOLD, CREAM = (168, 130, 60), (217, 192, 138), (250, 246, 236)
TITLE_SIZES = (40, 36, 32, 28, 25, 22, 19)
TOP, MOST_LINES, LEADING = 52, 4, 1.2

Point = tuple[float, float]


def badge_png(title: str, line: str) -> bytes:
    """A square PNG with clear corners. `line` stands under the title: hours and year."""
    picture = draw_badge(title, line)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def draw_badge(title: str, line: str) -> Image.Image:
    from PIL import Image, ImageDraw  # here, so that the site starts without it

    picture = _medal().copy()
    pen = ImageDraw.Draw(picture)
    _write(pen, title, line)
    return picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(
        colors=255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )


@lru_cache(maxsize=1)
def _medal() -> Image.Image:
    """All that badges have in common."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (SIZE * SCALE, SIZE * SCALE), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.polygon(_ring(316, 4, 48), fill=GOLD)
    pen.polygon(_ring(311, 3.4, 48), fill=CREAM)
    _disc(pen, 298, fill=GOLD)
    _disc(pen, 293, fill=NAVY)
    _braid(pen)
    _disc(pen, 262, fill=DEEP, outline=PALE_GOLD, width=2)
    _rose(pen)
    _anchor(pen)
    return picture


def _braid(pen: ImageDraw.ImageDraw) -> None:
    """The guilloche of the paper's border, laid around: three waves of two heights."""
    for swing, phase, colour in (
        (9.0, 0.0, PALE_GOLD),
        (9.0, 2 * pi / 3, GOLD),
        (9.0, 4 * pi / 3, PALE_GOLD),
        (4.5, pi / 2, SLATE),
        (4.5, 3 * pi / 2, SLATE),
    ):
        pen.line(_wave(277.5, swing, 60, phase), fill=colour, width=SCALE, joint="curve")


def _rose(pen: ImageDraw.ImageDraw) -> None:
    for index in range(16):
        angle = 2 * pi * index / 16
        reach = 148 if index % 4 == 0 else 116 if index % 2 == 0 else 84
        points = [_turn(30, angle - 0.2), _turn(reach, angle), _turn(30, angle + 0.2)]
        pen.polygon([_at(x, y - 96) for x, y in points], fill=(21, 53, 86))


def _anchor(pen: ImageDraw.ImageDraw) -> None:
    """Ring, shank, stock, arms and flukes, in the proportions of the emblem on the paper."""

    def place(x: float, y: float) -> Point:
        return _at(x * 3.4, y * 3.4 - 100)

    def stroke(points: list[Point], width: float) -> None:
        pen.line(points, fill=CREAM, width=round(width * 3.4 * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            half = width * 1.7 * SCALE
            pen.ellipse((x - half, y - half, x + half, y + half), fill=CREAM)

    stroke([place(4.4 * cos(step * pi / 24), 4.4 * sin(step * pi / 24) - 20.5) for step in range(49)], 3)
    stroke([place(0, -16), place(0, 21)], 3.8)
    stroke([place(-9.5, -9.5), place(9.5, -9.5)], 3.6)
    arms = [place(19 * sin(angle), 4.5 + 19 * cos(angle)) for angle in (pi * step / 60 for step in range(-27, 28))]
    stroke(arms, 3.6)
    for side in (-1, 1):
        pen.polygon([place(side * x, y) for x, y in ((24, 11.5), (19.4, 0), (13.2, 9.6))], fill=CREAM)


def _write(pen: ImageDraw.ImageDraw, title: str, line: str) -> None:
    """The title in the lower half, as large as the round leaves room for; what cannot fit ends in an ellipsis."""
    size, lines = _title_lines(title)
    large = font(typography.SERIF_BOLD, size * SCALE)
    small = font(typography.SANS, 25 * SCALE)
    height = len(lines) * size * LEADING
    top = TOP + max(0.0, (MOST_LINES * 30 - height) / 2)
    for number, text in enumerate(lines):
        pen.text(_at(0, top + (number + 0.5) * size * LEADING), text, font=large, fill=CREAM, anchor="mm")
    rule = top + height + 14
    pen.line([_at(-44, rule), _at(44, rule)], fill=PALE_GOLD, width=2 * SCALE)
    pen.text(_at(0, rule + 28), line, font=small, fill=PALE_GOLD, anchor="mm")


def _title_lines(title: str) -> tuple[int, list[str]]:
    words = " ".join(title.split())
    for size in TITLE_SIZES:
        lines = _wrapped(words, size)
        if lines and len(lines) * size * LEADING <= 128:
            return size, lines
    size = TITLE_SIZES[-1]
    kept = words
    while kept and (not (lines := _wrapped(kept.rstrip() + "…", size)) or len(lines) * size * LEADING > 128):
        kept = kept[:-1]
    return size, lines


def _wrapped(words: str, size: int) -> list[str]:
    """Lines that each fit the chord at their own height; none when a word is too long for it."""
    lines: list[str] = []
    left = words.split(" ")
    while left:
        bottom = TOP + (len(lines) + 1) * size * LEADING
        room = 2 * sqrt(max(0.0, 244**2 - bottom**2)) - 16
        count = len(left)
        while count and typography.line_width(" ".join(left[:count]), typography.SERIF_BOLD, size) > room:
            count -= 1
        if not count:
            return []
        lines.append(" ".join(left[:count]))
        left = left[count:]
    return lines


@lru_cache(maxsize=32)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(typography.FONT_FOLDER / name), size)


def _disc(pen: ImageDraw.ImageDraw, radius: float, **style: object) -> None:
    if "width" in style:
        style["width"] = int(str(style["width"])) * SCALE
    pen.ellipse((*_at(-radius, -radius), *_at(radius, radius)), **style)  # type: ignore[arg-type]


def _ring(radius: float, swing: float, waves: int) -> list[Point]:
    return _wave(radius - swing, swing, waves, 0.0)


def _wave(radius: float, swing: float, waves: int, phase: float) -> list[Point]:
    steps = 1440
    return [
        _at(*_turn(radius + swing * cos(waves * angle + phase), angle))
        for angle in (2 * pi * step / steps for step in range(steps + 1))
    ]


def _turn(distance: float, angle: float) -> Point:
    return distance * sin(angle), -distance * cos(angle)


def _at(x: float, y: float) -> Point:
    return (SIZE / 2 + x) * SCALE, (SIZE / 2 + y) * SCALE
