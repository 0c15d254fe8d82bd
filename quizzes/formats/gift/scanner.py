"""GIFT as signs: what is escaped is text for good, and every sign knows its line.

A question ends at a blank line, and so does one whose brace was never closed: what follows it is not swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL = "{}=~#:"
ESCAPED = {**{sign: sign for sign in CONTROL}, "\\": "\\", "n": "\n"}
BRACE = re.compile(r"\\.|([{}])")
COMMENT_PART = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")


@dataclass(frozen=True, slots=True)
class Sign:
    """One character; `control` where it stands for itself as a sign of the format."""

    char: str
    control: bool = False


Signs = list[Sign]


@dataclass
class Block:
    """What stands between two blank lines: comments apart, a category or a question."""

    line: int
    lines: list[str] = field(default_factory=list)
    category: str | None = None
    comments: list[str] = field(default_factory=list)
    is_open: bool = False  # a brace was opened and not closed yet
    went_on: bool = False  # a blank line inside the braces was passed over

    def add(self, line: str) -> None:
        self.lines.append(line)
        for match in BRACE.finditer(line):
            if match[1]:
                self.is_open = match[1] == "{"

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def external_id(self) -> str:
        return next((value for kind, value in self._parts if kind == "id"), "")

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(value for kind, value in self._parts if kind == "tag" and value)

    @property
    def _parts(self) -> list[tuple[str, str]]:
        return [
            (match[1], re.sub(r"\\(.)", r"\1", match[2]).strip())
            for comment in self.comments
            for match in COMMENT_PART.finditer(comment)
        ]


def blocks_of(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    block = Block(1)
    comments: list[str] = []
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            (block.comments if block.lines else comments).append(stripped)
        elif stripped.startswith("$CATEGORY:") and not block.is_open:
            if block.lines:
                yield block
            yield Block(number, category=stripped.removeprefix("$CATEGORY:").strip())
            block, comments = Block(number + 1), []
        elif stripped:
            if not block.lines:
                block, comments = Block(number, comments=comments), []
            block.add(line)
        elif block.is_open and _closes_ahead(lines, number):
            block.add("")
            block.went_on = True
        else:
            if block.lines:
                yield block
            block, comments = Block(number + 1), []
    if block.lines:
        yield block


def scanned(text: str) -> Signs:
    signs, place = [], 0
    while place < len(text):
        char, following = text[place], text[place + 1 : place + 2]
        if char == "\\" and following in ESCAPED:
            signs.append(Sign(ESCAPED[following]))
            place += 2
        else:
            signs.append(Sign(char, char in CONTROL))
            place += 1
    return signs


def text_of(signs: Signs) -> str:
    return "".join(sign.char for sign in signs)


def is_sign(sign: Sign, char: str) -> bool:
    return sign.control and sign.char == char


def place_of(signs: Signs, pattern: str, start: int = 0) -> int:
    """Where these unescaped characters stand one after the other; −1 where they do not."""
    for place in range(start, len(signs) - len(pattern) + 1):
        if all(
            signs[place + step].char == char and (signs[place + step].control or char not in CONTROL)
            for step, char in enumerate(pattern)
        ):
            return place
    return -1


def last_place_of(signs: Signs, pattern: str) -> int:
    found = place_of(signs, pattern)
    while found >= 0 and (later := place_of(signs, pattern, found + 1)) >= 0:
        found = later
    return found


def stripped(signs: Signs) -> Signs:
    start, end = 0, len(signs)
    while start < end and signs[start].char.isspace() and not signs[start].control:
        start += 1
    while end > start and signs[end - 1].char.isspace() and not signs[end - 1].control:
        end -= 1
    return signs[start:end]


def parted(signs: Signs, at: str) -> list[tuple[str, Signs]]:
    """The parts that begin with one of these signs, each with its sign; what stands before the first has none."""
    parts: list[tuple[str, Signs]] = [("", [])]
    for sign in signs:
        if sign.control and sign.char in at:
            parts.append((sign.char, []))
        else:
            parts[-1][1].append(sign)
    return parts if stripped(parts[0][1]) else parts[1:]


def _closes_ahead(lines: list[str], start: int) -> bool:
    """The next brace closes, near enough that no other question can stand between."""
    for line in lines[start : start + 200]:
        stripped = line.strip()
        if stripped.startswith("//"):
            continue
        if stripped.startswith(("::", "$CATEGORY:")):
            return False
        for match in BRACE.finditer(line):
            if match[1]:
                return match[1] == "}"
    return False
