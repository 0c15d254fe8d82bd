"""After the issue: a corrected edition, a revocation, a number that leads to nothing. Never silently, never deleted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from certificates.choices import CertificateKind, CertificateState, RunPurpose
from certificates.dry_run import DryRunRow, Verdict, problems_with
from certificates.errors import NotAllowedError, NotReadyError, ReasonMissingError, WrongStateError
from certificates.freezing import freeze_batch
from certificates.kind_setups import setup_for
from certificates.models import Certificate, IssueRun
from certificates.recipients import recipient_of
from certificates.rendering import holder_findings
from certificates.rules import may_change_certificate
from certificates.services.answering import close_with_paper, reopen_requests
from certificates.services.badges import draw_places
from certificates.services.issuing import refuse_taken_numbers, reservation, submit_chunks
from certificates.services.numbering import locked_series
from certificates.services.revisions import revision_after
from certificates.services.visibility import forget_pictures
from certificates.sql import take_numbers
from core import audit, clock
from core.plain_text import without_control_signs
from members.models import User


def replace_certificate(*, certificate: Certificate, reason: str, actor: User | None) -> Certificate:
    """Reserve the next edition from today's facts; when its file stands, the old one becomes replaced and leads to it.

    Called again while that edition is being made, it returns the same one.
    """
    reason = _checked(certificate, reason, actor)
    setup = setup_for(certificate.batch, CertificateKind(certificate.kind))
    if problems := problems_with(certificate.batch, setup, anew=False):
        raise NotReadyError(" ".join(problems))
    assert setup is not None  # noqa: S101  problems_with has said so
    with transaction.atomic():
        common = freeze_batch(certificate.batch, setup.main)
        series = locked_series(setup.numbering, common.issued_on.year)
        old = _locked(certificate)
        if (under_way := _under_way(old)) is not None:
            return under_way
        recipient = recipient_of(old) if old.state == CertificateState.ISSUED else None
        if recipient is None:
            raise WrongStateError(_("Only a valid certificate can be replaced; this one is %(state)s.") % _state(old))
        if refusal := recipient.blocked or " ".join(holder_findings(recipient.holder)) or recipient.missing:
            raise NotReadyError(refusal)
        run = IssueRun.objects.create(
            batch=old.batch, kind=old.kind, requested_by=actor, reserved=1, purpose=RunPurpose.REPLACEMENT
        )
        drawn = Certificate.objects.filter(recipient_key=old.recipient_key, kind=old.kind)
        editions = drawn.aggregate(last=Max("edition"))["last"]
        row = DryRunRow(recipient, Verdict.READY, latest=old, editions=editions)
        new = reservation(
            run, series, setup, revision_after(old, setup), common, row, take_numbers(series, 1)[0], replaces=old.number
        )
        refuse_taken_numbers([new])
        draw_places([new])
        new.reason, new.changed_by = reason, actor
        if recipient.member is not None:  # of nobody else it is a choice that was made
            new.hidden = old.hidden
        new.save(force_insert=True)
        submit_chunks(run, [new.pk])
        _record("certificate.replacement_reserved", old, actor, {"reason": reason, "by": new.number})
    return new


def revoke_certificate(*, certificate: Certificate, reason: str, actor: User | None) -> Certificate:
    """Withdraw a valid certificate: its page says so, with date and reason. A revoked one comes back unchanged."""
    reason = _checked(certificate, reason, actor)
    with transaction.atomic():
        locked = _locked(certificate)
        if locked.state == CertificateState.REVOKED:
            return locked
        if locked.state != CertificateState.ISSUED:
            raise WrongStateError(_("Only a valid certificate can be revoked; this one is %(state)s.") % _state(locked))
        successor = _under_way(locked)
        if successor is not None:
            raise WrongStateError(
                _("A corrected edition is being made: give up its number %(number)s first.")
                % {"number": successor.number}
            )
        _settle(locked, CertificateState.REVOKED, reason, actor)
        close_with_paper(locked, actor)
        _record("certificate.revoked", locked, actor, {"reason": reason})
    return locked


def void_certificate(*, certificate: Certificate, reason: str, actor: User | None) -> Certificate:
    """Give up a reserved number: it stays in the register with its reason and is never used again."""
    reason = _checked(certificate, reason, actor)
    with transaction.atomic():
        locked = _locked(certificate)
        if locked.state == CertificateState.VOID:
            return locked
        if locked.state != CertificateState.RESERVED:
            raise WrongStateError(
                _("Only a number without a paper can be voided; this one is %(state)s.") % _state(locked)
            )
        _settle(locked, CertificateState.VOID, reason, actor)
        reopen_requests(locked, actor)
        _record("certificate.voided", locked, actor, {"reason": reason})
    return locked


def expire_certificates() -> int:
    """Mark those whose last day has passed; returns how many."""
    over = Certificate.objects.filter(state=CertificateState.ISSUED, expires_on__lt=clock.site_day())
    with transaction.atomic():
        forget_pictures(over)
        return over.update(state=CertificateState.EXPIRED, changed_at=clock.now())


def _checked(certificate: Certificate, reason: str, actor: User | None) -> str:
    if actor is not None and not may_change_certificate(actor, certificate):
        raise NotAllowedError(_("Only an organiser of this course may change its certificates."))
    reason = without_control_signs(reason).strip()[:500]
    if not reason:
        raise ReasonMissingError(_("Give a reason: it is shown to whoever verifies the certificate."))
    return reason


def _locked(certificate: Certificate) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("batch__course", "enrolment")
        .get(pk=certificate.pk)
    )


def _under_way(certificate: Certificate) -> Certificate | None:
    """The edition that is being made for the same recipient."""
    return Certificate.objects.filter(
        recipient_key=certificate.recipient_key, kind=certificate.kind, state=CertificateState.RESERVED
    ).first()


def _settle(certificate: Certificate, state: CertificateState, reason: str, actor: User | None) -> None:
    certificate.state, certificate.reason = state, reason
    certificate.changed_at, certificate.changed_by = clock.now(), actor
    certificate.save(update_fields=["state", "reason", "changed_at", "changed_by"])
    forget_pictures(Certificate.objects.filter(pk=certificate.pk))


def _record(action: str, certificate: Certificate, actor: User | None, data: dict[str, str]) -> None:
    audit.record(
        action=action,
        actor=actor,
        subject=f"certificate:{certificate.uid}",
        data={"number": certificate.number, **data},
    )


def _state(certificate: Certificate) -> dict[str, str]:
    return {"state": str(certificate.get_state_display())}
