"""Reads shaped for screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from certificates.choices import CertificateKind, CertificateState
from certificates.freezing import day_of_issue
from certificates.models import BatchCertificateSetup, Certificate, CertificateSeries, NumberingScheme
from certificates.numbering import NumberParts, format_number
from certificates.qr import is_token, read_token
from courses.models import Batch
from members import nip

JSON_VERSION = 1


@dataclass(frozen=True)
class PublicFace:
    """All that a stranger may learn of one certificate: nothing else reaches the page or the JSON."""

    state: str
    state_label: str
    number: str
    edition: int
    issued_on: date
    changed_at: datetime | None
    reason: str
    sha256: str
    replaced_by: str
    hidden: bool
    name: str = ""
    masked_number: str = ""
    office: str = ""
    course: str = ""
    batch: str = ""
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    jp: str = ""
    issuer: str = ""
    passed: bool = False
    kind: str = ""
    kind_label: str = ""
    role: str = ""
    completed: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As documented in docs/certificates.md; a field that would change its meaning gets a new version."""
        withheld = {"state_label", "kind_label", *({"passed"} if self.hidden or self.kind != "participant" else ())}
        data = {key: value for key, value in self.__dict__.items() if value not in ("", None) and key not in withheld}
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}
        return {"version": JSON_VERSION, **plain}


def certificate_by_token(token: str) -> Certificate | None:
    """Any spelling of the token; what was never handed out is not found. One query, also for what cannot be a token:
    unknown and malformed take the same way."""
    wanted = read_token(token)
    found = Certificate.objects.public().select_related("replaced_by", "enrolment__office")
    return found.filter(token=wanted if is_token(wanted) else "").first()


def public_face(certificate: Certificate, *, whole: bool = False) -> PublicFace:
    """`whole` is for the holder and who oversees the course: what they see is not hidden from them."""
    hidden = certificate.hidden and not whole
    facts = certificate.facts
    state = certificate.standing
    successor = certificate.replaced_by
    told = state in (CertificateState.REPLACED, CertificateState.REVOKED)
    known: dict[str, Any] = {
        "state": str(state.value),
        "state_label": str(state.label),
        "number": certificate.number,
        "edition": certificate.edition,
        "issued_on": facts.issued_on,
        "changed_at": certificate.changed_at if told else None,
        # Free text, which may name the person.
        "reason": certificate.reason if told and not hidden else "",
        "sha256": certificate.sha256,
        "replaced_by": f"{settings.SITE_URL}/v/{successor.token}" if successor else "",
        "hidden": hidden,
    }
    if hidden:
        return PublicFace(**known)
    return PublicFace(
        **known,
        office=facts.holder.office if _is_office_named(certificate) else "",
        name=facts.holder.full_name,
        masked_number=nip.mask(facts.holder.number),
        course=facts.course,
        batch=facts.batch,
        place=facts.venue,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        jp=f"{facts.total_jp.normalize():f}",
        issuer=facts.organiser,
        passed=facts.passed,
        kind=facts.kind,
        kind_label=str(CertificateKind(facts.kind).label),
        role=facts.role,
        completed=facts.completed or None,
    )


def _is_office_named(certificate: Certificate) -> bool:
    """By the office's own policy of today; who has no enrolment has no office on the paper's public page."""
    office = certificate.enrolment.office if certificate.enrolment else None
    return office is not None and office.named_in_public


def next_number_for(batch: Batch, setup: BatchCertificateSetup) -> str:
    """The number that the next certificate would get now; another batch of the same numbering may come first."""
    return next_number_with(batch, setup, setup.numbering)


def next_number_with(batch: Batch, setup: BatchCertificateSetup, scheme: NumberingScheme) -> str:
    day = day_of_issue(batch, setup)
    last = CertificateSeries.objects.filter(scope=scheme, year=day.year).values_list("last", flat=True).first() or 0
    return format_number(scheme.pattern, NumberParts(last + 1, scheme.unit, scheme.classification, day))


def state_counts_for(batch: Batch) -> dict[str, int]:
    rows = Certificate.objects.filter(batch=batch).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)
