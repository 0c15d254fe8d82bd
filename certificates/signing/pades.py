"""A PAdES signature by pyHanko that leaves PDF/A-3 and PDF/UA whole. Slow to import: for workers only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.backend import BYTES_RESERVED, BYTES_RESERVED_STAMPED, SIGNATURE_FIELD
from certificates.signing.chains import asn1_chain
from certificates.signing.errors import SigningError, SigningUnavailableError, shown
from certificates.signing.timestamps import AuthorityTimeStamper

if TYPE_CHECKING:
    from certificates.signing.backend import KeySigner


def sign_pdf(key: KeySigner, pdf: bytes) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
        name=settings.SITE_NAME,
    )
    # Outside the page: PDF/UA wants every visible annotation tagged, PDF/A forbids the hidden flag.
    spec = fields.SigFieldSpec(
        SIGNATURE_FIELD,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
    )
    out, stamped = io.BytesIO(), bool(settings.TIMESTAMP_URL)
    try:
        signers.PdfSigner(
            metadata, KeptKeySigner(key), new_field_spec=spec, timestamper=_timestamper() if stamped else None
        ).sign_pdf(
            UnchangingWriter(io.BytesIO(pdf)),
            output=out,
            bytes_reserved=BYTES_RESERVED_STAMPED if stamped else BYTES_RESERVED,
        )
    except (ValueError, OSError) as error:
        if stamped and "larger than expected" in str(error):
            raise SigningUnavailableError(
                _("The time stamp of %(url)s is larger than the room that is kept for it.")
                % {"url": shown(settings.TIMESTAMP_URL)}
            ) from error
        raise SigningError(_("Signing failed: %(error)s") % {"error": error}) from error
    return out.getvalue()


def _timestamper() -> Any:
    return AuthorityTimeStamper()  # type: ignore[no-untyped-call]


class UnchangingWriter(IncrementalPdfFileWriter):
    """Without what breaks PDF/A-3: pyHanko would drop the metadata's extension schema and call the file PDF 2.0."""

    def _update_meta(self) -> None:
        pass

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        pass


class KeptKeySigner(Signer):
    """pyHanko's own signer loads the key anew for each signature: three quarters of its time."""

    def __init__(self, key: KeySigner) -> None:
        chain = asn1_chain(key.certificates)
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise SigningError(_("Keys of this site sign SHA-256 only, not %(name)s.") % {"name": digest_algorithm})
        return self._key.sign_raw(data)
