"""The paper's fonts: where they lie, whether they hold a text's letters, and how wide a line becomes. Pure."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

FONT_FOLDER = Path("/usr/share/fonts/truetype/noto")
DISPLAY, SERIF, SERIF_BOLD, SANS, DISPLAY_ITALIC = (
    "NotoSerifDisplay-Bold.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSerifDisplay-Italic.ttf",
)
FONTS = (DISPLAY, SERIF, SERIF_BOLD, SANS, DISPLAY_ITALIC)

INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
POINTS_PER_MM = 72 / 25.4
NAME_SIZES = (29.0, 26.0, 23.5, 21.0, 19.0)
WRAPPED_NAME_SIZES = (19.0, 17.0, 15.0)
COURSE_SIZES = (15.0, 13.5, 12.0)
TEXT_WIDTH = 229 * POINTS_PER_MM


_complete: set[Path] = set()


def missing_fonts() -> list[str]:
    """Where none was missing, it is not asked again: a list of two thousand names asks for each."""
    if FONT_FOLDER in _complete:
        return []
    missing = [name for name in FONTS if not (FONT_FOLDER / name).is_file()]
    if not missing:
        _complete.add(FONT_FOLDER)
    return missing


@lru_cache(maxsize=len(FONTS))
def _metrics(name: str) -> tuple[dict[int, str], dict[str, Any], int]:
    from fontTools.ttLib import TTFont  # here, so that the site starts without reading font code

    with TTFont(FONT_FOLDER / name, lazy=True) as font:
        advances = {glyph: width for glyph, (width, _) in font["hmtx"].metrics.items()}
        return dict(font.getBestCmap()), advances, int(font["head"].unitsPerEm)


def line_width(text: str, font: str, size: float) -> float:
    """In points, without kerning: a little more than what the shaper makes of it."""
    widths = _widths(font)
    return float(sum([widths[letter] for letter in text]) * size / widths.units)


class _Widths(dict[str, int]):
    """Of each letter that was asked for."""

    def __init__(self, font: str) -> None:
        self.glyphs, self.advances, self.units = _metrics(font)

    def __missing__(self, letter: str) -> int:
        width = self[letter] = int(self.advances.get(self.glyphs.get(ord(letter), ".notdef"), self.units))
        return width


@lru_cache(maxsize=len(FONTS))
def _widths(font: str) -> _Widths:
    return _Widths(font)


def missing_letters(text: str, font: str = DISPLAY) -> list[str]:
    """Letters that this font cannot draw, each once, in order."""
    glyphs = _metrics(font)[0]
    composed = unicodedata.normalize("NFC", text)
    return list(dict.fromkeys(letter for letter in composed if ord(letter) not in glyphs))


def letters_of_no_font(text: str) -> list[str]:
    """Letters that none of the paper's own fonts can draw; what else lies on this machine is not to be relied upon."""
    return [letter for letter in missing_letters(text, SANS) if all(missing_letters(letter, font) for font in FONTS)]


def has_loose_marks(text: str) -> bool:
    """An accent that stands on no letter, or on a space."""
    if text.isascii():
        return False
    before = ""
    for sign in unicodedata.normalize("NFC", text):
        if unicodedata.category(sign).startswith("M") and before not in ("L", "M", "N"):
            return True
        before = unicodedata.category(sign)[0]
    return False


def has_invisible_signs(text: str) -> bool:
    """Controls, and what turns the direction of writing or joins letters: none has a place on a paper."""
    return not text.isprintable() and any(unicodedata.category(sign) in INVISIBLE for sign in text)


def fitting_size(text: str, font: str, sizes: tuple[float, ...]) -> float:
    """The largest size that keeps the text on one line; the smallest when it has to wrap."""
    for size in sizes:
        if line_width(text, font, size) <= TEXT_WIDTH:
            return size
    return sizes[-1]


def name_layout(
    name: str, sizes: tuple[float, ...] = NAME_SIZES, wrapped_sizes: tuple[float, ...] = WRAPPED_NAME_SIZES
) -> tuple[float, list[str]] | None:
    """Size and lines of a holder's name: one line where it can, else two of even length; None when it cannot."""
    for size in sizes:
        if line_width(name, DISPLAY, size) <= TEXT_WIDTH:
            return size, [name]
    words = name.split()
    breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    if not breaks:
        return None
    pair = min(breaks, key=lambda lines: max(line_width(line, DISPLAY, 1) for line in lines))
    for size in wrapped_sizes:
        if max(line_width(line, DISPLAY, size) for line in pair) <= TEXT_WIDTH:
            return size, list(pair)
    return None
