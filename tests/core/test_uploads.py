import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image, ImageFile
from wagtail.images.forms import get_image_form

from core.models import Attachment, Picture
from core.uploads import UploadRefused, check_upload

ALLOWED = ["pdf", "docx", "xlsx", "odt", "zip", "txt", "csv", "jpg", "png", "gif", "webp"]


def picture(format: str, size: tuple[int, int] = (8, 8)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, format)
    return stream.getvalue()


def archive(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return stream.getvalue()


def workbook() -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})


def docx(**more: str) -> bytes:
    return archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}, **more)


PDF = b"%PDF-1.7\n%...\n"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 300


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("A.JPEG", picture("JPEG"), "jpg"),
        ("a.png", picture("PNG"), "png"),
        ("a.gif", picture("GIF"), "gif"),
        ("a.webp", picture("WEBP"), "webp"),
        ("a.xlsx", workbook(), "xlsx"),
        ("a.docx", docx(), "docx"),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("a.zip", archive(a="b"), "zip"),
        ("a.txt", "Selamat pagi – é".encode(), "txt"),
        ("a.csv", b"nama;nip\n", "csv"),
    ],
)
def test_honest_file(name: str, content: bytes, kind: str) -> None:
    file = ContentFile(content, name)

    assert check_upload(file, allowed=ALLOWED) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", PROGRAM, "This kind of file is not taken here."),
        ("a", PDF, "This kind of file is not taken here."),
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", PROGRAM, "The file is named .pdf, but its content is .exe."),
        ("a.pdf", picture("PNG"), "The file is named .pdf, but its content is .png."),
        ("a.png", picture("JPEG"), "The file is named .png, but its content is .jpg."),
        ("a.png", picture("PNG", (200, 200))[:-200], "its content is not of that kind, or it is damaged."),
        ("a.jpg", b"<html><script>alert(1)</script>", "its content is not of that kind, or it is damaged."),
        ("a.txt", b"\xef\xbb\xbf <svg onload=alert(1)>", "its content is not of that kind, or it is damaged."),
        ("a.txt", b"text \x00 bytes", "its content is not of that kind, or it is damaged."),
        ("a.docx", archive(a="b"), "The file is named .docx, but its content is .zip."),
        ("a.zip", docx(), "The file is named .zip, but its content is .docx."),
        ("a.docx", docx(**{"word/vbaProject.bin": "x"}), "or it is damaged."),
        ("a.docx", docx()[:-30], "its content is not of that kind, or it is damaged."),
    ],
)
def test_file_that_lies_is_refused_with_a_sentence(name: str, content: bytes, sentence: str) -> None:
    with translation.override("en"), pytest.raises(UploadRefused) as refusal:
        check_upload(ContentFile(content, name), allowed=ALLOWED)

    assert sentence in str(refusal.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name", "content", "found"),
    [(Attachment, "a.pdf", PROGRAM, "exe"), (Picture, "a.png", picture("JPEG"), "jpg")],
)
def test_models_refuse_a_lying_upload(model: Any, name: str, content: bytes, found: str) -> None:
    thing = model(title="A", file=ContentFile(content, name))

    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        thing.clean()

    assert f"its content is .{found}." in refusal.value.message_dict["file"][0]


def test_half_a_picture_is_refused_though_another_library_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does

    with pytest.raises(UploadRefused):
        check_upload(ContentFile(picture("PNG", (200, 200))[:-200], "a.png"), allowed=ALLOWED)

    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


@pytest.mark.django_db
def test_a_picture_is_asked_for_in_the_language_of_whoever_is_asked() -> None:
    form_class = get_image_form(Picture)
    with translation.override("en"):
        english = form_class().fields["file"].help_text
    with translation.override("id"):
        indonesian = form_class().fields["file"].help_text

    assert english.startswith("Supported formats: JPG, JPEG, PNG, WEBP, GIF.")
    assert indonesian.startswith("Jenis berkas yang diterima: JPG, JPEG, PNG, WEBP, GIF.")
