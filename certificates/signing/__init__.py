"""Seals a document so that one changed byte shows. No key ever leaves this package; without one nothing is issued."""

from certificates.signing.backend import BYTES_RESERVED, SIGNATURE_FIELD, KeySigner, Sealed, SigningBackend
from certificates.signing.chains import PublicChain
from certificates.signing.choosing import (
    chain_in_use,
    check_seal,
    configured_seal,
    forget_sealed,
    not_set_up_because,
    signing_backend,
    signing_unavailable_because,
)
from certificates.signing.errors import OtherSealError, SigningError, SigningUnavailableError
from certificates.signing.local import LocalKey

__all__ = [
    "BYTES_RESERVED",
    "SIGNATURE_FIELD",
    "KeySigner",
    "LocalKey",
    "OtherSealError",
    "PublicChain",
    "Sealed",
    "SigningBackend",
    "SigningError",
    "SigningUnavailableError",
    "chain_in_use",
    "check_seal",
    "configured_seal",
    "forget_sealed",
    "not_set_up_because",
    "signing_backend",
    "signing_unavailable_because",
]
