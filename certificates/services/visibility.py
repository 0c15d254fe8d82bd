"""What strangers see of a certificate is its holder's choice, and only the holder's: hidden or not, shared or not.
Where nobody holds it, those who run the course hide it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import PUBLIC_STATES, CertificateState
from certificates.errors import NotAllowedError, ReasonMissingError, WrongStateError
from certificates.models import Certificate
from certificates.page_picture import keep_picture, remove_picture
from certificates.querysets import CertificateQuerySet
from certificates.rules import is_without_holder, may_change_certificate
from core import audit
from core.identifiers import uuid7
from core.plain_text import without_control_signs
from core.services import submit_job
from members.models import User

PICTURE_JOB = "certificates.picture"


def hide_certificate(*, certificate: Certificate, hidden: bool, actor: User, reason: str = "") -> Certificate:
    """Show strangers the status only, or the whole again: of every edition of this paper, also of later ones. What is
    hidden is shared no more. For a paper whose holder has no account, who runs the course does so, with a reason."""
    with transaction.atomic():
        locked = _held(certificate, actor) if not is_without_holder(certificate) else _run(certificate, actor)
        reason = without_control_signs(reason).strip()[:500]
        if locked.holder_id != actor.pk and not reason:
            raise ReasonMissingError(_("Give a reason: it is kept in the audit trail."))
        if locked.hidden == hidden:
            return locked
        editions = Certificate.objects.filter(recipient_key=locked.recipient_key, kind=locked.kind)
        if hidden:
            _close(editions)
            editions.update(hidden=True)
            locked.shared = False
        else:
            editions.update(hidden=False)
        locked.hidden = hidden
        _record("certificate.hidden" if hidden else "certificate.shown", locked, actor, reason)
    return locked


def share_certificate(*, certificate: Certificate, shared: bool, actor: User) -> Certificate:
    """Open or close the page that the holder may lead others to."""
    with transaction.atomic():
        locked = _held(certificate, actor)
        if locked.shared == shared:
            return locked
        if shared and locked.hidden:
            raise WrongStateError(_("This certificate shows its status only. Show it whole first."))
        if shared and locked.standing != CertificateState.ISSUED:
            raise WrongStateError(
                _("Only a valid certificate can be shared; this one is %(state)s.") % {"state": locked.standing.label}
            )
        locked.shared = shared
        if shared:
            locked.save(update_fields=["shared"])
            key = f"{PICTURE_JOB}:{uuid7().hex}"
            submit_job(kind=PICTURE_JOB, payload={"certificate": locked.pk}, key=key)
        else:
            _close(Certificate.objects.filter(pk=locked.pk))
        _record("certificate.shared" if shared else "certificate.unshared", locked, actor)
    return locked


def close_shares(member: User) -> None:
    """When an account is erased, which nobody is left to do. Papers stay provable as they were (decision 0012)."""
    _close(Certificate.objects.filter(holder=member))


def keep_shared_picture(certificate: Certificate, picture: bytes) -> None:
    """Drawing takes its time: what was closed, hidden or withdrawn meanwhile leaves no picture."""
    keep_picture(certificate.uid, picture)
    as_it_is_now = Certificate.objects.filter(pk=certificate.pk, shared=True, hidden=False)
    if not as_it_is_now.filter(state=CertificateState.ISSUED).exists():
        remove_picture(certificate.uid)


def forget_pictures(certificates: CertificateQuerySet) -> None:
    """Of those that are shared, once this transaction stands."""
    for uid in certificates.filter(shared=True).values_list("uid", flat=True):
        transaction.on_commit(partial(remove_picture, uid), robust=True)


def _close(certificates: CertificateQuerySet) -> None:
    """The pictures go, too; whoever shares again has them drawn again."""
    forget_pictures(certificates)
    certificates.update(shared=False)


def _held(certificate: Certificate, actor: User) -> Certificate:
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if locked.holder_id != actor.pk or locked.state not in PUBLIC_STATES:
        raise NotAllowedError(_("Only its holder decides who sees a certificate."))
    return locked


def _run(certificate: Certificate, actor: User) -> Certificate:
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if not may_change_certificate(actor, locked) or locked.state not in PUBLIC_STATES:
        raise NotAllowedError(_("Only an organiser of this course may change its certificates."))
    return locked


def _record(action: str, certificate: Certificate, actor: User, reason: str = "") -> None:
    data = {"number": certificate.number, **({"reason": reason} if reason else {})}
    audit.record(action=action, actor=actor, subject=f"certificate:{certificate.uid}", data=data)
