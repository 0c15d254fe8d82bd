"""A page's operators: which of them show which text, and the stream cut where a holder's words go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from certificates.compiled.letters import Run, Typeface
from certificates.compiled.lines import Line, Paragraph, Piece, cannot

SMALL = 400  # operators of fewer bytes between two of the holder's texts are written with them


Step = tuple[int, float]  # a glyph, and what is taken off its width before the next


@dataclass(frozen=True)
class Show:
    """Where a text object is set and shown: Tm, Tf and TJ, one after the other."""

    first: int
    font: str
    size: float
    matrix: tuple[str, ...]
    x: float
    y: float
    array: bytes
    steps: tuple[Step, ...]

    def read(self, typeface: Typeface) -> str:
        return "".join(typeface.texts.get(glyph, "?") for glyph, _kerning in self.steps)


@dataclass
class Page:
    operators: list[Any]
    shows: list[Show]
    pictures: dict[int, str]  # place of a `Do`, the name it draws
    slots: dict[int, tuple[int, Any]] = field(default_factory=dict)  # first operator: how many it replaces, by what

    @classmethod
    def read(cls, page: pikepdf.Page) -> Page:
        operators: list[Any] = list(pikepdf.parse_content_stream(page))
        shows: list[Show] = []
        pictures: dict[int, str] = {}
        for place, instruction in enumerate(operators):
            operands, operator = instruction[0], instruction[1]
            name = str(operator)
            if name == "Do":
                pictures[place] = str(operands[0])
            if name == "TJ" and [str(one[1]) for one in operators[place - 2 : place]] == ["Tm", "Tf"]:
                matrix, font = operators[place - 2][0], operators[place - 1][0]
                array = pikepdf.unparse_content_stream([operators[place]]).removesuffix(b" TJ")
                turn, x, y = tuple(map(number_text, map(float, matrix[:4]))), float(matrix[4]), float(matrix[5])
                steps = steps_of(
                    bytes(part).hex() if isinstance(part, pikepdf.String) else part for part in operands[0]
                )
                shows.append(Show(place - 2, str(font[0]), float(font[1]), turn, x, y, array, steps))
        return cls(operators, shows, pictures)

    def show_at(self, x: float, y: float) -> Show:
        found = [show for show in self.shows if abs(show.x - x) < 0.001 and abs(show.y - y) < 0.001]
        if len(found) != 1:
            raise cannot("a text that is not shown by one operator of its page")
        return found[0]

    def pieces(self) -> list[bytes | Any]:
        """The stream in order: bytes that all papers share, and what was put into the slots."""
        parts: list[bytes | Any] = []
        start = 0
        for place in sorted(self.slots):
            count, slot = self.slots[place]
            parts += [pikepdf.unparse_content_stream(self.operators[start:place]), slot]
            start = place + count
        parts.append(pikepdf.unparse_content_stream(self.operators[start:]))
        return parts


@dataclass(frozen=True)
class Shown:
    """A slot: this piece of that line, set for the holder."""

    paragraph: int
    line: int
    piece: int
    show: Show

    def operators(self, x: float, run: Run) -> bytes:
        show = self.show
        matrix = " ".join((*show.matrix, number_text(x), number_text(show.y)))
        return f"{matrix} Tm\n{show.font} {number_text(show.size)} Tf\n".encode("ascii") + run.shown + b" TJ"


class Code:
    """A slot: the holder's QR code."""


def find_shows(paragraphs: Sequence[Paragraph], pages: Sequence[Page], typefaces: dict[str, Typeface]) -> None:
    """Ties each piece of text to the operator that shows it, and keeps its place free."""
    for number, paragraph in enumerate(paragraphs):
        for row, line in enumerate(paragraph.lines):
            page = pages[line.page]
            for column, piece in enumerate(line.pieces):
                box = piece.box
                if piece.is_blank:
                    piece.fixed = Run(b"", box.width)
                    continue
                show = page.show_at(box.position_x, box.position_y + box.baseline)
                piece.typeface, piece.size = typefaces[show.font], show.size
                if show.read(piece.typeface) != box.text:
                    raise cannot("a text that is shown as another")
                if piece.variable is None:
                    piece.fixed = Run(show.array, box.width)
                else:
                    _check_run(piece, show)
                page.slots[show.first] = (3, Shown(number, row, column, show))


def _check_run(piece: Piece, show: Show) -> None:
    """The marked text, shaped by us, must come out as Pango shaped it, glyph by glyph, and as wide."""
    run = piece.shape(piece.box.text)
    found = re.findall(r"<([0-9a-f]+)>|(-?[0-9.e-]+)", run.shown.decode("ascii"))
    own = steps_of(glyphs or float(number) for glyphs, number in found)
    same = len(own) == len(show.steps) and all(
        one[0] == other[0] and abs(one[1] - other[1]) < 0.001 for one, other in zip(own, show.steps, strict=True)
    )
    if not same or abs(run.width - piece.box.width) > 0.001:
        raise cannot("a text that is shaped in another way")


def steps_of(parts: Iterable[Any]) -> tuple[Step, ...]:
    """From what a TJ operator shows: glyphs in hexadecimal, and numbers between them."""
    steps: list[list[Any]] = []
    for part in parts:
        if isinstance(part, str):
            steps += [[int(part[at : at + 4], 16), 0.0] for at in range(0, len(part), 4)]
        elif steps:
            steps[-1][1] += float(part)
    return tuple((glyph, kerning) for glyph, kerning in steps)


def place_of(line: Line, start: float, runs: Sequence[Run], column: int) -> float:
    return start + sum(run.width for run in runs[:column]) + sum(line.gaps[:column])


def number_text(value: float) -> str:
    """As WeasyPrint writes it."""
    return str(int(value)) if value.is_integer() else f"{value:f}".rstrip("0")
