"""The objects of a compiled document: those that all papers share, written once, and those with a holder's words."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from certificates.compiled.letters import Run
from certificates.compiled.lines import Line

SIGN = re.compile(rb"\(--holder-(\d+)--\)")
HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"


@dataclass(frozen=True)
class Words:
    """All that is one holder's: texts, where their runs stand, the code, and the file that goes with the paper."""

    texts: tuple[str, ...]
    lines: list[list[tuple[Line, float, list[Run]]]]
    code: bytes
    credential: bytes


Part = bytes | Callable[[Words], bytes]


@dataclass(frozen=True)
class Varying:
    """An object written anew for each holder; a stream when it has `entries`."""

    parts: Sequence[Part]
    entries: Sequence[Part] | None = None
    compressed: bool = False

    def body(self, words: Words) -> bytes:
        content = joined(self.parts, words)
        if self.entries is None:
            return content
        return stream_body(content, joined(self.entries, words), compress=self.compressed)


def shared(parts: Sequence[Part]) -> bytes | None:
    """What is the same for every holder; None when a part is the holder's."""
    fixed = [part for part in parts if isinstance(part, bytes)]
    return b"".join(fixed) if len(fixed) == len(parts) else None


def joined(parts: Sequence[Part], words: Words) -> bytes:
    return b"".join([part if isinstance(part, bytes) else part(words) for part in parts])


def stream_body(content: bytes, entries: bytes = b"", *, compress: bool, level: int = 6) -> bytes:
    if compress:
        content, entries = zlib.compress(content, level), entries + b" /Filter /FlateDecode"
    return b"<<%b /Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def kept_stream(stream: Any) -> bytes:
    """A stream as it is, still compressed."""
    content = stream.read_raw_bytes()
    entries = stream.stream_dict.unparse(resolved=True)
    return bytes(b"%b\nstream\n%b\nendstream" % (entries, content))


def text_string(text: str) -> bytes:
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("ascii") + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode("ascii") + b">"


def split_marks(text: str, marks: Sequence[str]) -> list[str | int]:
    """A text cut at the marked ones in it, which stand for themselves by number."""
    parts: list[str | int] = [text]
    for number, mark in enumerate(marks):
        parts = [
            piece
            for part in parts
            for piece in ([part] if isinstance(part, int) else _cut(part, mark, number))
            if piece != ""
        ]
    return parts


def _cut(text: str, mark: str, number: int) -> list[str | int]:
    first, *others = text.split(mark)
    parts: list[str | int] = [first]
    for other in others:
        parts += [number, other]
    return parts


def spoken(parts: Sequence[str | int]) -> Callable[[Words], bytes]:
    """A PDF string of fixed words and the holder's."""
    return lambda words: text_string("".join(words.texts[p] if isinstance(p, int) else p for p in parts))


def metadata_parts(xmp: str, marks: Sequence[str]) -> list[Part]:
    def said(number: int) -> Callable[[Words], bytes]:
        return lambda words: escape(words.texts[number]).encode()

    parts = split_marks(xmp, [escape(mark) for mark in marks])
    return [said(part) if isinstance(part, int) else part.encode() for part in parts]


def embedded_file(stream: Any) -> Varying:
    """The file that goes with a paper, with its own sum and size."""

    def measured(words: Words) -> bytes:
        digest = hashlib.md5(words.credential, usedforsecurity=False).hexdigest()
        return b"/CheckSum <%b> /Size %d" % (digest.encode("ascii"), len(words.credential))

    stream.Params.CheckSum = pikepdf.Name.Sum
    del stream.Params["/Size"]
    kept = pikepdf.Dictionary(Type=stream.Type, Subtype=stream.Subtype, Params=stream.Params)
    before, _sum, after = bytes(kept.unparse(resolved=True)).partition(b"/CheckSum /Sum")
    before, after = before.removeprefix(b"<<"), after.removesuffix(b">>")
    return Varying([lambda words: words.credential], [before, measured, after], compressed=True)


class Strings:
    """Finds the marked texts in an object and leaves a sign there, by which its written form is cut."""

    def __init__(self, marks: Sequence[str]) -> None:
        self._marks = marks
        self._found: list[list[str | int]] = []

    def parts_of(self, thing: Any) -> list[Part]:
        """The object as written, cut at its marked strings; one part when there is none."""
        self._found = []
        self._search(thing)
        pieces = SIGN.split(bytes(thing.unparse(resolved=True)))
        return [spoken(self._found[int(piece)]) if place % 2 else piece for place, piece in enumerate(pieces)]

    def _search(self, thing: Any) -> None:
        if isinstance(thing, pikepdf.Array):
            for place, value in enumerate(list(thing)):
                self._look(thing, place, value)
        elif isinstance(thing, pikepdf.Dictionary):
            for key in list(thing.keys()):
                self._look(thing, key, thing[key])

    def _look(self, holder: Any, place: Any, value: Any) -> None:
        if isinstance(value, pikepdf.String):
            parts = split_marks(str(value), self._marks)
            if any(isinstance(part, int) for part in parts):
                holder[place] = pikepdf.String(f"--holder-{len(self._found)}--")
                self._found.append(parts)
        elif isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            self._search(value)
