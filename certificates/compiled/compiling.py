"""From one paper of the full renderer, whose variable texts are marked, to a form for all papers of its shape."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from django.conf import settings

from certificates.compiled.form import FontObjects, Form, font_stream, unicode_map, width_array
from certificates.compiled.letters import Typeface
from certificates.compiled.lines import Paragraph, cannot, check_words, paragraphs_of
from certificates.compiled.objects import (
    Part,
    Strings,
    Varying,
    Words,
    embedded_file,
    kept_stream,
    metadata_parts,
    shared,
    stream_body,
    text_string,
)
from certificates.compiled.outline import Outline, marked
from certificates.compiled.streams import SMALL, Code, Page, Shown, find_shows, place_of
from certificates.drawing import Drawing, draw
from certificates.facts import Facts
from certificates.qr import qr_data_url, qr_png
from certificates.signing import SIGNATURE_FIELD

QR_ADDRESS = "qr:holder"
CREDENTIAL = b"credential.of.nobody"


def compile_form(outline: Outline, facts: Facts, css: str, *, letter: str, credential: bool, sealed: bool) -> Form:
    """`facts` are of one holder of this shape, whose texts are marked with `letter`.

    Raises NeedsFullRendererError where papers of the shape cannot be made this way, and RenderingError where they
    cannot be drawn at all.
    """
    marks = marked(outline.texts, letter)
    if len(marks) > 100:
        raise cannot("too many texts that differ")
    check_words(outline.pieces, marks)
    markup = outline.filled(marks).replace(QR_ADDRESS, qr_data_url(facts.verify_url))
    drawing = draw(markup, css, day=facts.issued_on, credential=CREDENTIAL if credential else b"")
    with pikepdf.open(io.BytesIO(drawing.pdf)) as pdf:
        return _Compiler(pdf, drawing, marks, facts.verify_url).form(sealed=sealed)


class _Compiler:
    def __init__(self, pdf: pikepdf.Pdf, drawing: Drawing, marks: tuple[str, ...], url: str) -> None:
        self.pdf, self.marks = pdf, marks
        self.count = len(pdf.objects)
        self.pages = [Page.read(page) for page in pdf.pages]
        self.typefaces = typefaces_of(drawing.document)
        self.paragraphs: list[Paragraph] = paragraphs_of(drawing.document, marks)
        find_shows(self.paragraphs, self.pages, self.typefaces)
        self.varying: dict[int, Varying] = {}
        self.streams: dict[int, bytes] = {}
        self.gone: set[int] = set()
        self._free_place_of_code(url)

    def form(self, *, sealed: bool) -> Form:
        fonts = [self._font_objects(name) for name in self._used_fonts()]
        for page, read in zip(self.pdf.pages, self.pages, strict=True):
            self._cut_contents(page, read)
        signature = self._add_signature_field() if sealed else 0
        plain = self._take_objects()
        info = self.pdf.trailer["/Info"].objgen[0]
        size = len(self.pdf.objects) + 3
        return Form(
            paragraphs=self.paragraphs,
            plain=plain,
            streams=self.streams,
            varying=self.varying,
            fonts=fonts,
            root=self.pdf.Root.objgen[0],
            info=info,
            signature=signature,
            size=size,
            name=text_string(settings.SITE_NAME),
        )

    def _used_fonts(self) -> list[str]:
        pieces = [p for paragraph in self.paragraphs for line in paragraph.lines for p in line.pieces]
        used = {piece.typeface.name for piece in pieces if piece.typeface and piece.variable is not None}
        return sorted(used)

    def _free_place_of_code(self, url: str) -> None:
        """The picture of the code is known by its pixels; what draws it makes room for a path, and the picture goes."""
        from PIL import Image

        with Image.open(io.BytesIO(qr_png(url))) as picture:
            size, wanted = picture.size, picture.convert("1").tobytes()
        for page, read in zip(self.pdf.pages, self.pages, strict=True):
            pictures = page.obj.Resources.get("/XObject", pikepdf.Dictionary())
            for place, name in read.pictures.items():
                image: Any = pictures.get(name)
                if image is None or image.get("/Subtype") != "/Image" or (int(image.Width), int(image.Height)) != size:
                    continue
                if pikepdf.PdfImage(image).as_pil_image().convert("1").tobytes() == wanted:
                    read.slots[place] = (1, Code())
                    self.gone.add(image.objgen[0])
        for page in self.pdf.pages:
            pictures = page.obj.Resources.get("/XObject", pikepdf.Dictionary())
            for name in [name for name, picture in pictures.items() if picture.objgen[0] in self.gone]:
                del pictures[name]

    def _font_objects(self, name: str) -> FontObjects:
        font = self.pdf.pages[0].obj.Resources.Font[name]
        below = font.DescendantFonts[0]
        if str(font.get("/Encoding")) != "/Identity-H" or "/FontFile2" not in below.FontDescriptor:
            raise cannot("a font of another kind")
        file, letters, wide = below.FontDescriptor.FontFile2.objgen[0], font.ToUnicode.objgen[0], below.objgen[0]
        below.W = pikepdf.Name("/Widths")
        rest = bytes(below.unparse(resolved=True))
        self.gone |= {file, letters, wide}

        def write(typeface: Typeface) -> dict[int, bytes]:
            return {
                file: font_stream(typeface),
                letters: unicode_map(typeface),
                wide: rest.replace(b"/W /Widths", b"/W " + width_array(typeface)),
            }

        self.typefaces[name].add_alphabet()
        return FontObjects(self.typefaces[name], write)

    def _cut_contents(self, page: pikepdf.Page, read: Page) -> None:
        """A page's stream in several: what all share is compressed once. Little between two slots goes with them."""
        self.gone.add(page.obj.Contents.objgen[0])
        runs: list[list[Part]] = []
        for piece in read.pieces():
            part = piece if isinstance(piece, bytes) else self._operators(piece)
            large = isinstance(part, bytes) and len(part) > SMALL
            if (
                not runs
                or large
                or (len(runs[-1]) == 1 and isinstance(runs[-1][0], bytes) and len(runs[-1][0]) > SMALL)
            ):
                runs.append([])
            runs[-1] += [part, b"\n"]
        contents = pikepdf.Array()
        for parts in runs:
            reference = self.pdf.make_indirect(pikepdf.Dictionary())
            contents.append(reference)
            number = reference.objgen[0]
            self.gone.add(number)
            fixed = shared(parts)
            if fixed is None:
                self.varying[number] = Varying(parts, [], compressed=True)
            else:
                self.streams[number] = stream_body(fixed, compress=True, level=9)
        page.obj.Contents = contents

    def _operators(self, slot: Any) -> Callable[[Words], bytes]:
        if isinstance(slot, Code):
            return lambda words: words.code
        shown: Shown = slot

        def written(words: Words) -> bytes:
            line, start, runs = words.lines[shown.paragraph][shown.line]
            return shown.operators(place_of(line, start, runs, shown.piece), runs[shown.piece])

        return written

    def _add_signature_field(self) -> int:
        """As pyHanko makes it: outside the page, printable, closed to any change."""
        signature = self.pdf.make_indirect(pikepdf.Dictionary())
        page = self.pdf.pages[0].obj
        name = pikepdf.Name
        field = self.pdf.make_indirect(
            pikepdf.Dictionary(
                FT=name.Sig, T=pikepdf.String(SIGNATURE_FIELD), Type=name.Annot, Subtype=name.Widget,
                F=132, Rect=pikepdf.Array([-9999, -9999, -9999, -9999]), P=page, V=signature,
            )
        )  # fmt: skip
        page.Annots = pikepdf.Array([*page.get("/Annots", []), field])
        self.pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        self.pdf.Root.Perms = pikepdf.Dictionary(DocMDP=signature)
        extension = pikepdf.Dictionary(Type=name.DeveloperExtensions, BaseVersion=name("/1.7"), ExtensionLevel=1)
        self.pdf.Root.Extensions = pikepdf.Dictionary(ESIC=extension)
        number = signature.objgen[0]
        self.gone.add(number)
        return int(number)

    def _take_objects(self) -> dict[int, bytes]:
        """Every object that is not made anew: as it is, or cut at the holder's texts."""
        strings = Strings(self.marks)
        plain: dict[int, bytes] = {}
        metadata = self.pdf.Root.Metadata.objgen[0]
        for number in range(1, len(self.pdf.objects) + 1):
            thing = self.pdf.get_object(number, 0)
            if number in self.gone or thing is None:
                continue
            if not isinstance(thing, pikepdf.Stream):
                parts = strings.parts_of(thing)
                fixed = shared(parts)
                if fixed is None:
                    self.varying[number] = Varying(parts)
                else:
                    plain[number] = fixed
            elif thing.get("/Type") in ("/ObjStm", "/XRef"):
                continue
            elif number == metadata:
                parts = metadata_parts(thing.read_bytes().decode(), self.marks)
                self.varying[number] = Varying(parts, [b"/Type /Metadata /Subtype /XML"])
            elif thing.get("/Type") == "/EmbeddedFile" and thing.read_bytes() == CREDENTIAL:
                self.varying[number] = embedded_file(thing)
            else:
                self.streams[number] = kept_stream(thing)
        return plain


def typefaces_of(document: Any) -> dict[str, Typeface]:
    """By the name under which pages use them."""
    from weasyprint.text.fonts import get_hb_object_data

    found: dict[str, Typeface] = {}
    for font in document.fonts.values():
        name = f"/{font.hash}"
        if name not in found:
            found[name] = Typeface(name, get_hb_object_data(font.hb_face), font.index, {}, {})
        found[name].widths.update(font.widths)
        found[name].texts.update(font.to_unicode)
    return found
