"""The picture that stands beside a shared link: badge, course and holder, in the proportions that networks cut to."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from certificates import typography, wording
from certificates.badges.picture import CREAM, DEEP, GOLD, NAVY, draw_badge, font
from certificates.facts import Facts

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH, HEIGHT, BADGE = 1200, 630, 470
LEFT, RIGHT = 600, 1140
SOFT = (84, 102, 122)


def badge_line(facts: Facts) -> str:
    return (
        f"{wording.jp_words(facts.total_jp)} JP · {facts.ends_on.year}" if facts.total_jp else f"{facts.ends_on.year}"
    )


def card_png(facts: Facts) -> bytes:
    from PIL import Image, ImageDraw  # here, so that the site starts without it

    card = Image.new("RGB", (WIDTH, HEIGHT), CREAM)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, WIDTH, 14), fill=NAVY)
    pen.rectangle((0, 14, WIDTH, 19), fill=GOLD)
    pen.rectangle((0, HEIGHT - 14, WIDTH, HEIGHT), fill=NAVY)
    badge = draw_badge(facts.course, badge_line(facts)).convert("RGBA").resize((BADGE, BADGE), Image.Resampling.LANCZOS)
    card.paste(badge, (74, (HEIGHT - BADGE) // 2), badge)
    _write(pen, facts)
    out = io.BytesIO()
    card.quantize(colors=255, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(pen: ImageDraw.ImageDraw, facts: Facts) -> None:
    """From top to bottom, the whole in the middle of the height; what is too long ends in an ellipsis."""
    name = _fitted(facts.holder.full_name, typography.SERIF_BOLD, (46, 40, 34, 29), 2)
    course = _fitted(facts.course, typography.SERIF, (31, 27, 24), 3)
    period = wording.period_words(facts.starts_on, facts.ends_on)
    hours = [f"{wording.jp_words(facts.total_jp)} JP"] if facts.total_jp else []
    rest = _fitted(" · ".join([*hours, period]), typography.SANS, (25, 22), 1)
    issuer = _fitted(facts.organiser, typography.SANS, (25, 22), 2)
    blocks = [
        (typography.SERIF_BOLD, name, DEEP, 18),
        (typography.SERIF, course, NAVY, 24),
        (typography.SANS, rest, SOFT, 4),
        (typography.SANS, issuer, SOFT, 0),
    ]
    height = sum(len(lines) * size * 1.28 + after for _font, (size, lines), _colour, after in blocks)
    top = (HEIGHT - height) / 2
    for family, (size, lines), colour, after in blocks:
        for line in lines:
            pen.text((LEFT, top), line, font=font(family, size), fill=colour)
            top += size * 1.28
        top += after


def _fitted(text: str, family: str, sizes: tuple[int, ...], most: int) -> tuple[int, list[str]]:
    words = " ".join(text.split())
    for size in sizes:
        lines = _wrapped(words, family, size)
        if len(lines) <= most and all(_width(line, family, size) <= RIGHT - LEFT for line in lines):
            return size, lines
    size = sizes[-1]
    lines = _wrapped(words, family, size)[:most]
    last = lines[-1]
    while last and _width(last + "…", family, size) > RIGHT - LEFT:
        last = last[:-1]
    return size, [*(_cut(line, family, size) for line in lines[:-1]), last.rstrip() + "…"]


def _wrapped(words: str, family: str, size: int) -> list[str]:
    lines: list[str] = []
    for word in words.split(" "):
        if lines and _width(f"{lines[-1]} {word}", family, size) <= RIGHT - LEFT:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(line: str, family: str, size: int) -> str:
    while line and _width(line, family, size) > RIGHT - LEFT:
        line = line[:-1]
    return line


def _width(text: str, family: str, size: int) -> float:
    return typography.line_width(text, family, size)
