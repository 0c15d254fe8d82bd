"""A private key and its chain in one PEM file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils.translation import gettext as _

from certificates.signing.backend import KeySigner
from certificates.signing.chains import check_fitness, check_order, check_validity, public_chain
from certificates.signing.errors import SigningUnavailableError


class LocalKey(KeySigner):
    """P-256, or RSA of 3,072 bits and more. Keeps the loaded key."""

    def __init__(self, path: Path) -> None:
        self._key, self.certificates = _read_pem(path)
        check_fitness(self._key.public_key(), path)
        check_order(self.certificates, path)
        self.chain = public_chain(self.certificates)

    def sign_raw(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return bytes(self._key.sign(data, ec.ECDSA(hashes.SHA256())))


def local_key(path: Path) -> LocalKey:
    """Loaded once per key file and renewed when the file changes; asked before each use whether it is valid now."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise SigningUnavailableError(missing_key(path)) from None
    backend = _loaded(path, changed)
    check_validity(backend.chain, path)
    return backend


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed: int) -> LocalKey:
    return LocalKey(path)


def missing_key(path: Path) -> str:
    return _(
        "The signing key %(path)s is missing or unreadable, so no certificate can be issued. "
        "Point CERTIFICATE_KEY_FILE at a PEM file with the key and its chain; for a demo, run manage.py make_demo_ca."
    ) % {"path": path}


def _read_pem(path: Path) -> tuple[Any, list[x509.Certificate]]:
    try:
        data = path.read_bytes()
    except OSError:
        raise SigningUnavailableError(missing_key(path)) from None
    try:
        key = serialization.load_pem_private_key(data, password=None)
        certificates = x509.load_pem_x509_certificates(data)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningUnavailableError(
            _("%(path)s must hold an unencrypted private key and its certificate chain in PEM.") % {"path": path}
        ) from error
    if key.public_key() != certificates[0].public_key():
        raise SigningUnavailableError(
            _("The first certificate in %(path)s does not belong to its private key.") % {"path": path}
        )
    return key, certificates
