from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from django.utils import timezone

from certificates.demo_ca import SIGNER_DAYS, _certificate, _name, make_demo_ca
from certificates.production import Order, produce_many
from certificates.signing import LocalKey, SigningUnavailableError, signing_backend, signing_unavailable_because
from certificates.signing.chains import public_chain
from tests.factories.certificates import facts, holder

FORMAL = {"preset": "formal"}


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


def test_a_key_that_runs_out_while_it_is_loaded_signs_no_more(settings: Any, tmp_path: Path, time_machine: Any) -> None:
    settings.CERTIFICATE_KEY_FILE = str(tmp_path / "signer.pem")
    make_demo_ca(tmp_path / "signer.pem")

    assert signing_unavailable_because() == ""
    time_machine.move_to(timezone.now() + timedelta(days=SIGNER_DAYS))
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


def test_one_unprintable_person_does_not_stop_the_others(keys: dict[str, Path], settings: Any) -> None:
    settings.CERTIFICATE_KEY_FILE = str(keys["P-256"])
    good, bad = facts().to_json(), facts(holder=holder(name="Ab " * 90)).to_json()

    products = produce_many([Order(bad, FORMAL), Order(good, FORMAL)])

    assert products[0].problem == "The name is too long for the box."
    assert products[0].pdf == b""
    assert products[1].problem == ""
    assert len(products[1].sha256) == 64


def test_certificates_that_are_no_chain_are_refused(tmp_path: Path) -> None:
    for name in ("signer.pem", "other.pem"):
        make_demo_ca(tmp_path / name)
    stranger = (tmp_path / "demo-root.pem").read_text()
    text = (tmp_path / "signer.pem").read_text()
    head, end = text.split("-----END CERTIFICATE-----", 1)[0], "-----END CERTIFICATE-----\n"
    (tmp_path / "mixed.pem").write_text(head + end + stranger)

    with pytest.raises(SigningUnavailableError, match=r"mixed\.pem are no chain: each has to be followed by"):
        LocalKey(tmp_path / "mixed.pem")


def test_a_curve_is_called_by_its_name() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    name = _name("Another authority")
    assert public_chain([_certificate(name, name, key.public_key(), key, 30, authority=True)]).algorithm == "P-384"
