"""A holder says what is wrong on a paper; an organiser looks at old and new side by side and replaces it, or says why
not. Nothing is changed silently, and whoever asked hears of the answer."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.choices import CertificateState, CorrectionState, CorrectionSubject
from certificates.comparing import compare_with_today, digest_of
from certificates.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NothingToDoError,
    ReasonMissingError,
    WrongStateError,
)
from certificates.models import Certificate, CorrectionRequest
from certificates.rules import may_change_certificate
from certificates.services.changing import replace_certificate
from core import audit, clock
from courses.models import CourseOrganiser
from members.models import User
from members.services import Letter, send_message, send_messages


def ask_correction(
    *, certificate: Certificate, subject: CorrectionSubject, wanted: str, note: str = "", actor: User
) -> CorrectionRequest:
    """One open request for a paper at a time; asking the same again returns it."""
    wanted, note = wanted.strip()[:300], note.strip()[:500]
    if certificate.holder_id != actor.pk:
        raise NotAllowedError(_("Only the holder asks for a correction of a certificate."))
    if not wanted:
        raise ReasonMissingError(_("Write how it should be."))
    if certificate.standing != CertificateState.ISSUED:
        raise WrongStateError(_("Only a valid certificate can be corrected."))
    asked = CorrectionRequest(certificate=certificate, asked_by=actor, subject=subject, wanted=wanted, note=note)
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
            _record("certificate.correction_asked", asked, actor)
            _tell_organisers(asked)
    except IntegrityError:
        known = CorrectionRequest.objects.get(certificate=certificate, state=CorrectionState.OPEN)
        if (known.subject, known.wanted) != (subject, wanted):
            raise NothingToDoError(_("You have asked already; the organiser is looking into it.")) from None
        return known
    return asked


def withdraw_correction(*, correction: CorrectionRequest, actor: User) -> CorrectionRequest:
    """The holder asks no more. What was answered or withdrawn comes back unchanged."""
    if correction.asked_by_id != actor.pk:
        raise NotAllowedError(_("Only whoever asked takes a request back."))
    with transaction.atomic():
        locked = _locked(correction)
        if locked.state == CorrectionState.OPEN:
            _close(locked, CorrectionState.WITHDRAWN, "", actor)
            _record("certificate.correction_withdrawn", locked, actor)
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
        _close(locked, CorrectionState.DECLINED, answer.strip()[:500], actor)
        _record("certificate.correction_declined", locked, actor)
        _tell_holder(locked)
    return locked


def replace_as_seen(
    *, certificate: Certificate, reason: str, seen: str, although_same: bool, actor: User | None
) -> Certificate:
    """Replace a paper by what was shown, and answer the holder's open request with it. `seen` is the digest of the
    comparison that was looked at: if the data changed since, nothing is done. A new edition that says the same as the
    old one is refused unless `although_same`."""
    _check(certificate, actor)
    with transaction.atomic():
        comparison = compare_with_today(certificate)
        under_way = Certificate.objects.filter(
            recipient_key=certificate.recipient_key, kind=certificate.kind, state=CertificateState.RESERVED
        ).first()
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
        if under_way is None and comparison is not None and digest_of(new.facts) != seen:
            raise ChangedMeanwhileError(_("The data have changed since you looked: look once more."))
        for asked in CorrectionRequest.objects.select_for_update().filter(
            certificate=certificate, state=CorrectionState.OPEN
        ):
            asked.replacement = new
            _close(asked, CorrectionState.ACCEPTED, reason.strip()[:500], actor)
            _record("certificate.correction_accepted", asked, actor)
            _tell_holder(asked)
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


def _close(correction: CorrectionRequest, state: CorrectionState, answer: str, actor: User | None) -> None:
    correction.state, correction.answer = state, answer
    correction.answered_at, correction.answered_by = clock.now(), actor
    correction.save(update_fields=["state", "answer", "answered_at", "answered_by", "replacement"])


def _record(action: str, correction: CorrectionRequest, actor: User | None) -> None:
    certificate = correction.certificate
    audit.record(
        action=action,
        actor=actor,
        subject=f"certificate:{certificate.uid}",
        data={"number": certificate.number, "request": str(correction.uid), "subject": correction.subject},
    )


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


def _tell_holder(correction: CorrectionRequest) -> None:
    certificate = correction.certificate
    send_message(
        key=f"certificate.correction:{correction.uid}:answered",
        recipient=correction.asked_by,
        template="correction_answered",
        context={
            "name": certificate.holder_name,
            "number": certificate.number,
            "course": certificate.batch.course.title,
            "accepted": correction.state == CorrectionState.ACCEPTED,
            "new_number": correction.replacement.number if correction.replacement else "",
            "answer": correction.answer,
            "url": f"{settings.SITE_URL}{reverse('certificates:certificate', args=[certificate.uid])}",
        },
    )
