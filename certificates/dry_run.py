"""What an issue run would do: who gets a certificate, who does not and why, which names need attention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certificates import rendering, signing
from certificates.choices import CertificateKind, CertificateState
from certificates.kind_setups import EffectiveSetup, setup_for
from certificates.models import Certificate
from certificates.recipients import Recipient, folded_name, recipients_of
from courses.choices import BatchState, SessionState
from courses.models import Batch
from members.choices import NumberKind


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
    recipient: Recipient
    verdict: Verdict
    reason: str = ""
    attention: list[str] = field(default_factory=list)
    latest: Certificate | None = None
    editions: int = 0

    @property
    def name(self) -> str:
        return self.recipient.holder.full_name

    @property
    def office(self) -> str:
        return self.recipient.holder.office


@dataclass(frozen=True)
class DryRun:
    """`problems` stop everybody; rows speak of one recipient each, in the order of names."""

    problems: list[str]
    rows: list[DryRunRow]
    setup: EffectiveSetup | None = None

    def with_verdict(self, *verdicts: Verdict) -> list[DryRunRow]:
        return [row for row in self.rows if row.verdict in verdicts]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(row.verdict.value for row in self.rows))


def problems_of(
    batch: Batch, *, machine: bool = True, kind: CertificateKind = CertificateKind.PARTICIPANT
) -> list[str]:
    """What stops a whole run, in words: the batch's own lacks, and what the settings lack for signing."""
    return problems_with(batch, setup_for(batch, kind), machine=machine)


def problems_with(batch: Batch, setup: EffectiveSetup | None, *, machine: bool = True, anew: bool = True) -> list[str]:
    """`anew` is no for the correction of a paper that was given: its kind may have been switched off since."""
    problems = []
    if batch.state != BatchState.CLOSED:
        problems.append(_("The batch is not closed: certificates print what was delivered, so close it first."))
    elif not batch.sessions.filter(state=SessionState.DELIVERED).exists():
        problems.append(_("No session was delivered, so there is nothing to certify."))
    if setup is None:
        problems.append(_("Nobody has set up the certificates of this batch: numbering, template and signatories."))
    elif not setup.main.signatories.exists():
        problems.append(_("Nobody is named as signatory."))
    if anew and setup is not None and not setup.is_on:
        problems.append(_("This batch does not give papers of this kind: switch them on first."))
    if anew and setup is not None and not setup.template.live:
        problems.append(
            _("The template “%(name)s” was withdrawn: choose another in the set-up.") % {"name": setup.template}
        )
    if machine and (reason := signing.not_set_up_because()):
        problems.append(reason)
    return problems


def dry_run_for(batch: Batch, kind: CertificateKind = CertificateKind.PARTICIPANT) -> DryRun:
    """A promise of what `issue_for_batch` does now for this kind; the same queries however many there are."""
    setup = setup_for(batch, kind)
    recipients = recipients_of(batch, setup, kind)
    drawn = drawn_for(Certificate.objects.filter(batch=batch, kind=kind))
    rows = [row_of(recipient, drawn.get(recipient.key, [])) for recipient in recipients]
    _mark_same_names(rows)
    return DryRun(problems=problems_with(batch, setup), rows=rows, setup=setup)


def _mark_same_names(rows: list[DryRunRow]) -> None:
    """Of a list that is written by hand: one person may have come into it twice."""
    written = [row for row in rows if row.recipient.part is not None]
    counts = Counter(folded_name(row.recipient.holder.name) for row in written)
    for row in written:
        if row.verdict is Verdict.READY and counts[folded_name(row.recipient.holder.name)] > 1:
            row.attention.append(_("Somebody of the same name is in the list."))


def drawn_for(certificates: QuerySet[Certificate]) -> dict[str, list[Certificate]]:
    """Every edition by its recipient's key, oldest first."""
    drawn: dict[str, list[Certificate]] = {}
    for certificate in certificates.defer("facts_data", "credential").order_by("edition"):
        drawn.setdefault(certificate.recipient_key, []).append(certificate)
    return drawn


def row_of(recipient: Recipient, drawn: list[Certificate]) -> DryRunRow:
    """`drawn` holds every edition, oldest first. A void number says nothing: the one before it still stands."""
    standing = [certificate for certificate in drawn if certificate.state != CertificateState.VOID]
    latest = next(reversed(standing or drawn), None)
    verdict, reason = _verdict(recipient, latest)
    # A paper taken up again prints its frozen name, not today's.
    findings = rendering.holder_findings(recipient.holder) if verdict is Verdict.READY else []
    attention = _attention(recipient) if verdict is Verdict.READY else []
    if findings:
        verdict, reason = Verdict.BLOCKED, " ".join(findings)
    editions = drawn[-1].edition if drawn else 0
    return DryRunRow(recipient, verdict, reason, attention, latest, editions)


def _verdict(recipient: Recipient, latest: Certificate | None) -> tuple[Verdict, str]:
    if latest is not None:
        if latest.state == CertificateState.RESERVED:
            return Verdict.RESUMED, latest.problem or _("Number %(number)s is drawn.") % {"number": latest.number}
        if latest.state == CertificateState.REVOKED:
            return Verdict.REVOKED, _("Revoked: %(reason)s") % {"reason": latest.reason}
        if latest.state != CertificateState.VOID:
            return Verdict.HAS_ONE, _("Has number %(number)s.") % {"number": latest.number}
    if recipient.missing:
        return Verdict.INCOMPLETE, recipient.missing
    if recipient.blocked:
        return Verdict.BLOCKED, recipient.blocked
    return Verdict.READY, ""


def _attention(recipient: Recipient) -> list[str]:
    if recipient.kind == CertificateKind.AWARD:
        return [_("Not named in public: only the status is shown")] if recipient.is_withheld else []
    attention = []
    if recipient.holder.number_kind == NumberKind.NONE:
        attention.append(_("No NIP"))
    if not recipient.holder.office:
        attention.append(_("No office"))
    return attention
