"""Whatever is uploaded gets a plain sentence."""

import io
import json
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from certificates.checking import LARGEST_FILE, check_for_staff, check_pdf
from certificates.examining import MOST_STREAMS, Obstacle, examine, is_modest
from certificates.models import Certificate, SigningChain
from certificates.services import replace_certificate, revoke_certificate
from certificates.services.making import _keep_chain
from certificates.signing import LocalKey
from certificates.storage import private_storage
from tests.certificates.signing.seal_double import seal
from tests.certificates.signing.timestamp_double import Authority
from tests.factories.certificates import make_certifiable_batch

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def key(keys: dict[str, Path]) -> LocalKey:
    return LocalKey(keys["P-256"])


@pytest.fixture(scope="module")
def signed(key: LocalKey, unsigned: bytes) -> bytes:
    return key.sign(unsigned).pdf


@pytest.fixture
def known(key: LocalKey) -> SigningChain:
    _keep_chain(key.chain)
    return SigningChain.objects.get()


def said(pdf: bytes) -> list[str]:
    verdict = check_pdf(pdf)
    assert not verdict.genuine
    return [finding.text for finding in verdict.findings if not finding.holds][1:]


def locked(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def with_more_text(pdf: bytes) -> bytes:
    from pyhanko.pdf_utils.generic import NumberObject, pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = NumberObject(180)
    writer.update_container(page)
    writer.write(out)
    return out.getvalue()


def bomb(filters: bytes, data: bytes) -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type /ObjStm/Filter " + filters + b"/Length "
        + str(len(data)).encode() + b">>\nstream\n" + data + b"\nendstream\nendobj\n%%EOF\n"
    )  # fmt: skip


def unsealed(pdf: bytes) -> bytes:
    """The signature taken out, the rest written anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.AcroForm
        del document.Root.Perms
        for page in document.pages:
            if "/Annots" in page:
                del page.Annots
        document.save(out)
    return out.getvalue()


HOSTILE: list[tuple[Callable[[bytes, LocalKey], bytes], list[str]]] = [
    (lambda pdf, key: b"GIF89a", ["This is not a PDF file."]),
    (lambda pdf, key: b"", ["This is not a PDF file."]),
    (lambda pdf, key: pdf.ljust(LARGEST_FILE + 1), ["The file is larger than 5 MB; our certificates are far smaller."]),
    (lambda pdf, key: locked(pdf), ["The file is locked with a password; ours never are."]),
    (
        lambda pdf, key: seal(seal(unsealed(pdf), key), key, "Kedua"),
        ["The file carries several electronic signatures; ours have one."],
    ),
    (lambda pdf, key: unsealed(pdf), ["The file carries no electronic signature of ours."]),
    (lambda pdf, key: with_more_text(pdf), ["Something was added after signing."]),
    (lambda pdf, key: pdf + b"\n% more\n", ["Something was added after signing."]),
    (lambda pdf, key: pdf[: len(pdf) // 2], ["The electronic signature cannot be read."]),
    (lambda pdf, key: pdf[:20], ["The electronic signature cannot be read."]),
    (lambda pdf, key: b"%PDF-1.7\n%%EOF", ["The electronic signature cannot be read."]),
]


@pytest.mark.parametrize(("change", "sentences"), HOSTILE)
def test_each_hostile_file_gets_its_sentence(
    change: Callable[[bytes, LocalKey], bytes], sentences: list[str], signed: bytes, key: LocalKey, known: SigningChain
) -> None:
    assert said(change(signed, key)) == sentences


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.6])
def test_a_changed_byte_is_told_wherever_it_is(place: float, signed: bytes, known: SigningChain) -> None:
    pdf = bytearray(signed)
    pdf[int(len(pdf) * place)] ^= 1

    assert said(bytes(pdf)) == ["The content was changed after it was signed."]


def test_another_sites_key_is_told(keys: dict[str, Path], unsigned: bytes, known: SigningChain) -> None:
    """Its name may be ours: keys are told apart by themselves."""
    assert said(LocalKey(keys["RSA"]).sign(unsigned).pdf) == [
        "The signature was made with a key that this site does not know."
    ]


def test_a_key_that_had_ended_is_told(unsigned: bytes, known: SigningChain, time_machine: Any, key: LocalKey) -> None:
    time_machine.move_to(timezone.now() + timedelta(days=5000))

    assert said(key.sign(unsigned).pdf) == [
        "The signature was made with a key of this site, Dermaga demo seal (internal), but not while the key was valid."
    ]


def test_a_file_that_would_unpack_to_gigabytes_is_not_unpacked(signed: bytes) -> None:
    zeros = zlib.compress(b"\0" * (40 * 1024 * 1024), 1)
    for filters, data in (
        (b"/FlateDecode", zeros),
        (b"[/FlateDecode /FlateDecode]", zlib.compress(zeros)),
        (b"/LZWDecode", b"x"),
        (b"/Fl#61teDecode", b"x"),
    ):
        assert not is_modest(bomb(filters, data))
        assert examine(bomb(filters, data)) is Obstacle.UNREADABLE
    assert is_modest(bomb(b"/FlateDecode", zlib.compress(b"\0" * 1024)))
    assert is_modest(signed)


def test_a_file_of_too_many_streams_is_not_read(signed: bytes) -> None:
    """Each is looked at, so a file that is nothing but their beginnings would keep the server busy for a minute."""
    assert is_modest(b"%PDF-1.7\n" + b"stream\n" * MOST_STREAMS)
    assert not is_modest(b"%PDF-1.7\n" + b"stream\n" * (MOST_STREAMS + 1))
    assert signed.count(b"stream\n") < MOST_STREAMS / 2


def test_what_comes_before_a_fault_counts(signed: bytes) -> None:
    zeros = zlib.compress(b"\0" * (20 * 1024 * 1024), 1)[:-8] + b"\xff" * 300
    once = bomb(b"/FlateDecode", zeros)

    assert is_modest(once)
    assert not is_modest(once + once)


def test_a_time_stamp_is_told(authority: Authority, key: LocalKey, unsigned: bytes, known: SigningChain) -> None:
    verdict = check_pdf(key.sign(unsigned).pdf)

    assert [finding.holds for finding in verdict.findings] == [False, True, True, True, True, True]
    assert verdict.findings[-1].text.startswith("A time stamp of Dermaga demo seal (internal) says that this was on")
    assert verdict.signature is not None
    assert verdict.signature.stamp is not None
    assert verdict.signature.moment == verdict.signature.stamp.moment


def stored(certificate: Certificate) -> bytes:
    with private_storage().open(certificate.file) as file:
        return bytes(file.read())


def validate(pdf: bytes, folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, bool]:
    (folder / "file.pdf").write_bytes(pdf)
    try:
        call_command("validate_certificate", str(folder / "file.pdf"), *options)
    except CommandError:
        return capsys.readouterr().out, False
    return capsys.readouterr().out, True


def test_the_command_says_what_holds_and_what_does_not(
    issued: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    paper, other = issued(make_certifiable_batch("Budi", "Citra"))
    pdf, others = stored(paper), stored(other)

    words, holds = validate(pdf, tmp_path, capsys)
    assert holds
    assert words.splitlines()[:4] == [
        f"✓ The file is, byte by byte, number {paper.number}, edition 1.",
        "✓ The certificate is valid.",
        "✓ The signature fits the content.",
        "✓ The signature covers the whole file.",
    ]
    assert "✗" not in words

    data = json.loads(validate(pdf, tmp_path, capsys, "--json")[0])
    assert (data["holds"], data["key"]["id"]) == (True, paper.chain.key_id)
    assert data["certificate"] == {"number": paper.number, "edition": 1, "state": "issued"}

    words, holds = validate(pdf[:-1], tmp_path, capsys)
    assert not holds
    assert f"✗ The file calls itself number {paper.number}, but other bytes were stored under it." in words

    with django_capture_on_commit_callbacks(execute=True):
        new = replace_certificate(certificate=paper, reason="Typo", actor=None)
    revoke_certificate(certificate=other, reason="Forged", actor=None)
    assert f"by number {new.number}: Typo" in validate(pdf, tmp_path, capsys)[0]
    words, holds = validate(others, tmp_path, capsys)
    assert (holds, "✗ It was revoked on " in words, ": Forged" in words) == (False, True, True)

    Certificate.objects.filter(pk=new.pk).update(expires_on="2021-01-01")
    newest = stored(Certificate.objects.get(pk=new.pk))
    assert "✗ It has expired; its last day was 1 January 2021." in validate(newest, tmp_path, capsys)[0]


def test_a_made_but_unissued_paper_is_told_to_staff_alone(issued: Any) -> None:
    [paper] = issued(make_certifiable_batch("Budi"))
    pdf = stored(paper)
    for fields, sentence in (
        ({"state": "reserved"}, "It is being made; nobody was given it yet."),
        ({"state": "void", "reason": "Given up"}, "Its number is void, nobody was given it: Given up"),
    ):
        Certificate.objects.update(**fields)

        assert sentence in [finding.text for finding in check_for_staff(pdf).findings if not finding.holds]
        assert check_pdf(pdf).certificate is None
        assert said(pdf) == []


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.pdf cannot be read: No such file"):
        call_command("validate_certificate", str(tmp_path / "nothing.pdf"))


def test_no_upload_breaks_the_page(issued: Any, client: Client, signed: bytes, key: LocalKey, settings: Any) -> None:
    settings.RATE_LIMITS = False
    [paper] = issued(make_certifiable_batch("Budi"))

    for change, _sentences in HOSTILE:
        pdf = change(signed, key)
        upload = SimpleUploadedFile("x.pdf", pdf, content_type="application/pdf")
        answer = client.post(f"/v/{paper.token}", {"file": upload, "consent": "on"})
        assert answer.status_code == (413 if len(pdf) > LARGEST_FILE else 200)
