"""What a report is made of, whatever becomes of it: a PDF, or a document to write on in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Title:
    """Centred lines at the top of a paper: who organises, then what it is, then about what."""

    above: Sequence[str]
    title: str
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    text: str
    is_small: bool = False


@dataclass(frozen=True)
class Items:
    """A list; numbered where the order tells something."""

    items: Sequence[str]
    is_numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Terms with what they are, one under the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class GridColumn:
    """`width` is a weight: columns share the width of the page by it."""

    label: str
    width: float
    is_number: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. Its head stands on every page; `foot` is the row of sums or means."""

    columns: Sequence[GridColumn]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    foot: Sequence[str] = ()


@dataclass(frozen=True)
class Signature:
    """The block to sign on, at the right: place and day, for whom, as what, then room, name, rank and number."""

    place_and_day: str
    function: str
    name: str
    on_behalf: str = ""
    rank: str = ""
    number: str = ""


@dataclass(frozen=True)
class NewPage:
    is_lying: bool = False


@dataclass(frozen=True)
class Contents:
    """The headings with their pages."""

    title: str


Block = Title | Heading | Text | Items | Facts | Grid | Signature | NewPage | Contents


@dataclass(frozen=True)
class Paper:
    """`foot` stands at the left of every page; `language` is what its words are in."""

    title: str
    foot: str
    blocks: Sequence[Block] = field(default_factory=list)
    is_lying: bool = False
    language: str = "id"
