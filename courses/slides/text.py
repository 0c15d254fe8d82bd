"""The words of a page as they are read aloud: in order, without what belongs to the type-setter alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

# A page with more pieces than this is a drawing or a trick; its order in the file serves as well as any other.
MOST_PIECES = 400
LONGEST_TEXT = 6000
GUTTER = 0.7  # times the height of a line: wider than any space between words
NARROWEST = 3  # likewise: numbers and bullets beside their lines are no column

LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
# PDFium writes U+FFFE or U+0002 where a word was cut at the end of a line; a soft hyphen says the same.
CUT_WORD = re.compile(r"[\ufffe\x02\u00ad]\s*")
HYPHEN_AT_END = re.compile(r"(?<=[a-z])[-\u2010]\s*\n\s*(?=[a-z])")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffd\ufffe\uffff]")
BLANKS = re.compile(r"[^\S\n]+")


@dataclass(frozen=True)
class Piece:
    """A run of text and where it stands; up is positive, as in the file."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(0.1, self.top - self.bottom)


def tidy(text: str) -> str:
    """Whole words and plain lines. A reduplicated word that is cut at its own hyphen (`kapal-\\nkapal`) keeps it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(LIGATURES)
    lines = CUT_WORD.sub("", lines)
    lines = HYPHEN_AT_END.sub(_joined, lines)
    lines = BLANKS.sub(" ", CONTROLS.sub("", lines))
    kept = [line.strip() for line in lines.split("\n")]
    return "\n".join(line for line in kept if line)[:LONGEST_TEXT]


def _joined(cut: re.Match[str]) -> str:
    before = re.search(r"\w+$", cut.string[: cut.start()])
    after = re.match(r"\w+", cut.string[cut.end() :])
    return "-" if before and after and before[0].lower() == after[0].lower() else ""


def in_reading_order(pieces: list[Piece]) -> list[Piece]:
    """Columns from left to right, each from top to bottom; what stands across them keeps its place above or below."""
    if len(pieces) > MOST_PIECES:
        return pieces
    return _ordered(pieces, median(piece.height for piece in pieces) if pieces else 0.0)


def _ordered(pieces: list[Piece], height: float) -> list[Piece]:
    if len(pieces) < 2:
        return pieces
    columns = _columns(pieces, height * GUTTER)
    if len(columns) > 1 and all(_width(column) > height * NARROWEST for column in columns):
        return [piece for column in columns for piece in _ordered(column, height)]
    above, below = _cut_across(pieces)
    if below:
        return _ordered(above, height) + _ordered(below, height)
    return sorted(pieces, key=lambda piece: (piece.left, -piece.top))


def _width(pieces: list[Piece]) -> float:
    return max(piece.right for piece in pieces) - min(piece.left for piece in pieces)


def _columns(pieces: list[Piece], gutter: float) -> list[list[Piece]]:
    """Groups between which a white band runs from top to bottom."""
    groups: list[list[Piece]] = []
    edge = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if not groups or piece.left - edge > gutter:
            groups.append([])
            edge = piece.right
        groups[-1].append(piece)
        edge = max(edge, piece.right)
    return groups


def _cut_across(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """At the widest white band from left to right; nothing below where there is none."""
    by_height = sorted(pieces, key=lambda piece: -piece.top)
    best, where, floor = 0.0, 0, by_height[0].bottom
    for index, piece in enumerate(by_height[1:], start=1):
        if floor - piece.top > best:
            best, where = floor - piece.top, index
        floor = min(floor, piece.bottom)
    return (by_height[:where], by_height[where:]) if where else (by_height, [])
