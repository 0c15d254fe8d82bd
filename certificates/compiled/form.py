"""A compiled paper: everything that papers of one shape share, ready as bytes, and what is written for each holder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from certificates.compiled.letters import Typeface
from certificates.compiled.lines import Paragraph
from certificates.compiled.objects import HEADER, Varying, Words, stream_body
from certificates.compiled.seal import InlineSeal
from certificates.qr import qr_path

ENTRY = (1, 3, 2)  # widths of a cross-reference: kind, place, generation


@dataclass(frozen=True)
class FontObjects:
    """The objects of one font that change when it takes up more glyphs."""

    typeface: Typeface
    write: Callable[[Typeface], dict[int, bytes]]


@dataclass
class Form:
    paragraphs: list[Paragraph]
    plain: dict[int, bytes]
    streams: dict[int, bytes]
    varying: dict[int, Varying]
    fonts: list[FontObjects]
    root: int
    info: int
    signature: int  # 0 where it is signed afterwards
    size: int
    name: bytes = b""  # who signs
    _prefix: bytes = b""
    _entries: bytearray = field(default_factory=bytearray)

    def printed(self, texts: tuple[str, ...], url: str, credential: bytes, seal: InlineSeal | None) -> bytes:
        """The whole file of one holder; raises NeedsFullRendererError where this form cannot hold the texts."""
        lines = [list(paragraph.placed(texts)) for paragraph in self.paragraphs]
        words = Words(texts, lines, qr_path(url), credential)
        if not self._prefix or any(font.typeface.grown for font in self.fonts):
            self._write_prefix()
        pdf = bytearray(self._prefix)
        entries = bytearray(self._entries)
        for number, varying in self.varying.items():
            _enter(entries, number, 1, len(pdf))
            pdf += b"%d 0 obj\n%b\nendobj\n" % (number, varying.body(words))
        start = 0
        if seal is not None:
            _enter(entries, self.signature, 1, len(pdf))
            before, after = seal.dictionary(self.name)
            pdf += b"%d 0 obj\n%b" % (self.signature, before)
            start = len(pdf) - 1
            pdf += b"0" * (2 * seal.size) + after + b"\nendobj\n"
        self._write_references(pdf, entries)
        if seal is not None:
            seal.sign(pdf, start)
        return bytes(pdf)

    def _write_references(self, pdf: bytearray, entries: bytearray) -> None:
        number = self.size - 1
        place = len(pdf)
        _enter(entries, number, 1, place)
        name = hashlib.md5(memoryview(pdf)[len(self._prefix) :], usedforsecurity=False).hexdigest().encode("ascii")
        trailer = b"/Type /XRef /Size %d /W [%d %d %d] /Root %d 0 R /Info %d 0 R /ID [<%b> <%b>]" % (
            *(self.size, *ENTRY, self.root, self.info, name, name),
        )
        body = stream_body(bytes(entries), trailer, compress=True, level=1)
        pdf += b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, body, place)

    def _write_prefix(self) -> None:
        """Anew when a font took up more glyphs."""
        for font in self.fonts:
            if font.typeface.grown or not self._prefix:
                for number, body in font.write(font.typeface).items():
                    (self.streams if b"endstream" in body[-12:] else self.plain)[number] = body
                font.typeface.grown = False
        entries = bytearray(sum(ENTRY) * self.size)
        pdf = bytearray(HEADER)
        for number, body in self.streams.items():
            _enter(entries, number, 1, len(pdf))
            pdf += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        # All others in one compressed stream, which stands before the last number, that of the references.
        offsets: list[str] = []
        content = bytearray()
        for position, (number, body) in enumerate(self.plain.items()):
            _enter(entries, number, 2, self.size - 2, position)
            offsets.append(f"{number} {len(content)}")
            content += body + b"\n"
        head = " ".join(offsets).encode("ascii") + b"\n"
        _enter(entries, self.size - 2, 1, len(pdf))
        extra = b"/Type /ObjStm /N %d /First %d" % (len(self.plain), len(head))
        packed = stream_body(head + bytes(content), extra, compress=True, level=9)
        pdf += b"%d 0 obj\n%b\nendobj\n" % (self.size - 2, packed)
        _enter(entries, 0, 0, 0, 65535)
        self._prefix, self._entries = bytes(pdf), entries


def _enter(entries: bytearray, number: int, kind: int, place: int, generation: int = 0) -> None:
    at = number * sum(ENTRY)
    entries[at : at + sum(ENTRY)] = (
        bytes((kind,)) + place.to_bytes(ENTRY[1], "big") + generation.to_bytes(ENTRY[2], "big")
    )


def font_stream(typeface: Typeface) -> bytes:
    data = typeface.subset()
    return stream_body(data, b"/Length1 %d" % len(data), compress=True, level=9)


def unicode_map(typeface: Typeface) -> bytes:
    """Which text each glyph stands for, as WeasyPrint writes it."""
    lines = [CMAP_HEAD]
    items = sorted(typeface.texts.items())
    for start in range(0, len(items), 100):
        batch = items[start : start + 100]
        lines.append(f"{len(batch)} beginbfchar")
        lines += [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in batch]
        lines.append("endbfchar")
    lines.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return stream_body("\n".join(lines).encode("ascii"), compress=True, level=9)


def width_array(typeface: Typeface) -> bytes:
    parts: list[str] = []
    for glyph in sorted(typeface.widths):
        if glyph - 1 not in typeface.widths:
            parts.append(f"] {glyph} [" if parts else f"{glyph} [")
        parts.append(str(typeface.widths[glyph]))
    return f"[{' '.join(parts)}]]".encode("ascii")


CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange"""
