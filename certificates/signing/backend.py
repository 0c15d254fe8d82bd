"""What every way of signing promises, and what those that hold a key have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography import x509
from django.conf import settings

from certificates.choices import Seal
from certificates.signing.chains import PublicChain

SIGNATURE_FIELD = "DermagaSignature"
BYTES_RESERVED = 12 * 1024
BYTES_RESERVED_STAMPED = 24 * 1024


@dataclass(frozen=True)
class Sealed:
    """A signed document, and the chain of the key that signed it."""

    pdf: bytes
    chain: PublicChain


class SigningBackend(Protocol):
    """A way to sign: a key file, a PKCS#11 token, or the state's seal service."""

    seal: Seal

    @property
    def chain(self) -> PublicChain | None:
        """The key in use; None where only the signed file tells it."""
        ...

    def sign(self, pdf: bytes, token: str = "") -> Sealed:
        """The same document, certified and closed to changes; raises SigningError.

        `token` names the paper: signed again under the same token, it costs no second seal where that can be known.
        """
        ...


class KeySigner(ABC):
    """Holds a key here, or a session with it: it can sign any bytes, and so also a document in one stroke.

    Signatures are ECDSA (DER) or RSA PKCS#1 v1.5, over SHA-256.
    """

    seal = Seal.INTERNAL
    certificates: Sequence[x509.Certificate]
    chain: PublicChain

    @property
    def signs_inline(self) -> bool:
        """Whether a bare signature in the place kept for it is all that is asked for: no time stamp is."""
        return not settings.TIMESTAMP_URL

    @abstractmethod
    def sign_raw(self, data: bytes) -> bytes:
        """The bare signature of `data`; raises SigningError."""

    def sign(self, pdf: bytes, token: str = "") -> Sealed:
        from certificates.signing.pades import sign_pdf  # slow to import: workers only

        return Sealed(sign_pdf(self, pdf), self.chain)
