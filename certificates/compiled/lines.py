"""Where the holder's texts stand in a laid-out document: lines, their room, and how they are aligned in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from certificates.compiled.letters import PANGO_UNITS, Run, Typeface
from certificates.compiled.reasons import NeedsFullRendererError, Reason

NEAR = 0.001
MARK = re.compile(r" ?[JQjq](\d\d)")


def cannot(detail: str) -> NeedsFullRendererError:
    return NeedsFullRendererError(Reason.TEMPLATE, detail)


def mark_at(text: str, marks: tuple[str, ...]) -> int | None:
    """The number of the mark that a text box begins with. One that nobody was given is a word like any other."""
    found = MARK.match(text)
    return int(found[1]) if found and int(found[1]) < len(marks) else None


def check_words(pieces: tuple[str | None, ...], marks: tuple[str, ...]) -> None:
    """What all papers share must not read like a mark: it would be taken for the holder's."""
    for piece in pieces:
        for found in MARK.finditer(piece or ""):
            if int(found[1]) < len(marks):
                raise cannot("words of its own that read like a mark")


@dataclass
class Piece:
    """One text box of a line. `variable` is the number of the holder's text; None for words that all share."""

    box: Any
    variable: int | None = None
    before: str = ""
    after: str = ""
    # Known once the operator that shows it is found.
    typeface: Typeface | None = None
    size: float = 0.0
    fixed: Run | None = None

    def __post_init__(self) -> None:
        style = self.box.style
        spacing = style["letter_spacing"]
        self.extra = 0.0 if spacing == "normal" else float(spacing)
        self.spacing = int(self.extra * PANGO_UNITS)
        self.features = features_of(style)

    @property
    def is_blank(self) -> bool:
        return not self.box.text.strip()

    def cased(self, value: str) -> str:
        return f"{self.before}{transformed(value, self.box.style)}{self.after}"

    def run(self, texts: tuple[str, ...]) -> Run:
        if self.fixed is not None:
            return self.fixed
        assert self.variable is not None  # noqa: S101  what is not fixed is the holder's
        return self.shape(self.cased(texts[self.variable]))

    def shape(self, text: str) -> Run:
        assert self.typeface is not None  # noqa: S101  set by the compiler
        run = self.typeface.run(text, self.size, self.spacing, self.features)
        return Run(run.shown, run.width + self.extra)


@dataclass
class Line:
    page: int
    left: float
    room: float
    align: float  # 0 at the start, 1/2 in the middle, 1 at the end
    pieces: list[Piece]
    gaps: list[float] = field(default_factory=list)

    def start(self, widths: list[float]) -> float:
        """Raises where the line would not hold them."""
        if self.room - sum(widths) - sum(self.gaps) < NEAR:
            raise NeedsFullRendererError(Reason.ROOM)
        return self.start_as_broken(widths)

    def start_as_broken(self, widths: list[float]) -> float:
        """Of a line that the full renderer broke there: one that is full begins at the edge."""
        return self.left + max(self.room - sum(widths) - sum(self.gaps), 0) * self.align


@dataclass
class Paragraph:
    """Lines of one block. `wrapped` is one text that takes them all, and is broken anew for each holder."""

    lines: list[Line]
    wrapped: bool = False

    def placed(self, texts: tuple[str, ...]) -> Iterator[tuple[Line, float, list[Run]]]:
        """Each line with its place and its runs, set for this holder."""
        if not self.wrapped:
            for line in self.lines:
                runs = [piece.run(texts) for piece in line.pieces]
                yield line, line.start([run.width for run in runs]), runs
            return
        piece = self.lines[0].pieces[0]
        assert piece.variable is not None  # noqa: S101  only a holder's text wraps here
        rows = broken(transformed(texts[piece.variable], piece.box.style), piece.box.style, self.lines[0].room)
        if len(rows) != len(self.lines):
            raise NeedsFullRendererError(Reason.ROOM)
        for line, row in zip(self.lines, rows, strict=True):
            run = line.pieces[0].shape(row)
            yield line, line.start_as_broken([run.width]), [run]


def paragraphs_of(document: Any, marks: tuple[str, ...]) -> list[Paragraph]:
    """Those that hold a marked text. Raises where its lines could not be set as the full renderer does."""
    found: list[Paragraph] = []
    for number, page in enumerate(document.pages):
        for block, above in _blocks(page._page_box, ()):
            lines = [child for child in block.children if _is(child, "LineBox")]
            texts = [[box for box in _below(line) if _is(box, "TextBox")] for line in lines]
            if any(mark_at(box.text, marks) is not None for row in texts for box in row):
                _check_width(block, above)
                rows = [_line(number, block, line, row, lines[-1]) for line, row in zip(lines, texts, strict=True)]
                hard = all(any(box.element_tag == "br" for box in _below(line)) for line in lines[:-1])
                found.append(_paragraph(rows, marks, hard))
    return found


def _paragraph(lines: list[Line], marks: tuple[str, ...], hard: bool) -> Paragraph:
    pieces = [piece for line in lines for piece in line.pieces]
    for piece in pieces:
        number, text = mark_at(piece.box.text, marks), piece.box.text
        if number is None:
            continue
        cased = transformed(marks[number], piece.box.style)
        if text.strip(" ") == cased:
            piece.variable = number
            piece.before, _text, piece.after = text.partition(cased)
        elif len(pieces) == len(lines) and broken(cased, piece.box.style, lines[0].room) == [
            p.box.text for p in pieces
        ]:
            for each in pieces:
                each.variable = number
            return Paragraph(lines, wrapped=True)
        else:
            raise cannot("a text broken over lines beside another")
    if not hard:
        raise cannot("a holder's text within a paragraph of several lines")
    return Paragraph(lines)


def _line(page: int, block: Any, line: Any, texts: list[Any], last: Any) -> Line:
    for box in _below(line):
        if not (_is(box, "TextBox") or _is(box, "InlineBox")):
            raise cannot("a picture or a block within a line")
        if box.style["text_decoration_line"] != "none" or box.style["direction"] != "ltr":
            raise cannot("text with a line through or under it, or from right to left")
        if box.style["word_spacing"] != 0 or box.style["text_transform"] not in ("none", "uppercase"):
            raise cannot("word spacing, or capitals of words")
    align = block.style["text_align_all"]
    if line is last and block.style["text_align_last"] != "auto":
        align = block.style["text_align_last"]
    if align == "justify" and line is not last:
        raise cannot("a justified paragraph")
    factor = {"center": 0.5, "right": 1.0, "end": 1.0}.get(align, 0.0)
    found = Line(page, block.content_box_x(), block.width, factor, [Piece(box) for box in texts])
    found.gaps = [after.position_x - before.position_x - before.width for before, after in pairwise(texts)]
    if texts and abs(found.start_as_broken([box.width for box in texts]) - texts[0].position_x) > NEAR:
        raise cannot("a line that is not where its alignment puts it")
    return found


def _blocks(box: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    box = getattr(box, "_box", box)
    children = getattr(box, "children", ())
    if any(_is(child, "LineBox") for child in children):
        yield box, above
    for child in children:
        yield from _blocks(child, (*above, box))


def _below(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        inner = getattr(child, "_box", child)
        yield inner
        yield from _below(inner)


def _check_width(block: Any, above: tuple[Any, ...]) -> None:
    """A box that grows with its text moves what stands in it and beside it."""
    for box, parent in zip((*above[1:], block), above, strict=True):
        style = box.style
        apart = style["position"] in ("absolute", "fixed")
        loose = (
            apart
            or style["float"] != "none"
            or any(_is(box, kind) for kind in ("InlineBlockBox", "TableBox"))
            or any(_is(parent, kind) for kind in ("FlexContainerBox", "GridContainerBox"))
        )
        stretched = apart and "auto" not in (style["left"], style["right"])
        if _is(box, "TableCellBox") or (loose and style["width"] == "auto" and not stretched):
            raise cannot("a box that grows with its text")


def _is(box: Any, name: str) -> bool:
    from weasyprint.formatting_structure import boxes

    return isinstance(getattr(box, "_box", box), getattr(boxes, name))


def transformed(text: str, style: Any) -> str:
    return text.upper() if style["text_transform"] == "uppercase" else text


def features_of(style: Any) -> dict[str, bool]:
    from weasyprint.text.fonts import font_features

    names = (
        "kerning",
        "variant_ligatures",
        "variant_position",
        "variant_caps",
        "variant_numeric",
        "variant_alternates",
    )
    values = [style[f"font_{name}"] for name in (*names, "variant_east_asian", "feature_settings")]
    return {tag: bool(value) for tag, value in font_features(*values).items()}


def broken(text: str, style: Any, room: float) -> list[str]:
    """The lines that WeasyPrint makes of a paragraph of one text."""
    from weasyprint.text.line_break import split_first_line

    context = SimpleNamespace(dictionaries={})
    lines: list[str] = []
    rest = text
    while True:
        _layout, length, resume, *_sizes = split_first_line(rest, style, context, room, 0)
        lines.append(rest.encode()[:length].decode().rstrip(" "))
        if resume is None:
            return lines
        rest = rest.encode()[resume:].decode()
