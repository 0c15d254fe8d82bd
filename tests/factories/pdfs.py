"""Real PDFs for tests, written by hand so that each is broken, huge or odd in exactly one way."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from django.core.files.base import ContentFile
from pikepdf import Dictionary, Name, OutlineItem

from core.models import Attachment

SLIDE = (720.0, 405.0)


def make_pdf(
    *texts: str,
    sizes: Sequence[tuple[float, float]] = (SLIDE,),
    rotate: int = 0,
    titles: Sequence[str] = (),
    password: str = "",
    image: tuple[int, int] | None = None,
) -> bytes:
    """One page for each text, its lines from the top; `sizes` in points are used in turn. `image` is drawn on each."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    resources = Dictionary(Font=Dictionary(F1=font))
    if image:
        resources["/XObject"] = Dictionary(Im0=_flat_image(pdf, *image))
    for index, text in enumerate(texts):
        width, height = sizes[index % len(sizes)]
        page = pdf.add_blank_page()
        page.MediaBox = [0, 0, width, height]
        page.Resources = resources
        page.Contents = pdf.make_stream(_content(text, width, height, drawn=image is not None))
        if rotate:
            page.Rotate = rotate
    with pdf.open_outline() as outline:
        outline.root.extend(OutlineItem(title, number) for number, title in enumerate(titles) if title)
    stream = io.BytesIO()
    encryption = pikepdf.Encryption(owner=password, user=password) if password else False
    pdf.save(stream, encryption=encryption)
    return stream.getvalue()


def make_pdf_attachment(content: bytes, name: str = "paparan.pdf", title: str = "Paparan") -> Attachment:
    attachment = Attachment(title=title, file=ContentFile(content, name=name), file_size=len(content))
    attachment._set_document_file_metadata()
    attachment.save()
    return attachment


def _content(text: str, width: float, height: float, *, drawn: bool) -> bytes:
    lines = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in text.splitlines()]
    shown = "".join(f"({line}) Tj T* " for line in lines)
    picture = f"q {width / 2} 0 0 {height / 2} 0 0 cm /Im0 Do Q\n" if drawn else ""
    return f"{picture}BT /F1 24 Tf 30 TL 40 {height - 60} Td {shown}ET".encode("cp1252")


def _flat_image(pdf: pikepdf.Pdf, width: int, height: int) -> pikepdf.Object:
    """White, so small on disk; drawing it takes three bytes a pixel. Beyond what we take, the pixels are a lie."""
    length = width * height * 3
    image = pdf.make_stream(b"\xff" * (length if length <= 120_000_000 else 3000))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = width, height
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    return image
