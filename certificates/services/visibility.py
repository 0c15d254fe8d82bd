"""What strangers see of a certificate is its holder's choice, and only the holder's: hidden or not, shared or not."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import PUBLIC_STATES, CertificateState
from certificates.errors import NotAllowedError, WrongStateError
from certificates.models import Certificate
from certificates.page_picture import remove_picture
from certificates.querysets import CertificateQuerySet
from core import audit
from core.identifiers import uuid7
from core.services import submit_job
from members.models import User

PICTURE_JOB = "certificates.picture"


def hide_certificate(*, certificate: Certificate, hidden: bool, actor: User) -> Certificate:
    """Show strangers the status only, or the whole again: of every edition of this paper, also of later ones. What is
    hidden is shared no more."""
    with transaction.atomic():
        locked = _held(certificate, actor)
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
        _record("certificate.hidden" if hidden else "certificate.shown", locked, actor)
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
    """When an account is erased: nobody is left who could close them."""
    _close(Certificate.objects.filter(holder=member))


def _close(certificates: CertificateQuerySet) -> None:
    """The pictures go, too; whoever shares again has them drawn again."""
    for uid in certificates.filter(shared=True).values_list("uid", flat=True):
        transaction.on_commit(partial(remove_picture, uid), robust=True)
    certificates.update(shared=False)


def _held(certificate: Certificate, actor: User) -> Certificate:
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if locked.holder_id != actor.pk or locked.state not in PUBLIC_STATES:
        raise NotAllowedError(_("Only its holder decides who sees a certificate."))
    return locked


def _record(action: str, certificate: Certificate, actor: User) -> None:
    audit.record(
        action=action, actor=actor, subject=f"certificate:{certificate.uid}", data={"number": certificate.number}
    )
