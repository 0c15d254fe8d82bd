"""Two fonts: what a line of them measures, its glyphs, and the part of them that a document needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from certificates.typography import FONT_FOLDER
from core.plain_text import without_control_signs

REGULAR, BOLD = "NotoSans-Regular.ttf", "NotoSans-Bold.ttf"
IN_THOUSANDTHS = 1000
# What stands for a letter that the font does not have.
UNKNOWN = "?"


def missing_fonts() -> list[str]:
    return [name for name in (REGULAR, BOLD) if not (FONT_FOLDER / name).is_file()]


@dataclass(frozen=True)
class _Metrics:
    glyphs: dict[str, int]
    widths: dict[int, int]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


@lru_cache(maxsize=2)
def _metrics(name: str) -> _Metrics:
    from fontTools.ttLib import TTFont  # here, so that the site starts without reading font code

    with TTFont(FONT_FOLDER / name, lazy=True) as font:
        scale = IN_THOUSANDTHS / font["head"].unitsPerEm
        order = {glyph: number for number, glyph in enumerate(font.getGlyphOrder())}
        glyphs = {chr(code): order[glyph] for code, glyph in font.getBestCmap().items()}
        widths = {order[glyph]: round(width * scale) for glyph, (width, _) in font["hmtx"].metrics.items()}
        head, lines = font["head"], font["hhea"]
        box = tuple(round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax))
        return _Metrics(glyphs, widths, box, round(lines.ascent * scale), round(lines.descent * scale))


@dataclass
class Face:
    """A font within one document; `used` are the glyphs that stand in it, with their letters."""

    file: str
    key: str
    used: dict[int, str] = field(default_factory=dict)
    _words: dict[str, tuple[str, int]] = field(default_factory=dict)

    def run(self, text: str) -> tuple[str, int]:
        """Its glyphs as hexadecimal digits, and its width in thousandths of the size."""
        known = self._words.get(text)
        if known is None:
            known = self._words[text] = self._run(text)
        return known

    def width(self, text: str, size: float) -> float:
        return self.run(text)[1] * size / IN_THOUSANDTHS

    def _run(self, text: str) -> tuple[str, int]:
        metrics, digits, width = _metrics(self.file), [], 0
        for letter in text:
            glyph = metrics.glyphs.get(letter)
            if glyph is None:
                letter, glyph = UNKNOWN, metrics.glyphs[UNKNOWN]
            self.used.setdefault(glyph, letter)
            digits.append(f"{glyph:04x}")
            width += metrics.widths[glyph]
        return "".join(digits), width

    def subset(self) -> bytes:
        """The glyphs in use under their own numbers."""
        import uharfbuzz  # likewise

        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.set({0, *self.used})
        wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
        face = uharfbuzz.Face(uharfbuzz.Blob((FONT_FOLDER / self.file).read_bytes()))
        return bytes(uharfbuzz.subset(face, wanted).blob.data)

    def descriptor(self, base: str, file: int) -> str:
        metrics = _metrics(self.file)
        box = " ".join(str(value) for value in metrics.box)
        return (
            f"<</Type/FontDescriptor/FontName/{base}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {metrics.ascent}"
            f"/Descent {metrics.descent}/CapHeight 714/StemV 80/FontFile2 {file} 0 R>>"
        )

    def widths(self) -> str:
        metrics = _metrics(self.file)
        return "".join(f"{glyph}[{metrics.widths[glyph]}]" for glyph in sorted(self.used))

    def unicode_map(self) -> str:
        """So that what is copied or read aloud is the text."""
        lines = [f"<{glyph:04x}><{_utf16(letter)}>" for glyph, letter in sorted(self.used.items())]
        pieces = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        ranges = "\n".join(f"{len(piece)} beginbfchar\n" + "\n".join(piece) + "\nendbfchar" for piece in pieces)
        return (
            "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
            "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><ffff>\n"
            f"endcodespacerange\n{ranges}\nendcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"
        )


def _utf16(letter: str) -> str:
    return letter.encode("utf-16-be").hex()


def wrapped(text: str, face: Face, size: float, width: float) -> list[str]:
    """Lines that fit; a word that is wider than the column is broken where it must. A space that does not break
    (U+00A0) keeps what it joins on one line."""
    lines: list[str] = []
    for paragraph in without_control_signs(text).split("\n"):
        line, room = "", width * IN_THOUSANDTHS / size
        space = face.run(" ")[1]
        used = 0
        for word in filter(None, paragraph.split(" ")):
            wide = face.run(word)[1]
            if line and used + space + wide <= room:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                lines.append(line)
            while wide > room and len(word) > 1:
                head = _fitting(word, face, room)
                lines.append(head)
                word = word[len(head) :]
                wide = face.run(word)[1]
            line, used = word, wide
        lines.append(line)
    return lines


def _fitting(word: str, face: Face, room: float) -> str:
    """The longest beginning that fits, broken behind a sign where there is one."""
    used, end = 0, 1
    for place, letter in enumerate(word, start=1):
        used += face.run(letter)[1]
        if used > room:
            break
        end = place
    signs = [place for place in range(1, end + 1) if word[place - 1] in "/-.@_"]
    return word[: signs[-1]] if signs and end < len(word) else word[:end]
