"""Real files through the real library: what becomes lighter, and that nothing else of the document changes."""

import io
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name
from PIL import Image, ImageChops, ImageStat

from core.choices import LightReason
from core.light.making import make_light
from core.light.reasons import LeftAlone
from tests.factories.heavy import CONTENT, heavy_pdf, jpeg, photo, stream_of
from tests.factories.pdfs import make_pdf


def lightened(folder: Path, content: bytes) -> bytes:
    source, target = folder / "berat.pdf", folder / "ringan.pdf"
    source.write_bytes(content)
    size = make_light(str(source), str(target), "pdf")
    assert source.read_bytes() == content
    assert size == target.stat().st_size
    return target.read_bytes()


def refusal(folder: Path, content: bytes) -> LightReason:
    with pytest.raises(LeftAlone) as left:
        lightened(folder, content)
    return left.value.reason


def pictures(content: bytes) -> dict[str, pikepdf.Object]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {
            name: (int(found.Width), int(found.Height), str(found.get("/Filter")), found.read_raw_bytes())
            for name, found in pdf.pages[0].Resources.XObject.items()
        }


def drawn(content: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(content) as pdf:
        return pdf[0].render(scale=2).to_pil().convert("RGB")


def test_a_photograph_becomes_the_size_of_a_screen_and_the_page_looks_the_same(tmp_path):
    before = heavy_pdf()

    after = lightened(tmp_path, before)

    assert len(after) < len(before) / 4
    assert pictures(after)["/Im0"][:3] == (1400, 933, "/DCTDecode")
    difference = ImageStat.Stat(ImageChops.difference(drawn(before), drawn(after))).mean
    assert max(difference) < 6


def test_text_tags_and_links_stay_as_they_are(tmp_path):
    with pikepdf.open(io.BytesIO(lightened(tmp_path, heavy_pdf()))) as pdf:
        page = pdf.pages[0]
        assert page.Contents.read_bytes() == CONTENT
        assert str(page.Annots[0].A.URI) == "https://hubla.dephub.go.id/"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert pdf.Root.StructTreeRoot.K[0].S == Name.P
        assert len(pdf.pages) == 1


def test_the_same_file_gives_the_same_bytes(tmp_path):
    heavy = heavy_pdf()

    assert lightened(tmp_path, heavy) == lightened(tmp_path, heavy)


def test_grey_profiles_and_unpacked_pictures_are_made_lighter_in_their_own_colours(tmp_path):
    grey, raw = photo("L").tobytes(), zlib.compress(photo().tobytes())
    profile = lambda pdf: pikepdf.Array([Name.ICCBased, pdf.make_stream(b"profil", N=3)])  # noqa: E731
    more = {
        "Grey": stream_of(zlib.compress(grey), 2400, 1600, Name.DeviceGray, Filter=Name.FlateDecode),
        "Profile": stream_of(raw, 2400, 1600, profile, Filter=Name.FlateDecode),
    }

    after = lightened(tmp_path, heavy_pdf(more=more))

    found = pictures(after)
    for name, mode in (("/Grey", "L"), ("/Profile", "RGB")):
        assert found[name][:3] == (1400, 933, "/DCTDecode")
        with Image.open(io.BytesIO(found[name][3])) as image:
            assert (image.mode, image.size) == (mode, (1400, 933))
    with pikepdf.open(io.BytesIO(after)) as pdf:
        space = pdf.pages[0].Resources.XObject.Profile.ColorSpace
        assert (space[0], space[1].read_bytes()) == (Name.ICCBased, b"profil")


def test_masks_inks_drawings_and_what_is_told_otherwise_are_left_alone(tmp_path):
    flat = zlib.compress(photo().tobytes())
    mask = stream_of(zlib.compress(photo("L").tobytes()), 2400, 1600, Name.DeviceGray, Filter=Name.FlateDecode)
    matte = stream_of(b"\xff", 1, 1, Name.DeviceGray, Matte=[0, 0, 0])
    more = {
        "Inks": stream_of(jpeg("CMYK", 1500, 1000), 1500, 1000, Name.DeviceCMYK, Filter=Name.DCTDecode),
        "OneBit": stream_of(b"\x55" * 300 * 1600, 2400, 1600, Name.DeviceGray, 1),
        "Fax": stream_of(b"jbig2" * 9000, 2400, 1600, Name.DeviceGray, 1, Filter=Name.JBIG2Decode),
        "Wavelet": stream_of(b"jp2" * 9000, 2400, 1600, Name.DeviceRGB, Filter=Name.JPXDecode),
        "Negative": stream_of(flat, 2400, 1600, Name.DeviceRGB, Filter=Name.FlateDecode, Decode=[1, 0, 1, 0, 1, 0]),
        "Keyed": stream_of(flat, 2400, 1600, Name.DeviceRGB, Filter=Name.FlateDecode, Mask=[0, 0, 0, 0, 0, 0]),
        "Mixed": stream_of(flat, 2400, 1600, Name.DeviceRGB, Filter=Name.FlateDecode, SMask=matte),
        "Veiled": stream_of(flat, 2400, 1600, Name.DeviceRGB, Filter=Name.FlateDecode, SMask=mask),
        "Short": stream_of(zlib.compress(b"abc"), 2400, 1600, Name.DeviceRGB, Filter=Name.FlateDecode),
        "Broken": stream_of(jpeg()[:90_000], 2400, 1600, Name.DeviceRGB, Filter=Name.DCTDecode),
        "Small": stream_of(jpeg("RGB", 200, 100), 200, 100, Name.DeviceRGB, Filter=Name.DCTDecode),
    }
    content = heavy_pdf(more=more)
    before = pictures(content)

    target = tmp_path / "ringan.pdf"
    source = tmp_path / "berat.pdf"
    source.write_bytes(content)
    from core.light.pdf import lighten_pdf  # with so much left alone the whole is not light enough to be kept

    lighten_pdf(str(source), str(target))

    after = pictures(target.read_bytes())
    untouched = ["/Inks", "/Fax", "/Wavelet", "/Negative", "/Keyed", "/Mixed", "/Short", "/Broken"]
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert after["/OneBit"][:2] == (2400, 1600)
    assert after["/Veiled"][:3] == (1400, 933, "/DCTDecode")
    with pikepdf.open(target) as made:
        veil = made.pages[0].Resources.XObject.Veiled.SMask
        assert (int(veil.Width), veil.read_bytes()) == (2400, photo("L").tobytes())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (heavy_pdf(signed=True), LightReason.SIGNED),
        (heavy_pdf(locked=True), LightReason.LOCKED),
        (make_pdf("rahasia", password="laut"), LightReason.LOCKED),
        (heavy_pdf()[:5000], LightReason.DAMAGED),
        (make_pdf("hanya tulisan"), LightReason.LIGHT),
    ],
    ids=["signed", "locked against changes", "password", "cut off", "text alone"],
)
def test_what_is_left_alone_says_why(content: bytes, reason: LightReason, tmp_path: Path) -> None:
    assert refusal(tmp_path, content) == reason
