"""Heavy documents as real programs make them: photographs in full size, with text, tags and links around them."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

CONTENT = b"/P <</MCID 0>> BDC BT /F1 24 Tf 40 340 Td (Menangkal hoaks) Tj ET EMC\nq 600 0 0 400 60 40 cm /Im0 Do Q"


@cache
def photo(mode: str = "RGB", width: int = 2400, height: int = 1600) -> Image.Image:
    """Soft shapes with grain, as a camera sees a quay: not to be compressed away."""
    dice = random.Random(1)  # noqa: S311  the same grain each time
    channels = len(mode)
    shapes = Image.frombytes(mode, (12, 8), dice.randbytes(12 * 8 * channels)).resize((width, height), 3)
    grain = Image.frombytes(mode, (width // 2, height // 2), dice.randbytes(width * height // 4 * channels))
    return Image.blend(shapes, grain.resize((width, height), 2), 0.12)


@cache
def jpeg(mode: str = "RGB", width: int = 2400, height: int = 1600) -> bytes:
    stream = io.BytesIO()
    photo(mode, width, height).save(stream, "JPEG", quality=95)
    return stream.getvalue()


@cache
def png(width: int = 2000, height: int = 1500) -> bytes:
    stream = io.BytesIO()
    photo("RGB", width, height).save(stream, "PNG")
    return stream.getvalue()


def heavy_pdf(*, signed: bool = False, locked: bool = False, more: Mapping[str, Dictionary] | None = None) -> bytes:
    """A tagged page with a photograph, a line of text and a link. `more` are streams: keys and `data` of each."""
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(720, 480))
    picture = pdf.make_stream(jpeg())
    _describe(picture, 2400, 1600, Name.DeviceRGB, Filter=Name.DCTDecode)
    pictures = Dictionary(Im0=picture)
    for name, value in (more or {}).items():
        pictures[f"/{name}"] = value(pdf)
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.Resources = Dictionary(XObject=pictures, Font=Dictionary(F1=font))
    page.Contents = pdf.make_stream(CONTENT)
    action = Dictionary(S=Name.URI, URI=pikepdf.String("https://hubla.dephub.go.id/"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[40, 330, 300, 370], A=action)
    page.Annots = Array([pdf.make_indirect(link)])
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    part = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, K=0, Pg=page.obj))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([part])))
    if signed:
        seal = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 10, 20, 10], Contents=b"seal")
        field = Dictionary(FT=Name.Sig, T=pikepdf.String("Tanda tangan"), V=pdf.make_indirect(seal))
        pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([pdf.make_indirect(field)]))
    stream = io.BytesIO()
    pdf.save(stream, encryption=pikepdf.Encryption(owner="pemilik", user="") if locked else False)
    return stream.getvalue()


def _describe(picture: pikepdf.Object, width: int, height: int, space: object, bits: int = 8, **keys: object) -> None:
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = width, height, space, bits
    for key, value in keys.items():
        picture[f"/{key}"] = value


def stream_of(content: bytes, width: int, height: int, space: object, bits: int = 8, **keys: object) -> object:
    """For `more`: a picture as the file holds it."""

    def make(pdf: pikepdf.Pdf) -> pikepdf.Object:
        picture = pdf.make_stream(content)
        own = {key: value(pdf) if callable(value) else value for key, value in keys.items()}
        _describe(picture, width, height, space(pdf) if callable(space) else space, bits, **own)
        return picture

    return make


def heavy_archive(parts: Mapping[str, bytes]) -> bytes:
    """An office document of these parts; the first may be a `mimetype`, which stands unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2020, 9, 22, 8, 0, 0)), content, packing)
    return stream.getvalue()


def heavy_docx(**more: bytes) -> bytes:
    return heavy_archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w:document>Menangkal hoaks</w:document>",
            "word/media/image1.jpg": jpeg(),
            "word/media/image2.png": png(),
            **more,
        }
    )
