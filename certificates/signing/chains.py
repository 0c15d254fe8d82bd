"""The public half of a key: what is kept of it, and whether it holds now."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.signing.errors import SigningUnavailableError

SMALLEST_RSA = 3072
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


@dataclass(frozen=True)
class PublicChain:
    """What anybody needs to check a signature: the signer's certificate and those above it, in PEM."""

    key_id: str
    algorithm: str
    subject: str
    pem: str
    not_before: Any
    not_after: Any


def public_chain(certificates: Sequence[x509.Certificate]) -> PublicChain:
    """Of certificates in order, the signer's first."""
    signer = certificates[0]
    public = signer.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return PublicChain(
        key_id=hashlib.sha256(public).hexdigest()[:32],
        algorithm=_algorithm(signer.public_key()),
        subject=signer.subject.rfc4514_string(),
        pem="".join(item.public_bytes(serialization.Encoding.PEM).decode("ascii") for item in certificates),
        not_before=signer.not_valid_before_utc,
        not_after=signer.not_valid_after_utc,
    )


def _algorithm(public_key: Any) -> str:
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        return CURVES.get(public_key.curve.name, public_key.curve.name)
    return "RSA" if isinstance(public_key, rsa.RSAPublicKey) else type(public_key).__name__[:20]


def check_order(certificates: Sequence[x509.Certificate], where: object) -> None:
    """Each is signed by the next: a file in another order, or of strangers, proves nothing to who checks a paper."""
    for lower, upper in itertools.pairwise(certificates):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature):
            raise SigningUnavailableError(
                _("The certificates in %(path)s are no chain: each has to be followed by the one that signed it.")
                % {"path": where}
            ) from None


def read_chain(path: Path) -> list[x509.Certificate]:
    """Of a file without a key, such as that of a token or of the roots that are trusted."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        raise SigningUnavailableError(
            _("%(path)s is missing or holds no certificates in PEM (for a key, its own first).") % {"path": path}
        ) from None


def check_fitness(public_key: Any, where: object) -> None:
    """P-256, or RSA of 3,072 bits and more: pdfsig cannot check Ed25519."""
    fit = (isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1)) or (
        isinstance(public_key, rsa.RSAPublicKey) and public_key.key_size >= SMALLEST_RSA
    )
    if not fit:
        raise SigningUnavailableError(
            _("The key in %(path)s is of a kind that is not supported: use P-256 or RSA with 3,072 bits or more.")
            % {"path": where}
        )


def check_validity(chain: PublicChain, where: object) -> None:
    """Asked before each use, by the machine's own clock: the signature carries that time, whatever a test tells."""
    if not chain.not_before <= timezone.now() <= chain.not_after:
        raise SigningUnavailableError(
            _("The signer's certificate in %(path)s is valid only from %(start)s to %(end)s.")
            % {"path": where, "start": chain.not_before.date(), "end": chain.not_after.date()}
        )


def asn1_chain(certificates: Sequence[x509.Certificate]) -> list[Any]:
    """As pyHanko takes them."""
    from asn1crypto import x509 as asn1  # workers only

    return [asn1.Certificate.load(item.public_bytes(serialization.Encoding.DER)) for item in certificates]
