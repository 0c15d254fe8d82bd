"""A speaker's uploads, from the chooser of the page editor to the file on disk."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core.models import Attachment, Picture
from courses.services import set_up_editing
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_course_index
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%timetable\n"
PROGRAM = b"MZ\x90\x00" + b"\x00" * 300
DOCUMENTS, PICTURES = "wagtaildocs_chooser", "wagtailimages_chooser"


@pytest.fixture(autouse=True)
def _editing():
    make_course_index()
    set_up_editing()


@pytest.fixture
def speaker():
    return make_member("Siti", role=SiteRole.SPEAKER)


def png():
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return stream.getvalue()


def stored_files():
    storage = storages["private"]
    folders = ("documents", "original_images")
    return sorted(name for folder in folders if storage.exists(folder) for name in storage.listdir(folder)[1])


def upload(client, chooser, name, content):
    prefix = "document-chooser-upload" if chooser == DOCUMENTS else "image-chooser-upload"
    return client.post(
        reverse(f"{chooser}:create"),
        {f"{prefix}-title": "Lampiran", f"{prefix}-file": SimpleUploadedFile(name, content), f"{prefix}-collection": 1},
    )


@pytest.mark.parametrize(
    ("chooser", "name", "content", "sentence"),
    [
        (DOCUMENTS, "panduan.pdf", PROGRAM, "The file is named .pdf, but its content is .exe."),
        (DOCUMENTS, "panduan.pdf", png(), "The file is named .pdf, but its content is .png."),
        (DOCUMENTS, "panduan.html", b"<script>alert(1)</script>", "File extension “html” is not allowed."),
        (DOCUMENTS, "kosong.pdf", b"", "The submitted file is empty."),
        (PICTURES, "kapal.png", PDF, "The file is named .png, but its content is .pdf."),
        (PICTURES, "kapal.png", png()[:60], "its content is not of that kind, or it is damaged."),
        (PICTURES, "kapal.svg", b"<svg onload='alert(1)'/>", "This kind of file is not taken here."),
    ],
)
def test_a_file_that_lies_is_refused_and_nothing_is_kept(chooser, name, content, sentence, speaker):
    before = stored_files()

    response = upload(client_of(speaker), chooser, name, content)

    said = response.json()
    assert said["step"] == "reshow_creation_form"
    assert sentence in said["htmlFragment"].replace("&quot;", '"')
    assert not Attachment.objects.exists()
    assert not Picture.objects.exists()
    assert stored_files() == before


def test_a_speaker_chooses_among_own_uploads_only(speaker):
    foreign = Attachment.objects.create(title="Rahasia orang lain", file=ContentFile(PDF, "rahasia.pdf"))
    client = client_of(speaker)

    done = upload(client, DOCUMENTS, "panduan.pdf", PDF)
    listed = client.get(reverse(f"{DOCUMENTS}:choose")).json()["html"]

    own = Attachment.objects.get(title="Lampiran")
    assert done.json()["step"] == "chosen"
    assert own.uploaded_by_user == speaker
    assert "Lampiran" in listed
    assert "Rahasia orang lain" not in listed
    assert client.get(reverse(f"{DOCUMENTS}:chosen", args=[own.pk])).status_code == 200
    assert b"".join(client.get(own.url)) == PDF
    for address in (
        reverse(f"{DOCUMENTS}:chosen", args=[foreign.pk]),
        foreign.url,
        reverse("wagtaildocs:edit", args=[foreign.pk]),
    ):
        assert "Rahasia orang lain" not in text_of(client.get(address, follow=True))


def test_a_picture_is_chosen_by_who_uploaded_it(speaker):
    upload(client_of(speaker), PICTURES, "kapal.png", png())
    colleague = client_of(make_member("Tono", role=SiteRole.SPEAKER))

    assert "Lampiran" in client_of(speaker).get(reverse(f"{PICTURES}:choose")).json()["html"]
    assert "Lampiran" not in colleague.get(reverse(f"{PICTURES}:choose")).json()["html"]


@pytest.mark.parametrize("role", [SiteRole.AUDITOR, SiteRole.COORDINATOR, SiteRole.OFFICE_HEAD])
def test_who_does_not_write_uploads_nothing(role):
    upload(client_of(make_member("Rudi", role=role)), DOCUMENTS, "panduan.pdf", PDF)

    assert not Attachment.objects.exists()
