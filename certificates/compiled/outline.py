"""What papers of one shape have in common: their HTML, with the words that differ from holder to holder left out.

The HTML is taken as it comes. Whatever stands in it that also stands in the paper of a person made up for comparison
belongs to all; the rest of the text is this holder's. A difference in anything but text, such as a size or a class, is
another shape.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from certificates.facts import Facts, Holder

TAGS = re.compile(r"(<[^>]*>)")
SPOKEN = re.compile(r'(\s(?:alt|title|content|aria-label)=")([^"]*)(")')
UNUSUAL = re.compile("[^\u0020-\u007e\u00a0\u00b7]")
SPACE = " \t\n\r\f"
NOBODY = Holder(
    name="Xq Zvxqj",
    title_before="Xqz.",
    title_after="Qxz.",
    number_kind="nip",
    number="000000000000000000",
    rank="Qzx Xqvj",
    position="Zqxv Jqzx",
    office="Vxqz Jxqv",
)


@dataclass(frozen=True)
class Outline:
    """`pieces` in order, None where a text of the holder stands; `texts` are those, as people read them."""

    pieces: tuple[str | None, ...]
    texts: tuple[str, ...]

    def filled(self, texts: tuple[str, ...]) -> str:
        rest = iter(texts)
        return "".join(html.escape(next(rest)) if piece is None else piece for piece in self.pieces)


def common_facts(facts: Facts) -> Facts:
    """The same batch's paper for nobody: equal for all holders of one batch."""
    return replace(
        facts,
        number="XQZ/000/QXZ/0000",
        edition=1,
        holder=NOBODY,
        verify_url="HTTPS://XQZ.EXAMPLE/V/XQZ",
        replaces="",
        role="Xqvz" if facts.role else "",
        completed=987_654 if facts.completed else 0,
    )


def common_parts(markup: str) -> frozenset[str]:
    parts = set(TAGS.split(markup))
    parts.update(value for tag in TAGS.findall(markup) for _before, value, _after in SPOKEN.findall(tag))
    return frozenset(parts)


def outline_of(markup: str, common: frozenset[str]) -> Outline:
    pieces: list[str | None] = []
    texts: list[str] = []

    def leave_out(text: str) -> None:
        pieces.append(None)
        texts.append(text)

    for position, part in enumerate(TAGS.split(markup)):
        if part in common:
            pieces.append(part)
        elif position % 2:
            _split_tag(part, common, pieces.append, leave_out)
        else:
            core = part.strip(SPACE)
            before, _core, after = part.partition(core)
            pieces.append(before)
            leave_out(" ".join(re.split(f"[{SPACE}]+", html.unescape(core))))
            pieces.append(after)
    return Outline(tuple(pieces), tuple(texts))


def _split_tag(tag: str, common: frozenset[str], keep: Callable[[str], None], leave_out: Callable[[str], None]) -> None:
    """Only what is read aloud may differ: alternative texts, titles and the like."""
    end = 0
    for found in SPOKEN.finditer(tag):
        if found[2] in common:
            continue
        keep(tag[end : found.start(2)])
        leave_out(html.unescape(found[2]))
        end = found.end(2)
    keep(tag[end:])


def marked(texts: tuple[str, ...], letter: str) -> tuple[str, ...]:
    """The same texts, each made unlike anything else on the paper and about as long as it was: a little shorter with J,
    longer with Q. Every font of ours has their letters, whatever this holder's name has."""
    plain = (UNUSUAL.sub("e", text[3:]) for text in texts)
    return tuple(f"{letter}{position:02d}{text}" for position, text in enumerate(plain))
