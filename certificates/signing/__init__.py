"""Seals a document so that one changed byte shows. No key ever leaves this package; without one nothing is issued."""

from certificates.signing.backend import BYTES_RESERVED, SIGNATURE_FIELD, KeySigner, Sealed, SigningBackend
from certificates.signing.chains import PublicChain
from certificates.signing.choosing import signing_backend, signing_unavailable_because
from certificates.signing.errors import SigningError, SigningUnavailableError
from certificates.signing.local import LocalKey

__all__ = [
    "BYTES_RESERVED",
    "SIGNATURE_FIELD",
    "KeySigner",
    "LocalKey",
    "PublicChain",
    "Sealed",
    "SigningBackend",
    "SigningError",
    "SigningUnavailableError",
    "signing_backend",
    "signing_unavailable_because",
]
