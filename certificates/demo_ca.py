"""A certificate authority for demos and tests: its name says that nobody should trust it."""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from core import clock

ROOT_DAYS, SIGNER_DAYS = 3650, 730


def make_demo_ca(path: Path, *, algorithm: str = "P-256") -> bool:
    """Write key and chain to `path` (mode 600) and the root beside it; leave an existing file alone."""
    if path.exists():
        return False
    root_key, key = _new_key(algorithm), _new_key(algorithm)
    root_name = _name("Dermaga demo root (do not trust)")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, ROOT_DAYS, authority=True)
    name = _name("Dermaga demo seal (internal)")
    signer = _certificate(name, root_name, key.public_key(), root_key, SIGNER_DAYS, authority=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(private + signer.public_bytes(pem) + root.public_bytes(pem))
    path.with_name("demo-root.pem").write_bytes(root.public_bytes(pem))
    unfinished.rename(path)
    return True


def make_demo_badge_key(path: Path) -> bool:
    """Write an Ed25519 key for badges to `path` (mode 600); leave an existing file alone."""
    if path.exists():
        return False
    key = ed25519.Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(pem)
    unfinished.rename(path)
    return True


def _new_key(algorithm: str) -> Any:
    if algorithm == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dermaga demo"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: Any, issuer_key: Any, days: int, *, authority: bool
) -> x509.Certificate:
    start = clock.now() - dt.timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
