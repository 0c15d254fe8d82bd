"""A key is changed by changing its file; what the old one signed stays checkable for ever."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.core.checks import Warning as CheckWarning
from django.test import Client
from django.utils import timezone

from certificates.checking import check_pdf
from certificates.checks import the_key_holds_for_long, the_seal_is_asked_for_safely, the_seal_stays_invisible
from certificates.demo_ca import SIGNER_DAYS, _certificate, make_demo_ca
from certificates.models import SigningChain
from certificates.public_keys import SHELL_LINES, public_keys
from certificates.services.making import _keep_chain
from certificates.signing import LocalKey
from certificates.signing.chains import public_chain
from certificates.storage import private_storage
from tests.factories.certificates import make_certifiable_batch
from tests.programs import program


@pytest.fixture
def key_file(signing_key: Path) -> Iterator[Path]:
    """The one in use, put back afterwards."""
    before = signing_key.read_bytes()
    yield signing_key
    signing_key.write_bytes(before)


@pytest.mark.django_db
def test_the_next_paper_is_signed_by_the_new_key_and_the_old_one_stays_checkable(issued: Any, key_file: Path) -> None:
    [old] = issued(make_certifiable_batch("Budi"))
    key_file.unlink()
    make_demo_ca(key_file)
    [new] = issued(make_certifiable_batch("Citra"))

    assert {old.chain.key_id, new.chain.key_id} == set(SigningChain.objects.values_list("key_id", flat=True))
    assert old.chain.key_id != new.chain.key_id
    for paper in (old, new):
        with private_storage().open(paper.file) as file:
            verdict = check_pdf(file.read())
        assert (verdict.genuine, verdict.certificate, verdict.key) == (True, paper, paper.chain)


def test_a_check_warns_sixty_days_before_the_end_and_after_it(settings: Any, tmp_path: Path, time_machine: Any) -> None:
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "signer.pem")
    assert the_key_holds_for_long() == []
    make_demo_ca(tmp_path / "signer.pem")
    end = timezone.now() + timedelta(days=SIGNER_DAYS - 1)

    def warned(days_before: int) -> list[str | None]:
        time_machine.move_to(end - timedelta(days=days_before), tick=False)
        found = the_key_holds_for_long()
        assert all(isinstance(warning, CheckWarning) and "docs/operations.md" in str(warning.hint) for warning in found)
        return [warning.id for warning in found]

    assert [warned(days) for days in (61, 59, 1, -1)] == [
        [],
        ["certificates.W003"],
        ["certificates.W003"],
        ["certificates.W004"],
    ]


def test_a_visible_seal_is_warned_of(settings: Any) -> None:
    settings.BSRE_APPEARANCE = "VISIBLE"
    assert the_seal_stays_invisible() == []
    settings.CERTIFICATE_SIGNING_BACKEND = "bsre"

    assert [warning.id for warning in the_seal_stays_invisible()] == ["certificates.W005"]


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("http://esign.kantor.go.id", ["certificates.W006", "certificates.W007"]),
        ("http://127.0.0.1:8080", ["certificates.W007"]),
        ("http://esign:8080", ["certificates.W007"]),
        ("https://esign.kantor.go.id", ["certificates.W007"]),
    ],
)
def test_a_seal_asked_for_openly_or_of_anybody_is_warned_of(settings: Any, address: str, ids: list[str]) -> None:
    settings.BSRE_URL = address
    assert the_seal_is_asked_for_safely() == []
    settings.CERTIFICATE_SIGNING_BACKEND = "bsre"

    assert [warning.id for warning in the_seal_is_asked_for_safely()] == ids


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [1, 2])
def test_the_page_shows_every_key_in_one_query(
    kept: int, client: Client, keys: dict[str, Path], settings: Any, django_assert_num_queries: Any
) -> None:
    settings.CERTIFICATE_KEY_FILE = str(keys["P-256"])
    for path in list(keys.values())[:kept]:
        _keep_chain(LocalKey(path).chain)
    client.cookies["django_language"] = "en"

    with django_assert_num_queries(1):
        page = client.get("/signing-keys/").content.decode()

    assert page.count("Download (PEM)") == kept
    assert page.count("in use now") == 1
    for path in list(keys.values())[:kept]:
        chain = LocalKey(path).chain
        assert f"/signing-keys/{chain.key_id}.pem" in page
        assert f"{LocalKey(path).certificates[0].serial_number:X}" in page
    assert "PRIVATE" not in page


@pytest.mark.django_db
def test_a_key_with_a_new_certificate_shows_both(keys: dict[str, Path]) -> None:
    """Its authority may renew the certificate of the same key: papers of either are ours."""
    certificates = LocalKey(keys["P-256"]).certificates
    new = public_chain(certificates)
    old = replace(new, pem=renewed(keys["P-256"]), not_after=new.not_after - timedelta(days=300))
    _keep_chain(old)
    _keep_chain(new)
    _keep_chain(new)

    kept = SigningChain.objects.get()
    assert (kept.pem, kept.not_after) == (new.pem + old.pem, new.not_after)
    assert len(public_keys()[0].certificates) == 2


def renewed(path: Path) -> str:
    """Another certificate of the same key."""
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    public, name = key.public_key(), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Earlier")])
    made = _certificate(name, name, public, key, 30, authority=False)
    return made.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.django_db
def test_the_lines_of_the_page_verify_a_paper(
    client: Client, keys: dict[str, Path], unsigned: bytes, tmp_path: Path
) -> None:
    """The commands that people are told to type, with the chain as they download it."""
    key = LocalKey(keys["P-256"])
    _keep_chain(key.chain)
    answer = client.get(f"/signing-keys/{key.chain.key_id}.pem")
    assert answer["Content-Disposition"] == f'attachment; filename="rantai-{key.chain.key_id[:8]}.pem"'
    (tmp_path / "rantai.pem").write_bytes(answer.content)

    def lines_agree(pdf: bytes) -> bool:
        (tmp_path / "sertifikat.pdf").write_bytes(pdf)
        program("pdfsig")
        done = subprocess.run(["bash", "-ec", SHELL_LINES], cwd=tmp_path, capture_output=True, check=False)
        return done.returncode == 0

    pdf = bytearray(key.sign(unsigned).pdf)
    assert lines_agree(bytes(pdf))
    pdf[5000] ^= 1
    assert not lines_agree(bytes(pdf))


@pytest.mark.django_db
def test_an_unknown_key_is_not_found(client: Client) -> None:
    assert client.get(f"/signing-keys/{'0' * 32}.pem").status_code == 404
    assert client.get("/signing-keys/../../keys/signer.pem").status_code == 404
