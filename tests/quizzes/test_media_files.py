import hashlib
import io
import zipfile

import pytest
from PIL import Image

from quizzes.errors import MediaRefusedError
from quizzes.media_files import LONGEST_SIDE, check_question_media
from tests.factories.question_media import picture_bytes, sound_bytes


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("soal.html", "<script>1</script>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_a_small_picture_that_holds_nothing_else_is_kept_as_it_is(kind: str, content_type: str) -> None:
    data = picture_bytes(kind)

    checked = check_question_media("kapal", data)

    assert (checked.content_type, checked.data, checked.width, checked.height) == (content_type, data, 320, 200)
    assert checked.sha256 == hashlib.sha256(data).hexdigest()


def test_what_a_camera_wrote_into_a_photo_is_gone_and_the_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x8825] = {1: "S", 2: (7.0, 48.0, 0.0)}
    exif[0x010F] = "KAMERA-RAHASIA"
    data = picture_bytes("JPEG", exif=exif)
    assert b"KAMERA-RAHASIA" in data

    checked = check_question_media("IMG_1.jpg", data)

    assert (checked.content_type, checked.width, checked.height) == ("image/webp", 200, 320)
    assert b"KAMERA-RAHASIA" not in checked.data
    assert dict(Image.open(io.BytesIO(checked.data)).getexif()) == {}
    assert check_question_media("lagi.webp", checked.data).data == checked.data


def test_a_large_picture_becomes_as_wide_as_a_screen() -> None:
    checked = check_question_media("peta.png", picture_bytes(size=(4000, 1000)))

    assert (checked.content_type, checked.width, checked.height) == ("image/webp", LONGEST_SIDE, 400)


def test_words_inside_a_png_are_not_carried_on() -> None:
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Author", "NAMA-RAHASIA")

    assert b"NAMA-RAHASIA" not in check_question_media("a.png", picture_bytes(pnginfo=said)).data


def test_a_sound_is_told_by_its_head() -> None:
    checked = check_question_media("apa saja.bin", sound_bytes(seconds=2))

    assert (checked.content_type, checked.extension, checked.seconds) == ("audio/wav", "wav", 2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kapal.png", b"<html><script>alert(1)</script></html>"),
        ("kapal.png", b"MZ\x90\x00" + b"\x00" * 500),
        ("kapal.png", picture_bytes()[:-60]),
        ("kapal.jpg", zipped()),
        ("kapal.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("suara.mp3", b"bukan suara " * 90),
        ("suara.wav", sound_bytes()[:-100]),
        ("suara.wav", b"RIFF\x00\x00\x00\x00WAVE"),
        ("kosong.png", b""),
        ("naskah.pdf", b"%PDF-1.4 " + b"x" * 300),
    ],
)
def test_what_only_says_that_it_is_a_picture_or_sound_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(MediaRefusedError):
        check_question_media(name, data)


def test_a_sound_of_eleven_minutes_is_too_long() -> None:
    with pytest.raises(MediaRefusedError, match="10"):
        check_question_media("panjang.wav", sound_bytes(seconds=660, rate=100))
