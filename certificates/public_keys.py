"""What anybody may know of the keys that sign: names, fingerprints, how long they hold. Old ones stay for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from certificates.models import SigningChain
from certificates.signing import chain_in_use

# The names of files are those that the page tells people to choose; a test runs these lines.
SHELL_LINES = r"""pdfsig -dump sertifikat.pdf
set -- $(grep -aoE '/ByteRange ?\[[0-9 ]+' sertifikat.pdf | tr -cd '0-9 ')
{ head -c "$2" sertifikat.pdf; tail -c "$4" sertifikat.pdf; } > isi
openssl cms -verify -inform DER -in sertifikat.pdf.sig0 -content isi -binary \
  -purpose any -partial_chain -CAfile rantai.pem -out /dev/null"""


@dataclass(frozen=True)
class PublicKey:
    chain: SigningChain
    issuer: str
    certificates: list[tuple[str, str]]  # serial number and fingerprint, the newest first
    in_use: bool


def public_keys() -> list[PublicKey]:
    """Every key that has signed a paper, the newest first."""
    now = chain_in_use()
    return [_public_key(chain, now is not None and now.key_id == chain.key_id) for chain in SigningChain.objects.all()]


def _public_key(chain: SigningChain, in_use: bool) -> PublicKey:
    bag = x509.load_pem_x509_certificates(chain.pem.encode())
    names: list[Any] = bag[0].issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return PublicKey(
        chain=chain,
        issuer=str(names[0].value) if names else bag[0].issuer.rfc4514_string(),
        certificates=[
            (f"{item.serial_number:X}", item.fingerprint(hashes.SHA256()).hex(" ", 2).upper())
            for item in bag
            if item.public_key() == bag[0].public_key()
        ],
        in_use=in_use,
    )
