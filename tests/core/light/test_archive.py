import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from core.choices import LightReason
from core.light.making import make_light
from core.light.reasons import LeftAlone
from tests.factories.heavy import heavy_archive, heavy_docx, jpeg, photo, png


def lightened(folder: Path, content: bytes, kind: str = "docx") -> zipfile.ZipFile:
    source, target = folder / f"berat.{kind}", folder / f"ringan.{kind}"
    source.write_bytes(content)
    assert make_light(str(source), str(target), kind) < len(content) * 0.75
    return zipfile.ZipFile(target)


def refusal(folder: Path, content: bytes) -> LightReason:
    with pytest.raises(LeftAlone) as left:
        lightened(folder, content)
    return left.value.reason


def picture(content: bytes) -> tuple[str | None, tuple[int, int]]:
    with Image.open(io.BytesIO(content)) as found:
        found.load()
        return found.format, found.size


def test_pictures_keep_their_names_and_formats_and_all_else_its_bytes(tmp_path):
    content = heavy_docx(**{"word/media/image3.emf": b"garis" * 1000})

    with lightened(tmp_path, content) as made, zipfile.ZipFile(io.BytesIO(content)) as before:
        assert made.testzip() is None
        assert made.namelist() == before.namelist()
        assert picture(made.read("word/media/image1.jpg")) == ("JPEG", (1400, 933))
        assert picture(made.read("word/media/image2.png")) == ("PNG", (1400, 1050))
        for name in ("[Content_Types].xml", "word/document.xml", "word/media/image3.emf"):
            assert made.read(name) == before.read(name)


def test_an_open_document_still_begins_with_what_it_is(tmp_path):
    kind = b"application/vnd.oasis.opendocument.presentation"
    content = heavy_archive({"mimetype": kind, "content.xml": b"<office/>", "Pictures/1.jpg": jpeg()})

    with lightened(tmp_path, content, "odp") as made:
        first = made.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        assert (tmp_path / "ringan.odp").read_bytes()[30:38] == b"mimetype"
        assert made.read("mimetype") == kind


def test_a_picture_that_lies_on_its_side_still_does_and_no_place_is_kept(tmp_path):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera rahasia"
    stream = io.BytesIO()
    photo().save(stream, "JPEG", quality=95, exif=exif)

    made = lightened(tmp_path, heavy_archive({"ppt/media/a.jpeg": stream.getvalue()}), "pptx")
    with made, Image.open(io.BytesIO(made.read("ppt/media/a.jpeg"))) as found:
        assert dict(found.getexif()) == {0x0112: 6}


def test_inks_broken_and_lying_pictures_stay_as_they_are(tmp_path):
    odd = {
        "word/media/inks.jpg": jpeg("CMYK", 1500, 1000),
        "word/media/broken.png": png()[:50_000],
        "word/media/lie.png": b"GIF89a bukan gambar",
    }

    with lightened(tmp_path, heavy_docx(**odd, **{"word/media/b.jpg": jpeg()})) as made:
        assert {name: made.read(name) for name in odd} == odd


MANIFEST = b"<manifest:encryption-data/>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (heavy_docx(**{"_xmlsignatures/sig1.xml": b"<Signature/>"}), LightReason.SIGNED),
        (heavy_docx(**{"META-INF/documentsignatures.xml": b"<Signature/>"}), LightReason.SIGNED),
        (heavy_docx(**{"META-INF/manifest.xml": MANIFEST}), LightReason.LOCKED),
        (heavy_docx()[:100_000], LightReason.DAMAGED),
        (heavy_archive({"word/document.xml": b"kata" * 1000}), LightReason.LIGHT),
    ],
    ids=["signed", "signed open document", "encrypted", "cut off", "words alone"],
)
def test_what_is_left_alone_says_why(content: bytes, reason: LightReason, tmp_path: Path) -> None:
    assert refusal(tmp_path, content) == reason


def test_what_unpacks_to_more_than_a_document_holds_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("core.light.archive.MOST_BYTES", 1_000_000)

    assert refusal(tmp_path, heavy_docx()) == LightReason.TOO_MUCH
