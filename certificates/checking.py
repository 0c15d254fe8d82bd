"""Checks a PDF, in words: is it ours, whole, unchanged, and signed by a key that we used? Only read, never kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pikepdf
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.choices import PUBLIC_STATES, CertificateState
from certificates.conformance import conformance_findings
from certificates.examining import Obstacle, Signature, examine
from certificates.models import Certificate, SigningChain

LARGEST_FILE = 5 * 1024 * 1024

OBSTACLES = {
    Obstacle.NO_PDF: gettext_lazy("This is not a PDF file."),
    Obstacle.LOCKED: gettext_lazy("The file is locked with a password; ours never are."),
    Obstacle.UNREADABLE: gettext_lazy("The electronic signature cannot be read."),
    Obstacle.UNSIGNED: gettext_lazy("The file carries no electronic signature of ours."),
    Obstacle.SEVERAL: gettext_lazy("The file carries several electronic signatures; ours have one."),
}


@dataclass(frozen=True)
class Finding:
    text: str
    holds: bool


@dataclass(frozen=True)
class Verdict:
    """`genuine`: every finding holds. `certificate` is the paper whose bytes these are, exactly."""

    genuine: bool
    findings: list[Finding]
    certificate: Certificate | None = None
    signature: Signature | None = None
    key: SigningChain | None = None


def check_pdf(pdf: bytes, expected: Certificate | None = None) -> Verdict:
    """For everybody: of papers that nobody was given, and of numbers, it tells nothing."""
    found = _with_these_bytes(pdf)
    if found is not None and found.state not in PUBLIC_STATES:
        found = None
    same = found is not None and (expected is None or found.pk == expected.pk)
    content = Finding(
        _("The file is, byte by byte, the certificate that was issued.")
        if same
        else _("The file is not the certificate that was issued: it was changed, or belongs to another page."),
        same,
    )
    return _verdict(pdf, found, [content], [])


def check_for_staff(pdf: bytes) -> Verdict:
    """Everything that is known: the number, the state of the paper, and what the document itself breaks, too."""
    found = _with_these_bytes(pdf)
    first = [_content(found, pdf), *([_standing(found)] if found else [])]
    return _verdict(pdf, found, first, [Finding(text, False) for text in conformance_findings(pdf)])


def _verdict(pdf: bytes, found: Certificate | None, before: list[Finding], after: list[Finding]) -> Verdict:
    if len(pdf) > LARGEST_FILE:
        too_large = Finding(_("The file is larger than 5 MB; our certificates are far smaller."), False)
        return Verdict(False, [*before, too_large], found)
    signature = examine(pdf, known=found is not None)
    if isinstance(signature, Obstacle):
        return Verdict(False, [*before, Finding(str(OBSTACLES[signature]), False), *after], found)
    key = SigningChain.objects.filter(key_id=signature.key_id).first()
    findings = [*before, *_signature_findings(signature, key), *after]
    return Verdict(all(finding.holds for finding in findings), findings, found, signature, key)


def _with_these_bytes(pdf: bytes) -> Certificate | None:
    papers = Certificate.objects.select_related("replaced_by")
    return papers.filter(sha256=hashlib.sha256(pdf).hexdigest()).first()


def _signature_findings(signature: Signature, key: SigningChain | None) -> Iterator[Finding]:
    yield Finding(
        _("The signature fits the content.") if signature.fits else _("The content was changed after it was signed."),
        signature.fits,
    )
    yield Finding(
        _("The signature covers the whole file.") if signature.whole else _("Something was added after signing."),
        signature.whole,
    )
    if signature.closed:
        yield Finding(_("The signature allows no changes."), True)
    if key is None:
        yield Finding(_("The signature was made with a key that this site does not know."), False)
    elif signature.moment is None or not signature.made_in_time:
        yield Finding(
            _("The signature was made with a key of this site, %(name)s, but not while the key was valid.")
            % {"name": key.common_name},
            False,
        )
    else:
        yield Finding(
            _("The signature was made with a key of this site, %(name)s, on %(day)s, while the key was valid.")
            % {"name": key.common_name, "day": _day(localtime(signature.moment).date())},
            True,
        )
    if signature.stamp is not None:
        stamp = {"name": signature.stamp.authority, "day": _day(localtime(signature.stamp.moment).date())}
        yield Finding(
            _("A time stamp of %(name)s says that this was on %(day)s.") % stamp
            if signature.stamp.fits
            else _("The time stamp of %(name)s does not belong to this signature.") % stamp,
            signature.stamp.fits,
        )


def _content(found: Certificate | None, pdf: bytes) -> Finding:
    if found is not None:
        number = {"number": found.number, "edition": found.edition}
        return Finding(_("The file is, byte by byte, number %(number)s, edition %(edition)d.") % number, True)
    if (claimed := _number_on(pdf)) is not None:
        return Finding(
            _("The file calls itself number %(number)s, but other bytes were stored under it.") % {"number": claimed},
            False,
        )
    return Finding(_("No certificate of this site has these bytes, and none has the number in its title."), False)


def _number_on(pdf: bytes) -> str | None:
    """Of the numbers that this site gave, the one that the title names: `Sertifikat NUMBER: NAME`."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            title = str(document.docinfo.get("/Title", ""))
    except Exception:  # see examine
        return None
    words = title.partition(": ")[0].split()[:12]
    said = [" ".join(words[start:]) for start in range(len(words))]
    return Certificate.objects.filter(number__in=said).values_list("number", flat=True).first()


def _standing(certificate: Certificate) -> Finding:
    since = _day(localtime(certificate.changed_at).date()) if certificate.changed_at else ""
    told = {"day": since, "reason": certificate.reason}
    if certificate.standing == CertificateState.ISSUED:
        return Finding(_("The certificate is valid."), True)
    if certificate.standing == CertificateState.REPLACED and certificate.replaced_by is not None:
        told["number"] = certificate.replaced_by.number
        return Finding(_("It was replaced on %(day)s by number %(number)s: %(reason)s") % told, False)
    if certificate.standing == CertificateState.REVOKED:
        return Finding(_("It was revoked on %(day)s: %(reason)s") % told, False)
    if certificate.standing == CertificateState.EXPIRED:
        ended = {"day": _day(certificate.expires_on) if certificate.expires_on else since}
        return Finding(_("It has expired; its last day was %(day)s.") % ended, False)
    if certificate.standing == CertificateState.VOID:
        return Finding(_("Its number is void, nobody was given it: %(reason)s") % told, False)
    return Finding(_("It is being made; nobody was given it yet."), False)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
