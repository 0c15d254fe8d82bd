"""A file that somebody else sealed for us: nothing of it is believed before it was looked at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from certificates.signing.chains import PublicChain, asn1_chain, public_chain
from certificates.signing.errors import BrokenFileError, ForeignSealError, ReturnedFileError, SigningError
from certificates.signing.unchanged import changed_part

# Either will do: certificates for seals carry one of them, or both.
USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
ENDED = {AdESIndeterminate.EXPIRED, AdESIndeterminate.NOT_YET_VALID, AdESIndeterminate.OUT_OF_BOUNDS_NO_POE}


@dataclass(frozen=True)
class Expected:
    """Whose seal is ours: under these roots and, where it is set, with these parts of the name (`CN=…,O=…`)."""

    roots: Sequence[x509.Certificate]
    subject: x509.Name | None = None
    largest: tuple[float, float] = (0, 0)


def checked_chain(sealed: bytes, sent: bytes, expected: Expected) -> PublicChain:
    """Whose seal it is; raises SigningError unless it is our document, whole, and the seal is ours."""
    if not sealed.startswith(b"%PDF-"):
        raise BrokenFileError(_("The seal service returned something that is no PDF."))
    if not sealed.startswith(sent):
        raise ReturnedFileError(
            _("The seal service returned another document than it was sent, or rewrote it before sealing.")
        )
    try:
        return _chain(sealed, sent, expected)
    except SigningError:
        raise
    except Exception as error:  # a broken file breaks its reader in ways without number
        raise BrokenFileError(
            _("The seal service returned a file whose seal cannot be read: %(error)s") % {"error": type(error).__name__}
        ) from error


def _chain(sealed: bytes, sent: bytes, expected: Expected) -> PublicChain:
    reader = PdfFileReader(io.BytesIO(sealed))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise ReturnedFileError(_("The seal service returned a file without a seal, or with several."))
    if signatures[0].sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        raise ReturnedFileError(_("The seal that came back is not of the form PAdES (ETSI.CAdES.detached)."))
    status: Any = validate_pdf_signature(
        signatures[0],
        signer_validation_context=ValidationContext(
            trust_roots=asn1_chain(expected.roots),
            allow_fetching=False,
            revocation_mode="soft-fail",
        ),
        key_usage_settings=USAGE,
    )
    if not (status.intact and status.valid):
        raise BrokenFileError(_("The seal service returned a file whose seal does not fit its content."))
    if status.coverage.name != "ENTIRE_FILE":
        raise ReturnedFileError(_("The seal that came back does not cover the whole file."))
    if (what := changed_part(sent, sealed, expected.largest)) is not None:
        raise ReturnedFileError(
            _("The seal service changed the document while it sealed it: %(part)s") % {"part": what}
        )
    if not status.trusted:
        raise ForeignSealError(_distrust(status))
    signer = x509.load_der_x509_certificate(status.signing_cert.dump())
    if missing := _missing_names(signer.subject, expected.subject):
        raise ForeignSealError(
            _(
                "The seal that came back is not the one of this office: %(name)s is missing in it, "
                "which BSRE_SEAL_SUBJECT asks for."
            )
            % {"name": missing}
        )
    path = status.validation_path
    return public_chain([x509.load_der_x509_certificate(item.dump()) for item in reversed(list(path.iter_certs(True)))])


def _distrust(status: Any) -> str:
    found = status.trust_problem_indic
    if found in ENDED:
        return _("The certificate of the seal that came back has ended, or not begun.")
    if found is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        return _("The certificate of the seal that came back is not meant for sealing documents.")
    return _("The seal that came back is none of BSrE: look at BSRE_ROOT_FILE.")


def _missing_names(subject: x509.Name, wanted: x509.Name | None) -> str:
    has = {(item.oid, item.value) for item in subject}
    return ", ".join(item.rfc4514_string() for item in wanted or [] if (item.oid, item.value) not in has)
