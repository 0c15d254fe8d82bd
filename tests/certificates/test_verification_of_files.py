"""A file that is dropped or sent: what the server says of it."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from certificates.models import Certificate
from certificates.storage import private_storage
from core import clock
from tests.factories.certificates import make_certifiable_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(issued: Any) -> Certificate:
    (made,) = issued(make_certifiable_batch("Budi Santoso"))
    return made


@pytest.fixture
def stranger(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def pdf_of(certificate: Certificate) -> bytes:
    with private_storage().open(certificate.file) as file:
        return bytes(file.read())


def post(client: Client, certificate: Certificate, pdf: bytes, **data: Any) -> str:
    upload = SimpleUploadedFile("x.pdf", pdf, content_type="application/pdf")
    return client.post(f"/v/{certificate.token}", {"file": upload, "consent": "on", **data}).content.decode()


def test_a_file_whose_table_of_contents_is_spoilt_is_called_unreadable(
    stranger: Client, certificate: Certificate
) -> None:
    pdf = pdf_of(certificate)
    data = pdf.index(b"stream", pdf.rindex(b"/Type /XRef")) + 8
    page = post(stranger, certificate, pdf[:data] + b"\xff" * 12 + pdf[data + 12 :])

    assert "The file is not genuine" in page
    assert "The electronic signature cannot be read." in page


def test_the_server_checks_a_file_on_request(stranger: Client, certificate: Certificate) -> None:
    page = post(stranger, certificate, pdf_of(certificate))

    assert "The file is genuine" in page
    assert "The signature covers the whole file." in page
    assert "made with a key of this site" in page


def test_a_changed_byte_is_found(stranger: Client, certificate: Certificate) -> None:
    pdf = bytearray(pdf_of(certificate))
    pdf[5000] ^= 1

    page = post(stranger, certificate, bytes(pdf))

    assert "The file is not genuine" in page
    assert "The content was changed after it was signed." in page


def test_something_added_after_signing_is_found(stranger: Client, certificate: Certificate) -> None:
    page = post(stranger, certificate, pdf_of(certificate) + b"\n% more\n")

    assert "The file is not genuine" in page


def test_a_file_needs_consent_and_must_be_a_pdf(stranger: Client, certificate: Certificate) -> None:
    assert (
        "The file is genuine"
        not in post(stranger, certificate, pdf_of(certificate), consent="").split("</section>")[-1]
    )
    assert "This is not a PDF file." in post(stranger, certificate, b"hello")


def test_an_unsigned_pdf_is_told_apart(stranger: Client, certificate: Certificate) -> None:
    assert "signature" in post(stranger, certificate, b"%PDF-1.7\n%%EOF")


def test_the_fingerprint_is_that_of_the_file(certificate: Certificate) -> None:
    assert hashlib.sha256(pdf_of(certificate)).hexdigest() == certificate.sha256


def test_files_are_limited_before_questions_are(stranger: Client, certificate: Certificate, time_machine: Any) -> None:
    time_machine.move_to(clock.now(), tick=False)
    upload = SimpleUploadedFile("x.pdf", b"hello", content_type="application/pdf")

    answers = [stranger.post(f"/v/{certificate.token}", {"file": upload}).status_code for _time in range(7)]

    assert answers == [200] * 6 + [429]
    assert stranger.get(f"/v/{certificate.token}").status_code == 200
