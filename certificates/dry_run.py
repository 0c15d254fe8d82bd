"""What an issue run would do: who gets a certificate, who does not and why, which names need attention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates import rendering, signing
from certificates.choices import CertificateKind, CertificateState
from certificates.freezing import freeze_holder
from certificates.models import BatchCertificateSetup, Certificate
from courses.choices import BatchState, EnrolmentState, SessionState
from courses.models import Batch, Enrolment
from members.choices import NumberKind

ACCOUNT_ERASED = gettext_lazy("The account was erased: nobody is left to be named on a new paper.")


class Verdict(StrEnum):
    """`ready` and `resumed` are made by a run; the rest are not."""

    READY = "ready"
    RESUMED = "resumed"
    HAS_ONE = "has_one"
    INCOMPLETE = "incomplete"
    REVOKED = "revoked"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class DryRunRow:
    enrolment: Enrolment
    name: str
    office: str
    verdict: Verdict
    reason: str = ""
    attention: list[str] = field(default_factory=list)
    latest: Certificate | None = None
    editions: int = 0


@dataclass(frozen=True)
class DryRun:
    """`problems` stop everybody; rows speak of one participant each, in the order of names."""

    problems: list[str]
    rows: list[DryRunRow]

    def with_verdict(self, *verdicts: Verdict) -> list[DryRunRow]:
        return [row for row in self.rows if row.verdict in verdicts]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.verdict.value for row in self.rows))


def recipient_key(enrolment: Enrolment) -> str:
    return f"enrolment:{enrolment.pk}"


def problems_of(batch: Batch, *, machine: bool = True) -> list[str]:
    """What stops a whole run, in words: the batch's own lacks, and those of this machine."""
    problems = []
    if batch.state != BatchState.CLOSED:
        problems.append(_("The batch is not closed: certificates print what was delivered, so close it first."))
    elif not batch.sessions.filter(state=SessionState.DELIVERED).exists():
        problems.append(_("No session was delivered, so there is nothing to certify."))
    setup = setup_of(batch)
    if setup is None:
        problems.append(_("Nobody has set up the certificates of this batch: numbering, template and signatories."))
    elif not setup.signatories.exists():
        problems.append(_("Nobody is named as signatory."))
    if machine and (reason := signing.signing_unavailable_because()):
        problems.append(reason)
    return problems


def setup_of(batch: Batch) -> BatchCertificateSetup | None:
    setups = BatchCertificateSetup.objects.select_related("numbering", "template")
    found: BatchCertificateSetup | None = setups.filter(batch=batch).first()
    return found


def dry_run_for(batch: Batch) -> DryRun:
    """A promise of what `issue_for_batch` does now; six queries at most, however many take part."""
    enrolments = (
        Enrolment.objects.filter(batch=batch)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .select_related("member", "office", "batch", "completion")
        .prefetch_related("office__names")
        .order_by("member__name", "pk")
    )
    drawn: dict[str, list[Certificate]] = {}
    for certificate in (
        Certificate.objects.filter(batch=batch, kind=CertificateKind.PARTICIPANT)
        .defer("facts_data")
        .order_by("edition")
    ):
        drawn.setdefault(certificate.recipient_key, []).append(certificate)
    rows = [row_of(enrolment, drawn.get(recipient_key(enrolment), [])) for enrolment in enrolments]
    return DryRun(problems=problems_of(batch), rows=rows)


def row_of(enrolment: Enrolment, drawn: list[Certificate]) -> DryRunRow:
    """`drawn` holds every edition, oldest first. A void number says nothing: the one before it still stands."""
    holder = freeze_holder(enrolment)
    standing = [certificate for certificate in drawn if certificate.state != CertificateState.VOID]
    latest = next(reversed(standing or drawn), None)
    verdict, reason = _verdict(enrolment, latest)
    # A paper taken up again prints its frozen name, not today's.
    findings = rendering.name_findings(holder.full_name) if verdict is Verdict.READY else []
    attention = []
    if verdict is Verdict.READY:
        if holder.number_kind == NumberKind.NONE:
            attention.append(_("No NIP"))
        if not holder.office:
            attention.append(_("No office"))
    if findings:
        verdict, reason = Verdict.BLOCKED, " ".join(findings)
    editions = drawn[-1].edition if drawn else 0
    return DryRunRow(enrolment, holder.full_name, holder.office, verdict, reason, attention, latest, editions)


def _verdict(enrolment: Enrolment, latest: Certificate | None) -> tuple[Verdict, str]:
    if latest is not None:
        if latest.state == CertificateState.RESERVED:
            return Verdict.RESUMED, latest.problem or _("Number %(number)s is drawn.") % {"number": latest.number}
        if latest.state == CertificateState.REVOKED:
            return Verdict.REVOKED, _("Revoked: %(reason)s") % {"reason": latest.reason}
        if latest.state != CertificateState.VOID:
            return Verdict.HAS_ONE, _("Has number %(number)s.") % {"number": latest.number}
    if not hasattr(enrolment, "completion"):
        return Verdict.INCOMPLETE, _("Has not completed the course.")
    if enrolment.member.erased_at is not None:
        return Verdict.BLOCKED, str(ACCOUNT_ERASED)
    return Verdict.READY, ""
