"""Blocks, one under the other, onto pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.paper.blocks import (
    Block,
    Contents,
    Facts,
    Grid,
    Heading,
    Items,
    NewPage,
    Paper,
    Signature,
    Text,
    Title,
)
from reports.paper.faces import BOLD, REGULAR, Face, wrapped
from reports.paper.file import Place, pdf_of
from reports.paper.grid import place_grid
from reports.paper.sheet import GOLD, HEAD, INK, MM, QUIET, Node, Sheet

LONG, SHORT = 297 * MM, 210 * MM
LEADING = 1.42
HEADINGS = {1: 13.0, 2: 11.5, 3: 10.5}
BODY, SMALL, FOOT = 10.5, 8.5, 7.5
SIGNATURE_WIDTH = 82 * MM
SIGNATURE_HEIGHT = 200.0
CONTENTS_LEADING, CONTENTS_INDENT = 17.0, 14.0


@dataclass
class Flow:
    """Where the next block goes: `y` is the lower edge of the last one."""

    paper: Paper
    regular: Face = field(default_factory=lambda: Face(REGULAR, "F1"))
    bold: Face = field(default_factory=lambda: Face(BOLD, "F2"))
    sheets: list[Sheet] = field(default_factory=list)
    tree: Node = field(default_factory=lambda: Node("Document"))
    places: list[Place] = field(default_factory=list)
    is_lying: bool = False
    y: float = 0
    contents: tuple[int, float, Node] | None = None
    """Where the list of headings is to stand: its page, its upper edge, and its element."""

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def left(self) -> float:
        return (14 if self.is_lying else 25) * MM

    @property
    def width(self) -> float:
        return self.sheet.width - self.left - (14 if self.is_lying else 20) * MM

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def lowest(self) -> float:
        return 17 * MM

    def turn(self) -> None:
        """A new page, as the last one lay."""
        width, height = (LONG, SHORT) if self.is_lying else (SHORT, LONG)
        self.sheets.append(Sheet(len(self.sheets), width, height))
        self.y = height - (14 if self.is_lying else 20) * MM

    def need(self, height: float) -> None:
        if self.y - height < self.lowest:
            self.turn()

    def lines(
        self, node: Node, lines: list[str], face: Face, size: float, *, x: float | None = None, colour: str = INK
    ) -> None:
        """Each where it fits; what goes on to the next page stays one element."""
        leading = size * LEADING
        for line in lines:
            self.need(leading)
            self.sheet.begin(node)
            self.sheet.write(self.left if x is None else x, self.y - size, line, face, size, colour)
            self.sheet.end()
            self.y -= leading

    def place(self, block: Block, following: Block | None) -> None:
        match block:
            case Title():
                self._title(block)
            case Heading():
                self._heading(block, following)
            case Text():
                size = SMALL if block.is_small else BODY
                self.lines(self.tree.add("P"), wrapped(block.text, self.regular, size, self.width), self.regular, size)
                self.y -= size * 0.55
            case Items():
                self._items(block)
            case Facts():
                self._facts(block)
            case Grid():
                place_grid(self, block, SIGNATURE_HEIGHT if isinstance(following, Signature) else 0)
            case Signature():
                self._signature(block)
            case NewPage():
                self.is_lying = block.is_lying
                self.turn()
            case Contents():
                self.lines(self.tree.add("P"), [block.title], self.bold, HEADINGS[1], colour=HEAD)
                self.contents = (self.sheet.number, self.y - 6, self.tree.add("TOC"))
                self.turn()

    def _title(self, block: Title) -> None:
        middle = self.left + self.width / 2
        for lines, face, size, colour, tag in (
            (block.above, self.bold, 10.5, INK, "P"),
            ((block.title,), self.bold, 14.0, HEAD, "H1"),
            (block.below, self.regular, 10.5, INK, "P"),
        ):
            for text in lines:
                node = self.tree.add(tag)
                for line in wrapped(text, face, size, self.width):
                    self.sheet.begin(node)
                    self.sheet.write_centred(middle, self.y - size, line, face, size, colour)
                    self.sheet.end()
                    self.y -= size * LEADING
            if lines is block.above and lines:
                self._double_rule()
        self.y -= 8

    def _double_rule(self) -> None:
        self.sheet.begin_artifact()
        self.sheet.rule(self.left, self.y - 3, self.width, 1.4, HEAD)
        self.sheet.rule(self.left, self.y - 5.4, self.width, 0.5, GOLD)
        self.sheet.end()
        self.y -= 17

    def _heading(self, block: Heading, following: Block | None) -> None:
        size = HEADINGS[block.level]
        lines = wrapped(block.text, self.bold, size, self.width)
        above = 12 if block.level == 1 else 7
        # Never alone at the foot of a page.
        self.need(above + len(lines) * size * LEADING + (70 if isinstance(following, Grid) else 40))
        self.y -= above
        self.places.append(Place(block.text, self.sheet.number, self.y + 4, block.level))
        self.lines(self.tree.add(f"H{block.level}"), lines, self.bold, size, colour=HEAD)
        self.y -= 3

    def _items(self, block: Items) -> None:
        listed = self.tree.add("L")
        for number, text in enumerate(block.items, start=1):
            item = listed.add("LI")
            label = f"{number}." if block.is_numbered else "•"
            lines = wrapped(text, self.regular, BODY, self.width - 18)
            self.need(BODY * LEADING)
            self.sheet.begin(item.add("Lbl"))
            self.sheet.write(self.left + 2, self.y - BODY, label, self.regular, BODY)
            self.sheet.end()
            self.lines(item.add("LBody"), lines, self.regular, BODY, x=self.left + 18)
        self.y -= BODY * 0.55

    def _facts(self, block: Facts) -> None:
        label = max((self.regular.width(term, BODY) for term, _value in block.rows), default=0) + 10
        for term, value in block.rows:
            self.need(BODY * LEADING)
            node = self.tree.add("P")
            self.sheet.begin(node)
            self.sheet.write(self.left, self.y - BODY, term, self.regular, BODY, QUIET)
            self.sheet.write(self.left + label, self.y - BODY, ":", self.regular, BODY, QUIET)
            self.sheet.end()
            lines = wrapped(value, self.regular, BODY, self.width - label - 8)
            self.lines(node, lines, self.regular, BODY, x=self.left + label + 8)
        self.y -= 8

    def _signature(self, block: Signature) -> None:
        """Kept together: nobody signs a page that holds nothing but the signature's half."""
        above = [block.place_and_day, block.on_behalf, block.function]
        under = [block.rank, f"NIP {block.number}" if block.number else ""]
        heads = [line for text in above if text for line in wrapped(text, self.regular, BODY, SIGNATURE_WIDTH)]
        names = wrapped(block.name, self.bold, BODY, SIGNATURE_WIDTH)
        feet = [text for text in under if text]
        leading = BODY * LEADING
        self.need(16 + (len(heads) + len(names) + len(feet)) * leading + 58)
        self.y -= 16
        x = self.right - SIGNATURE_WIDTH
        node = self.tree.add("P")
        self.lines(node, heads, self.regular, BODY, x=x)
        self.y -= 58
        self.lines(node, names, self.bold, BODY, x=x)
        self.lines(node, feet, self.regular, BODY, x=x)

    def finish(self, of_pages: str) -> None:
        """The running feet, “Page {page} of {pages}”, and the list of headings: both need to know all pages."""
        for sheet in self.sheets:
            lying = sheet.width > sheet.height
            left, right = (14 if lying else 25) * MM, sheet.width - (14 if lying else 20) * MM
            words = of_pages.format(page=sheet.number + 1, pages=len(self.sheets))
            room = right - left - self.regular.width(words, FOOT) - 20
            sheet.begin_artifact()
            sheet.write(left, 9 * MM, wrapped(self.paper.foot, self.regular, FOOT, room)[0], self.regular, FOOT, QUIET)
            sheet.write_right(right, 9 * MM, words, self.regular, FOOT, QUIET)
            sheet.end()
        if self.contents is not None:
            self._list_headings(*self.contents)

    def _list_headings(self, page: int, y: float, node: Node) -> None:
        sheet = self.sheets[page]
        left, right = 25 * MM, sheet.width - 20 * MM
        for place in self.places[: int((y - self.lowest) / CONTENTS_LEADING)]:
            number = str(place.page + 1)
            text = wrapped(place.text, self.regular, BODY, right - left - 80)[0]
            x = left + (place.level - 1) * CONTENTS_INDENT
            sheet.begin(node.add("TOCI"))
            sheet.write(x, y - BODY, text, self.regular, BODY)
            sheet.write_right(right, y - BODY, number, self.regular, BODY)
            sheet.end()
            start = x + self.regular.width(text, BODY) + 5
            dots = int((right - start - self.regular.width(number, BODY) - 5) / self.regular.width(" .", BODY))
            sheet.begin_artifact()
            sheet.write(start, y - BODY, " ." * max(0, dots), self.regular, BODY, QUIET)
            sheet.end()
            y -= CONTENTS_LEADING


def paper_pdf(paper: Paper, of_pages: str) -> bytes:
    """The whole paper. Needs no database: it may run in a process of its own."""
    flow = Flow(paper, is_lying=paper.is_lying)
    flow.turn()
    for block, following in zip(paper.blocks, [*paper.blocks[1:], None], strict=True):
        flow.place(block, following)
    flow.finish(of_pages)
    return pdf_of(
        flow.sheets, (flow.regular, flow.bold), flow.tree, flow.places, title=paper.title, language=paper.language
    )
