"""A file that somebody else sealed for us: nothing of it is believed before it was looked at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from cryptography import x509
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from certificates.signing.chains import PublicChain, public_chain
from certificates.signing.errors import SigningUnavailableError
from certificates.signing.pades import asn1_chain

SEALS_OWN_KEYS = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version"}


def checked_chain(sealed: bytes, sent: bytes, roots: Sequence[x509.Certificate]) -> PublicChain:
    """Whose seal it is; raises SigningUnavailableError unless it is our document, whole, sealed under those roots."""
    if not sealed.startswith(b"%PDF-"):
        raise SigningUnavailableError(_("The seal service returned something that is no PDF."))
    if not sealed.startswith(sent):
        raise SigningUnavailableError(
            _("The seal service returned another document than it was sent, or rewrote it before sealing.")
        )
    try:
        return _chain(sealed, sent, roots)
    except SigningUnavailableError:
        raise
    except Exception as error:  # a broken file breaks its reader in ways without number
        raise SigningUnavailableError(
            _("The seal service returned a file whose seal cannot be read: %(error)s") % {"error": type(error).__name__}
        ) from error


def _chain(sealed: bytes, sent: bytes, roots: Sequence[x509.Certificate]) -> PublicChain:
    reader = PdfFileReader(io.BytesIO(sealed))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        raise SigningUnavailableError(_("The seal service returned a file without a seal, or with several."))
    status: Any = validate_pdf_signature(
        signatures[0],
        signer_validation_context=ValidationContext(
            trust_roots=asn1_chain(roots),
            allow_fetching=False,
            revocation_mode="soft-fail",
        ),
        key_usage_settings=KeyUsageConstraints(match_all_key_usages=False),
    )
    if not (status.intact and status.valid):
        raise SigningUnavailableError(_("The seal service returned a file whose seal does not fit its content."))
    if status.coverage.name != "ENTIRE_FILE":
        raise SigningUnavailableError(_("The seal that came back does not cover the whole file."))
    if not status.trusted:
        raise SigningUnavailableError(_("The seal that came back is none of BSrE: look at BSRE_ROOT_FILE."))
    if (what := changed_part(sent, sealed)) is not None:
        raise SigningUnavailableError(
            _("The seal service changed the document while it sealed it: %(part)s") % {"part": what}
        )
    path = status.validation_path
    return public_chain([x509.load_der_x509_certificate(item.dump()) for item in reversed(list(path.iter_certs(True)))])


def changed_part(sent: bytes, sealed: bytes) -> str | None:
    """The first object of ours that reads otherwise in the sealed file; the seal may add itself, and nothing else.

    That our bytes come first is not enough: what was written after them could show other pages.
    """
    with pikepdf.open(io.BytesIO(sent)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        may_change: dict[Any, set[str]] = {page.objgen: {"/Annots"} for page in before.pages}
        may_change[before.Root.objgen] = SEALS_OWN_KEYS
        free: set[Any] = {before.Root.get("/Metadata", before.Root).objgen, before.docinfo.objgen} - {
            before.Root.objgen
        }
        for thing in before.objects:
            kind = str(thing.get("/Type", "")) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else ""
            if thing.objgen in free or kind in ("/XRef", "/ObjStm"):
                continue
            if not _alike(thing, after.get_object(*thing.objgen), may_change.get(thing.objgen, set())):
                return f"{thing.objgen[0]} {kind}".strip()
    return None


def _alike(one: Any, other: Any, but_for: set[str]) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, pikepdf.Stream) and bytes(one.read_raw_bytes()) != bytes(other.read_raw_bytes()):
        return False
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        keys = (set(one.keys()) | set(other.keys())) - but_for
        return all(key in one and key in other and _text(one[key]) == _text(other[key]) for key in keys)
    return bool(_text(one) == _text(other))


def _text(thing: Any) -> Any:
    """References stay references: what they lead to is looked at by itself."""
    return thing.unparse() if isinstance(thing, pikepdf.Object) else thing
