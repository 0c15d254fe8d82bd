"""Uploads through Wagtail's own forms, and the admin's previews of private files."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core.models import Attachment, Picture
from members.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]

PDF = b"%PDF-1.7\n%secret timetable\n"


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def admin() -> Client:
    user = User.objects.create_superuser("admin@example.id", "a-long-password", name="Ratna")
    client = Client()
    client.force_login(user, backend="members.backends.EmailOrNumberBackend")
    client.cookies["django_language"] = "en"
    return client


def test_document_that_lies_is_refused_in_the_admin(admin: Client) -> None:
    lie = SimpleUploadedFile("guide.pdf", b"MZ\x90\x00" + b"\x00" * 300, content_type="application/pdf")

    response = admin.post("/admin/documents/add/", {"title": "Guide", "file": lie, "collection": 1})

    assert response.status_code == 200
    assert "The file is named .pdf, but its content is .exe." in response.content.decode()
    assert not Attachment.objects.exists()


def test_document_that_lies_is_refused_when_many_are_uploaded(admin: Client) -> None:
    lie = SimpleUploadedFile("guide.pdf", png(), content_type="application/pdf")

    response = admin.post("/admin/documents/multiple/add/", {"title": "Guide", "files[]": lie, "collection": 1})

    assert response.json()["success"] is False
    assert "The file is named .pdf, but its content is .png." in response.json()["error_message"]
    assert not Attachment.objects.exists()


def test_honest_document_lies_in_the_private_storage_and_is_shown_to_staff_only(admin: Client) -> None:
    honest = SimpleUploadedFile("guide.pdf", PDF, content_type="application/pdf")

    response = admin.post("/admin/documents/add/", {"title": "Guide", "file": honest, "collection": 1})

    assert response.status_code == 302
    attachment = Attachment.objects.get()
    assert attachment.url == f"/admin/site/attachments/{attachment.pk}/"
    assert b"".join(admin.get(attachment.url)) == PDF
    stranger = Client()
    assert stranger.get(attachment.url).status_code == 302
    for address in (
        f"/documents/{attachment.pk}/guide.pdf",
        f"/media/{attachment.file.name}",
        f"/private/{attachment.file.name}",
    ):
        assert stranger.get(address).status_code == 404
        assert admin.get(address).status_code == 404


def test_member_without_admin_gets_no_file(admin: Client) -> None:
    attachment = Attachment.objects.create(title="Guide", file=ContentFile(PDF, "guide.pdf"))
    picture = Picture.objects.create(title="Harbour", file=ContentFile(png(), "harbour.png"))
    rendition = picture.get_rendition("width-20")
    member = Client()
    member.force_login(
        User.objects.create_user("budi@example.id", "a-long-password", name="Budi"),
        backend="members.backends.EmailOrNumberBackend",
    )

    answers = [member.get(attachment.url), member.get(rendition.url)]

    assert [answer.status_code for answer in answers] == [302, 302]
    shown = admin.get(rendition.url)
    assert shown["Content-Type"] == "image/png"
    shown.close()


def test_picture_whose_file_is_lost_leaves_the_lists_of_pictures_open(admin: Client) -> None:
    picture = Picture.objects.create(title="Port", file=ContentFile(png(), name="port.png"))
    picture.file.storage.delete(picture.file.name)

    listing = admin.get("/admin/images/")

    assert listing.status_code == 200
    assert 'src="/admin/site/renditions/0/"' in listing.content.decode()
    assert admin.get("/admin/site/renditions/0/").status_code == 404
