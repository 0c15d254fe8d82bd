"""One page being written on, and the tree that tells what its parts are."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.paper.faces import Face

MM = 72 / 25.4
INK, QUIET, HEAD, RULE, GOLD = "0.11 0.15 0.2", "0.28 0.35 0.42", "0.07 0.18 0.3", "0.8 0.83 0.86", "0.66 0.51 0.24"


@dataclass
class Node:
    """An element of the document's tree. What is shown of it: (page, number within the page) pairs, or elements."""

    tag: str
    kids: list[Node | tuple[int, int]] = field(default_factory=list)
    extra: str = ""

    def add(self, tag: str, extra: str = "") -> Node:
        node = Node(tag, extra=extra)
        self.kids.append(node)
        return node


@dataclass
class Sheet:
    """Measures in points from the lower left corner. `marks`: the nodes of what was marked, in their order."""

    number: int
    width: float
    height: float
    operators: list[str] = field(default_factory=list)
    marks: list[Node] = field(default_factory=list)

    def begin(self, node: Node) -> None:
        number = len(self.marks)
        self.marks.append(node)
        node.kids.append((self.number, number))
        self.operators.append(f"/{node.tag}<</MCID {number}>>BDC")

    def begin_artifact(self) -> None:
        """What is there for the eye alone: rules, running feet, the head of a table once more."""
        self.operators.append("/Artifact BMC")

    def end(self) -> None:
        self.operators.append("EMC")

    def write(self, x: float, y: float, text: str, face: Face, size: float, colour: str = INK) -> None:
        if text:
            glyphs = face.run(text)[0]
            self.operators.append(f"BT {colour} rg /{face.key} {size:g} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{glyphs}> Tj ET")

    def write_right(self, x: float, y: float, text: str, face: Face, size: float, colour: str = INK) -> None:
        self.write(x - face.width(text, size), y, text, face, size, colour)

    def write_centred(self, x: float, y: float, text: str, face: Face, size: float, colour: str = INK) -> None:
        self.write(x - face.width(text, size) / 2, y, text, face, size, colour)

    def rule(self, x: float, y: float, width: float, weight: float = 0.4, colour: str = RULE) -> None:
        self.operators.append(f"{colour} RG {weight:g} w {x:.2f} {y:.2f} m {x + width:.2f} {y:.2f} l S")
