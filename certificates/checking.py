"""Checks an uploaded PDF: is it ours, whole, unchanged, and signed by a key that we used?"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certificates.choices import PUBLIC_STATES
from certificates.models import Certificate, SigningChain

LARGEST_FILE = 5 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    text: str
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """`certificate` is the paper whose bytes these are, exactly."""

    genuine: bool
    findings: list[Finding]
    certificate: Certificate | None = None


def check_pdf(pdf: bytes, expected: Certificate | None = None) -> Verdict:
    """Genuine when every finding holds. The file is only read, never kept."""
    found = Certificate.objects.filter(sha256=hashlib.sha256(pdf).hexdigest(), state__in=PUBLIC_STATES).first()
    same = found is not None and (expected is None or found.pk == expected.pk)
    findings = [
        Finding(
            _("The file is, byte by byte, the certificate that was issued.")
            if same
            else _("The file is not the certificate that was issued: it was changed, or belongs to another page."),
            same,
        ),
        *_signature_findings(pdf),
    ]
    return Verdict(all(finding.holds for finding in findings), findings, found)


def _signature_findings(pdf: bytes) -> list[Finding]:
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to import, and asked for seldom

    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(signatures) != 1:
            return [Finding(_("The file carries no electronic signature of ours."), False)]
        status = _validate(signatures[0])
    except Exception:  # a hostile file breaks its reader in ways without number; none of them is our file's
        return [Finding(_("The electronic signature cannot be read."), False)]
    intact = bool(status.intact and status.valid)
    whole = bool(status.coverage.name == "ENTIRE_FILE" and status.docmdp_ok is not False)
    return [
        Finding(
            _("The signature fits the content.") if intact else _("The content was changed after it was signed."),
            intact,
        ),
        Finding(_("The signature covers the whole file.") if whole else _("Something was added after signing."), whole),
        Finding(
            _("The signature was made with a key of this site.")
            if status.trusted
            else _("The signature was made with a key that this site does not know."),
            bool(status.trusted),
        ),
    ]


def _validate(signature: Any) -> Any:
    from asn1crypto import pem, x509
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    roots = []
    for chain in SigningChain.objects.values_list("pem", flat=True):
        certificates = [
            x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(chain.encode(), multiple=True)
        ]
        roots.append(certificates[-1])
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, moment=signature.self_reported_timestamp, revocation_mode="soft-fail"
    )
    return validate_pdf_signature(
        signature,
        signer_validation_context=context,
        key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"}),
    )
