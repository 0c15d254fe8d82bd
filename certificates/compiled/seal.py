"""A PAdES baseline signature (B-B), put together while the file is written: what pyHanko makes, in a fraction."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from certificates.signing import KeySigner, SigningError

BYTE_RANGE_WIDTH = 40
SLACK = 16
CERTIFIES = b"<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /V /1.2 /P 1>>>>"


class InlineSeal:
    """What is the same in all signatures of one key, and the few bytes that are not."""

    def __init__(self, signer: KeySigner) -> None:
        from asn1crypto import algos, cms, tsp
        from asn1crypto import x509 as asn1

        self._signer = signer
        chain = [asn1.Certificate.load(item.public_bytes(serialization.Encoding.DER)) for item in signer.certificates]
        first = chain[0]
        elliptic = isinstance(signer.certificates[0].public_key(), ec.EllipticCurvePublicKey)
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
        issuer = cms.IssuerAndSerialNumber({"issuer": first.issuer, "serial_number": first.serial_number})
        own = tsp.ESSCertIDv2(
            {
                "cert_hash": hashlib.sha256(first.dump()).digest(),
                "issuer_serial": {
                    "issuer": [asn1.GeneralName("directory_name", first.issuer)],
                    "serial_number": first.serial_number,
                },
            }
        )
        self._kind = cms.CMSAttribute({"type": "content_type", "values": ["data"]}).dump()
        self._own = cms.CMSAttribute(
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [own]})]}
        ).dump()
        self._digest = cms.CMSAttributeType("message_digest").dump()
        self._signer_head = tlv(0x02, b"\x01") + issuer.dump() + sha256.dump()
        algorithm = "sha256_ecdsa" if elliptic else "sha256_rsa"
        self._algorithm = algos.SignedDigestAlgorithm({"algorithm": algorithm}).dump()
        self._head = (
            tlv(0x02, b"\x01")
            + tlv(0x31, sha256.dump())
            + tlv(0x30, cms.ContentType("data").dump())
            + tlv(0xA0, b"".join(sorted(item.dump() for item in chain)))
        )
        self._data = cms.ContentType("signed_data").dump()
        # What one signature takes, and room for the byte or two by which another may be longer.
        self.size = len(self.cms(bytes(32))) + (SLACK if elliptic else 0)

    def cms(self, digest: bytes) -> bytes:
        attributes = (self._kind, tlv(0x30, self._digest + tlv(0x31, tlv(0x04, digest))), self._own)
        # DER wants a set in the order of its members' bytes; what is signed is the set, what is written its content.
        signed = b"".join(sorted(attributes))
        signature = self._signer.sign_raw(tlv(0x31, signed))
        info = tlv(0x30, self._signer_head + tlv(0xA0, signed) + self._algorithm + tlv(0x04, signature))
        return tlv(0x30, self._data + tlv(0xA0, tlv(0x30, self._head + tlv(0x31, info))))

    def dictionary(self, name: bytes, when: datetime | None = None) -> tuple[bytes, bytes]:
        """The signature's object before and after its content; the byte range is filled in by `sign`."""
        # The machine's time, as pyHanko takes it: a clock set to tell of another day must not date a signature.
        moment = (when or timezone.now()).strftime("D:%Y%m%d%H%M%S+00'00'")
        before = b"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <"
        after = b">/ByteRange [%b] /M (%b) /Name %b /Reference [%b]>>" % (
            *(b" " * BYTE_RANGE_WIDTH, moment.encode("ascii"), name, CERTIFIES),
        )
        return before, after

    def sign(self, pdf: bytearray, start: int) -> None:
        """Fill in the range and the signature of a document whose place for it, in brackets, begins at `start`."""
        end = start + 2 + 2 * self.size
        numbers = f"0 {start} {end} {len(pdf) - end}".ljust(BYTE_RANGE_WIDTH).encode("ascii")
        at = end + len(b"/ByteRange [")
        pdf[at : at + BYTE_RANGE_WIDTH] = numbers
        digest = hashlib.sha256(memoryview(pdf)[:start])
        digest.update(memoryview(pdf)[end:])
        content = self.cms(digest.digest())
        if len(content) > self.size:
            raise SigningError("a signature longer than the place kept for it")
        pdf[start + 1 : end - 1] = content.ljust(self.size, b"\0").hex().encode("ascii")


def tlv(tag: int, content: bytes) -> bytes:
    """DER: a tag, the length, the content."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content


@lru_cache(maxsize=4)
def inline_seal(signer: Any) -> InlineSeal:
    return InlineSeal(signer)
