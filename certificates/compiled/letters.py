"""Shapes a run of text as Pango does, and writes it as WeasyPrint does; refuses what it cannot do equally."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import uharfbuzz

from certificates.compiled.reasons import NeedsFullRendererError, Reason

PANGO_UNITS = 1024  # to a CSS pixel
# Latin letters with their accents composed, digits, spaces, and the punctuation of our languages. No marks of their
# own, no other direction, nothing that an emoji font would claim.
PLAIN = re.compile(
    "[\u0020-\u007e\u00a0-\u00a8\u00aa-\u00ac\u00af-\u024f\u1e00-\u1eff"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2116\u2212]*"
)
# What a document holds from the start; digits and signs come with the texts that need them.
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,'-"


class Run(NamedTuple):
    """`shown` is the array of a TJ operator; the width is in CSS pixels."""

    shown: bytes
    width: float


@dataclass
class Typeface:
    """A font of a document: the whole of it to shape with, and the glyphs that the document holds so far."""

    name: str
    data: bytes
    index: int
    widths: dict[int, int]
    texts: dict[int, str]
    grown: bool = False
    _face: Any = field(init=False)
    _fonts: dict[int, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._face = uharfbuzz.Face(uharfbuzz.Blob(self.data), self.index)

    def add_alphabet(self) -> None:
        font = self._font(PANGO_UNITS)
        for letter in ALPHABET:
            if glyph := font.get_nominal_glyph(ord(letter)):
                self._take(glyph, letter, font, PANGO_UNITS)

    def run(self, text: str, size: float, spacing: int, features: dict[str, bool]) -> Run:
        """`size` in CSS pixels as Pango rounded it, `spacing` between letters in Pango's units."""
        if not PLAIN.fullmatch(text):
            raise NeedsFullRendererError(Reason.LETTERS, text)
        units = round(size * PANGO_UNITS)
        size = units / PANGO_UNITS
        font = self._font(units)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "id"
        if spacing:
            features = {**features, "liga": False, "clig": False, "dlig": False, "hlig": False}
        uharfbuzz.shape(font, buffer, features)
        glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        half = int(spacing / 2)  # Pango keeps whole pixels whole
        before = (half + 512) // PANGO_UNITS * PANGO_UNITS if spacing % PANGO_UNITS == 0 else half
        last = len(glyphs) - 1
        parts: list[str] = ["<"]
        total = 0
        for position, (info, place) in enumerate(glyphs):
            glyph, width, offset = info.codepoint, place.x_advance, place.x_offset
            if glyph == 0 or place.y_offset:
                raise NeedsFullRendererError(Reason.LETTERS, text)
            next_cluster = glyphs[position + 1][0].cluster if position < last else len(text)
            if spacing and position and info.cluster != glyphs[position - 1][0].cluster:
                width, offset = width + before, offset + before
            if spacing and position < last and next_cluster != info.cluster:
                width += spacing - before
            if glyph not in self.widths:
                self._take(glyph, text[info.cluster : next_cluster], font, units)
            shift = offset / size
            kerning = int(self.widths[glyph] + shift - width * 1000 / PANGO_UNITS / size)
            parts.append((f">{-shift}<" if shift else "") + f"{glyph:04x}" + (f">{kerning}<" if kerning else ""))
            total += width
        return Run((f"[{''.join(parts)}>]").replace("<>", " ").encode("ascii"), total / PANGO_UNITS)

    def _font(self, units: int) -> Any:
        if units not in self._fonts:
            font = self._fonts[units] = uharfbuzz.Font(self._face)
            font.scale = (units, units)
        return self._fonts[units]

    def _take(self, glyph: int, text: str, font: Any, units: int) -> None:
        if glyph not in self.widths:
            self.widths[glyph] = round(font.get_glyph_h_advance(glyph) * 1000 / units)
            self.texts[glyph] = text
            self.grown = True

    def subset(self) -> bytes:
        """The glyphs so far under their own numbers, as WeasyPrint cuts a font out."""
        face = self._cut(self._face, self.texts, uharfbuzz.SubsetFlags.RETAIN_GIDS, drop=DROPPED)
        # A second time, which leaves out the empty places after the last glyph.
        face = self._cut(face, range(max(self.texts) + 1), uharfbuzz.SubsetFlags.NO_HINTING)
        return bytes(face.blob.data)

    def _cut(self, face: Any, glyphs: Any, flag: Any, drop: tuple[str, ...] = ()) -> Any:
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.set(set(glyphs))
        wanted.flags = flag | uharfbuzz.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        for tag in drop:
            wanted.drop_table_tag_set.add(int.from_bytes(tag.encode("ascii"), "big"))
        return uharfbuzz.subset(face, wanted)


DROPPED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
