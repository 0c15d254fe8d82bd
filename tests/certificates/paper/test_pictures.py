import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from PIL import Image

from certificates.errors import ContentError
from certificates.paper import pictures
from certificates.paper.pictures import BACKGROUND_SIDE, EMBLEM_SIDE, freeze_picture, picture_at, picture_url


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    storage = FileSystemStorage(tmp_path)
    monkeypatch.setattr(pictures, "private_storage", lambda: storage)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bomb() -> bytes:
    """Twenty thousand pixels a side, in a file of a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_picture_is_made_anew_opaque_and_small() -> None:
    half = Image.new("RGBA", (1200, 600), (255, 0, 0, 0))
    half.paste((18, 47, 77, 255), (0, 0, 600, 600))

    frozen = freeze_picture(saved(half, "PNG"), longest_side=EMBLEM_SIDE, alt="Lambang")

    data, media_type = picture_at(picture_url(frozen))
    with Image.open(io.BytesIO(data)) as image:
        assert (image.mode, image.size) == ("RGB", (560, 280))
        assert image.getpixel((10, 10)) == (18, 47, 77)
        assert image.getpixel((550, 10)) == (255, 255, 255)
    assert (frozen.width, frozen.height, frozen.alt, media_type[:6]) == (560, 280, "Lambang", "image/")


def test_a_photograph_loses_what_the_camera_wrote_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Telepon Rahasia"
    photo = Image.linear_gradient("L").convert("RGB").resize((80, 40))

    frozen = freeze_picture(saved(photo, "JPEG", exif=exif), longest_side=BACKGROUND_SIDE)

    assert (frozen.width, frozen.height) == (40, 80)
    assert b"Telepon Rahasia" not in picture_at(picture_url(frozen))[0]


@pytest.mark.parametrize("mode", ["P", "LA", "CMYK", "1"])
def test_whatever_mode_a_picture_has_it_comes_out_small(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"

    frozen = freeze_picture(saved(Image.new(mode, (1200, 300)), kind), longest_side=EMBLEM_SIDE)

    assert (frozen.width, frozen.height) == (560, 140)


def test_a_large_picture_is_made_small_before_it_is_copied() -> None:
    """No copy of all its pixels in four channels, however it came in."""
    picture = Image.new("RGB", (2000, 1000), "navy")

    small = pictures._small(picture, EMBLEM_SIDE)

    assert (picture.size, small.size, small.mode) == ((560, 280), (560, 280), "RGBA")


def test_the_same_picture_has_one_address() -> None:
    file = saved(Image.new("RGB", (40, 40), "navy"), "PNG")

    assert freeze_picture(file, longest_side=EMBLEM_SIDE) == freeze_picture(file, longest_side=EMBLEM_SIDE)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "cannot be read"),
        (b"%PDF-1.7", "cannot be read"),
        (b"GIF89a" + b"\0" * 40, "cannot be read"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "export it as PNG"),
        (bomb(), "too many pixels: make it smaller than 25 megapixels"),
        (saved(Image.new("1", (6000, 5000)), "PNG"), "too many pixels"),
        (saved(Image.new("RGB", (90, 90), "navy"), "TIFF"), "cannot be read"),
        (saved(Image.new("RGB", (90, 90), "navy"), "PNG")[:-40], "cannot be read"),
        (b"x" * (15 * 1024 * 1024 + 1), "larger than 15 MB"),
    ],
    ids=["empty", "pdf", "half a gif", "svg", "bomb", "large", "tiff", "cut", "heavy"],
)
def test_what_is_no_picture_is_refused_with_its_cure(file: bytes, sentence: str) -> None:
    with pytest.raises(ContentError, match=sentence):
        freeze_picture(file, longest_side=EMBLEM_SIDE)


def test_a_picture_that_was_changed_or_lost_is_noticed(tmp_path: Path) -> None:
    frozen = freeze_picture(saved(Image.new("RGB", (40, 40), "navy"), "PNG"), longest_side=EMBLEM_SIDE)
    path = tmp_path / pictures.address_of(frozen)
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(ContentError, match="lost or was changed"):
        picture_at(picture_url(frozen))
    path.unlink()
    with pytest.raises(ContentError, match="lost or was changed"):
        picture_at(picture_url(frozen))


@pytest.mark.parametrize(
    "url", ["picture:", "picture:../secret.png", "picture:" + "0" * 64 + ".svg", "picture://x/y.png"]
)
def test_a_name_that_is_no_content_address_leads_nowhere(url: str) -> None:
    with pytest.raises(ContentError, match="outside our own storage"):
        picture_at(url)
