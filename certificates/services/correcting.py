"""A holder says what is wrong on a paper; an organiser looks at old and new side by side and replaces it, or says why
not. Nothing is changed silently, and whoever asked hears of the answer."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.choices import CertificateState, CorrectionState, CorrectionSubject
from certificates.comparing import compare_with_today, digest_of
from certificates.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NothingToDoError,
    ReasonMissingError,
    TooOftenError,
    WrongStateError,
)
from certificates.models import Certificate, CorrectionRequest
from certificates.rules import may_change_certificate
from certificates.services.answering import close_request, record_request
from certificates.services.changing import replace_certificate
from core import clock
from courses.models import CourseOrganiser
from members.models import User
from members.services import Letter, send_messages

A_DAY = 3  # requests about one paper: each goes to every organiser by mail


def ask_correction(
    *, certificate: Certificate, subject: CorrectionSubject, wanted: str, note: str = "", actor: User
) -> CorrectionRequest:
    """One open request for a paper at a time; asking the same again returns it."""
    wanted, note = wanted.strip()[:300], note.strip()[:500]
    if certificate.holder_id != actor.pk:
        raise NotAllowedError(_("Only the holder asks for a correction of a certificate."))
    if not wanted:
        raise ReasonMissingError(_("Write how it should be."))
    asked = CorrectionRequest(certificate=certificate, asked_by=actor, subject=subject, wanted=wanted, note=note)
    with transaction.atomic():
        # One after the other: a paper has one open request, and what is asked about one that ends meanwhile ends too.
        paper = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if paper.standing != CertificateState.ISSUED:
            raise WrongStateError(_("Only a valid certificate can be corrected."))
        known = CorrectionRequest.objects.filter(certificate=paper, state=CorrectionState.OPEN).first()
        if known is not None:
            if (known.subject, known.wanted) != (subject, wanted):
                raise NothingToDoError(_("You have asked already; the organiser is looking into it."))
            return known
        since = clock.now() - timedelta(days=1)
        if CorrectionRequest.objects.filter(certificate=paper, asked_at__gt=since).count() >= A_DAY:
            raise TooOftenError(_("You have asked several times today about this certificate. Ask again tomorrow."))
        asked.save(force_insert=True)
        record_request("certificate.correction_asked", asked, actor)
        _tell_organisers(asked)
    return asked


def withdraw_correction(*, correction: CorrectionRequest, actor: User) -> CorrectionRequest:
    """The holder asks no more. What was answered or withdrawn comes back unchanged."""
    if correction.asked_by_id != actor.pk:
        raise NotAllowedError(_("Only whoever asked takes a request back."))
    with transaction.atomic():
        locked = _locked(correction)
        if locked.state == CorrectionState.OPEN:
            close_request(locked, CorrectionState.WITHDRAWN, "", actor)
    return locked


def decline_correction(*, correction: CorrectionRequest, answer: str, actor: User | None) -> CorrectionRequest:
    """The paper stays as it is, with the reason told to the holder. Declined again, it comes back unchanged."""
    _check(correction.certificate, actor)
    if not answer.strip():
        raise ReasonMissingError(_("Say why: the holder reads it."))
    with transaction.atomic():
        locked = _locked(correction)
        if locked.state == CorrectionState.DECLINED:
            return locked
        if locked.state != CorrectionState.OPEN:
            raise WrongStateError(_("This request was answered already."))
        close_request(locked, CorrectionState.DECLINED, answer.strip(), actor)
    return locked


def replace_as_seen(
    *, certificate: Certificate, reason: str, seen: str, although_same: bool, actor: User | None
) -> Certificate:
    """Replace a paper by what was shown, and answer the holder's open request with it. `seen` is the digest of the
    comparison that was looked at: if the data changed since, nothing is done. An edition that is being made already is
    the answer only if it says what was seen. A new edition that says the same as the old one is refused unless
    `although_same`."""
    _check(certificate, actor)
    with transaction.atomic():
        comparison = compare_with_today(certificate)
        under_way = Certificate.objects.filter(
            recipient_key=certificate.recipient_key, kind=certificate.kind, state=CertificateState.RESERVED
        ).first()
        if under_way is not None and digest_of(under_way.facts) != seen:
            raise WrongStateError(
                _(
                    "Edition %(number)s is being made without what you see here: "
                    "give up its number first, or wait until it is there."
                )
                % {"number": under_way.number}
            )
        if comparison is not None and under_way is None:
            if comparison.digest != seen:
                raise ChangedMeanwhileError(_("The data have changed since you looked: look once more."))
            if comparison.is_same and not although_same:
                raise NothingToDoError(
                    _(
                        "Nothing on the paper would change. "
                        "Correct the data first, or say that it is wanted all the same."
                    )
                )
        new = replace_certificate(certificate=certificate, reason=reason, actor=actor)
        if digest_of(new.facts) != seen:
            raise ChangedMeanwhileError(_("The data have changed since you looked: look once more."))
        for asked in CorrectionRequest.objects.select_for_update().filter(
            certificate=certificate, state=CorrectionState.OPEN
        ):
            close_request(asked, CorrectionState.ACCEPTED, reason.strip(), actor, replacement=new)
    return new


def forget_corrections(member: User) -> None:
    """The words go with the account; that something was corrected stays."""
    asked = CorrectionRequest.objects.filter(asked_by=member)
    asked.filter(state=CorrectionState.OPEN).update(state=CorrectionState.WITHDRAWN, answered_at=clock.now())
    asked.update(wanted="", note="", answer="")


def _check(certificate: Certificate, actor: User | None) -> None:
    if actor is not None and not may_change_certificate(actor, certificate):
        raise NotAllowedError(_("Only an organiser of this course may change its certificates."))


def _locked(correction: CorrectionRequest) -> CorrectionRequest:
    found: CorrectionRequest = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("certificate__batch__course", "asked_by")
        .get(pk=correction.pk)
    )
    return found


def _tell_organisers(correction: CorrectionRequest) -> None:
    """Without the holder's name: mails stay in the copy that organisers take out of their own data."""
    certificate = correction.certificate
    organisers = CourseOrganiser.objects.filter(course=certificate.batch.course_id, member__is_active=True)
    send_messages(
        template="correction_asked",
        letters=[
            Letter(
                key=f"certificate.correction:{correction.uid}:asked:{row.member_id}",
                recipient=row.member,
                context={
                    "number": certificate.number,
                    "course": certificate.batch.course.title,
                    "url": f"{settings.SITE_URL}{reverse('certificates:correction', args=[correction.uid])}",
                },
            )
            for row in organisers.select_related("member")
        ],
    )
