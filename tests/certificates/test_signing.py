import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.utils import timezone

from certificates.conformance import conformance_findings
from certificates.demo_ca import SIGNER_DAYS, make_demo_ca
from certificates.production import Order, produce_many, render_and_sign
from certificates.signing import LocalKey, SigningUnavailableError, signing_backend, signing_unavailable_because
from core import clock
from tests.factories.certificates import facts, holder
from tests.programs import program

FORMAL = {"preset": "formal"}


@pytest.fixture(scope="module", params=["P-256", "RSA"])
def key_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "signer.pem"
    make_demo_ca(path, algorithm=request.param)
    return path


def pdfsig(path: Path) -> str:
    return subprocess.run([program("pdfsig"), "-nocert", str(path)], capture_output=True, check=False).stdout.decode()


def signed_parts(pdf: bytes) -> tuple[bytes, bytes]:
    """The signed bytes and the CMS signature, found the way a stranger would: from the byte range."""
    numbers = [int(word) for word in pdf.split(b"/ByteRange [")[1].split(b"]")[0].split()]
    content = pdf[numbers[0] : numbers[0] + numbers[1]] + pdf[numbers[2] : numbers[2] + numbers[3]]
    hexadecimal = pdf[numbers[1] + 1 : numbers[2] - 1]
    cms = bytes.fromhex(hexadecimal.decode("ascii"))
    assert cms[:2] == b"\x30\x82"
    return content, cms[: 4 + int.from_bytes(cms[2:4], "big")]


@pytest.fixture
def signed(key_file: Path, settings: Any, tmp_path: Path) -> Path:
    settings.CERTIFICATE_KEY_FILE = str(key_file)
    path = tmp_path / "signed.pdf"
    path.write_bytes(render_and_sign(facts(), FORMAL).pdf)
    return path


def test_poppler_finds_the_whole_document_signed(signed: Path) -> None:
    said = pdfsig(signed)

    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_openssl_agrees(signed: Path, key_file: Path, tmp_path: Path) -> None:
    content, cms = signed_parts(signed.read_bytes())
    (tmp_path / "content").write_bytes(content)
    (tmp_path / "cms").write_bytes(cms)

    verdict = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "content", "-binary"),
            *("-purpose", "any", "-CAfile", str(key_file.with_name("demo-root.pem")), "-out", "checked"),
        ],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert verdict.returncode == 0, verdict.stderr.decode()


def test_the_signed_document_still_conforms_and_is_sound(signed: Path) -> None:
    assert conformance_findings(signed.read_bytes()) == []
    assert signed.stat().st_size < 70_000
    assert subprocess.run([program("qpdf"), "--check", str(signed)], capture_output=True, check=False).returncode == 0


def test_one_flipped_byte_is_refused(signed: Path) -> None:
    pdf = bytearray(signed.read_bytes())
    pdf[5000] ^= 1
    signed.write_bytes(pdf)

    assert "Signature is Valid" not in pdfsig(signed)


def test_a_missing_key_stops_everything_in_plain_words(settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "nowhere.pem")

    with pytest.raises(SigningUnavailableError, match=r"nowhere\.pem is missing.*CERTIFICATE_KEY_FILE.*make_demo_ca"):
        signing_backend()
    with pytest.raises(SigningUnavailableError):
        produce_many([Order(facts().to_json(), FORMAL)])


def pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_a_key_that_is_not_the_certificates_is_refused(tmp_path: Path) -> None:
    make_demo_ca(tmp_path / "signer.pem")
    chain = (tmp_path / "signer.pem").read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
    (tmp_path / "mixed.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())) + chain[1] + chain[2])

    with pytest.raises(SigningUnavailableError, match="does not belong"):
        LocalKey(tmp_path / "mixed.pem")


def test_a_file_without_a_chain_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bare.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))

    with pytest.raises(SigningUnavailableError, match="private key and its certificate chain"):
        LocalKey(tmp_path / "bare.pem")


def test_a_key_that_runs_out_while_it_is_loaded_signs_no_more(settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "signer.pem")
    with clock.at(timezone.now() - timedelta(days=SIGNER_DAYS - 1) + timedelta(seconds=3)):
        make_demo_ca(tmp_path / "signer.pem")

    assert signing_unavailable_because() == ""
    time.sleep(4)
    assert "valid only from" in signing_unavailable_because()


@pytest.mark.parametrize(
    "content", [b"", b"no PEM at all", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_broken_key_file_is_said(content: bytes, settings: Any, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "signer.pem")
    (tmp_path / "signer.pem").write_bytes(content)

    assert "private key and its certificate chain in PEM" in signing_unavailable_because()


def test_the_demo_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "signer.pem"

    assert make_demo_ca(path)
    first = path.read_bytes()

    assert not make_demo_ca(path)
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600


def test_one_unprintable_person_does_not_stop_the_others(key_file: Path, settings: Any) -> None:
    settings.CERTIFICATE_KEY_FILE = str(key_file)
    good, bad = facts().to_json(), facts(holder=holder(name="Ab " * 90)).to_json()

    products = produce_many([Order(bad, FORMAL), Order(good, FORMAL)])

    assert products[0].problem == "The name is too long for the box."
    assert products[0].pdf == b""
    assert products[1].problem == ""
    assert len(products[1].sha256) == 64
