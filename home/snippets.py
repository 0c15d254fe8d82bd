"""The words of a place around what was looked for, with those words marked: pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from courses.stems import words_of

WORDS_SHOWN = 26
WORDS_BEFORE = 6


@dataclass(frozen=True)
class Snippet:
    html: SafeString
    first: str
    """The first marked word, as it is written."""


@dataclass(frozen=True)
class Window:
    """Which words of a place to show, before its text is looked into."""

    first: int
    last: int
    begin: int
    found: Collection[int]
    score: int
    """How many different ones of the wanted stems stand in what is shown."""


def window_of(stems: str, wanted: Collection[str]) -> Window | None:
    """None where none of `wanted` is among the stems."""
    in_order = stems.split()
    found = [index for index, stem in enumerate(in_order) if stem in wanted]
    if not found:
        return None
    begin = 0
    if len(wanted) > 1:
        begin = max(range(len(found)), key=lambda at: (_variety(in_order, found, at, wanted), -at))
    first = max(0, found[begin] - WORDS_BEFORE)
    last = min(first + WORDS_SHOWN, len(in_order))
    score = len({in_order[index] for index in found if first <= index < last})
    return Window(first, last, found[begin], frozenset(found), score)


def snippet_of(text: str, window: Window) -> Snippet:
    """`window` is of stems that have one for each word of `text`."""
    words = list(words_of(text))
    html = _marked(text, words, window)
    return Snippet(mark_safe(html), words[window.begin][0])  # noqa: S308  each part was escaped


def marked(text: str, stems: str, wanted: Collection[str]) -> SafeString:
    """All of a short text, with what is `wanted` marked; `stems` has one for each of its words."""
    found = frozenset(index for index, stem in enumerate(stems.split()) if stem in wanted)
    words = list(words_of(text))
    html = _marked(text, words, Window(0, len(words), 0, found, 0))
    return mark_safe(html)  # noqa: S308  each part was escaped


def _variety(stems: list[str], found: list[int], at: int, wanted: Collection[str]) -> int:
    """How many different wanted stems stand in the words shown when they begin shortly before this one."""
    end = found[at] - WORDS_BEFORE + WORDS_SHOWN
    return len({stems[index] for index in found[at : at + WORDS_SHOWN] if index < end})


def _marked(text: str, words: list[re.Match[str]], window: Window) -> str:
    first, last = window.first, min(window.last, len(words))
    begin = 0 if first == 0 else words[first].start()
    end = len(text) if last == len(words) else words[last - 1].end()
    parts, at = ["… "] if begin else [], begin
    for index in range(first, last):
        if index in window.found:
            word = words[index]
            parts.append(f"{escape(text[at : word.start()])}<mark>{escape(word[0])}</mark>")
            at = word.end()
    parts.append(escape(text[at:end]))
    if end < len(text):
        parts.append(" …")
    return "".join(parts)


def text_fragment(word: str) -> str:
    """For browsers that know it, the word is marked on the page itself; others go to the anchor before it."""
    return f":~:text={quote(word, safe='').replace('-', '%2D')}"
