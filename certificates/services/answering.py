"""How a holder's request ends, whichever way the paper goes: with a sentence, recorded, told to whoever asked."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.choices import CertificateState, CorrectionState
from certificates.models import Certificate, CorrectionRequest
from core import audit, clock
from members.models import User
from members.services import send_message


def close_request(
    correction: CorrectionRequest,
    state: CorrectionState,
    answer: str,
    actor: User | None,
    *,
    replacement: Certificate | None = None,
) -> None:
    """Whoever took a request back hears nothing of it."""
    correction.state, correction.answer, correction.replacement = state, answer[:500], replacement
    correction.answered_at, correction.answered_by = clock.now(), actor
    correction.save(update_fields=["state", "answer", "answered_at", "answered_by", "replacement"])
    record_request(f"certificate.correction_{state.value}", correction, actor)
    if state != CorrectionState.WITHDRAWN:
        _tell_holder(correction)


def close_with_paper(certificate: Certificate, actor: User | None) -> None:
    """A paper that is no longer valid keeps nobody waiting: its open request ends with the reason."""
    for correction in _open_requests(certificate):
        answer = _("The certificate was revoked: %(reason)s") % {"reason": certificate.reason}
        close_request(correction, CorrectionState.DECLINED, answer, actor)


def close_replaced(before: Certificate, new: Certificate) -> None:
    """What was asked after the next edition had been frozen is not in it: the holder looks, and asks about that one."""
    for correction in _open_requests(before):
        answer = _(
            "A newer edition, number %(number)s, was already being made when you asked. "
            "Look at it, and ask again from its page if it is still wrong."
        ) % {"number": new.number}
        close_request(correction, CorrectionState.DECLINED, answer, None)


def reopen_requests(given_up: Certificate, actor: User | None) -> None:
    """A request that was accepted with an edition that is not made after all waits for an answer again."""
    accepted = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("certificate", "asked_by")
        .filter(
            replacement=given_up,
            state=CorrectionState.ACCEPTED,
            certificate__state=CertificateState.ISSUED,
            asked_by__erased_at__isnull=True,
        )
        .order_by("-pk")
    )
    for correction in accepted:
        if _open_requests(correction.certificate):
            continue
        correction.state, correction.answer, correction.replacement = CorrectionState.OPEN, "", None
        correction.answered_at = correction.answered_by = None
        correction.save(update_fields=["state", "answer", "answered_at", "answered_by", "replacement"])
        record_request("certificate.correction_reopened", correction, actor)


def record_request(action: str, correction: CorrectionRequest, actor: User | None) -> None:
    certificate = correction.certificate
    audit.record(
        action=action,
        actor=actor,
        subject=f"certificate:{certificate.uid}",
        data={"number": certificate.number, "request": str(correction.uid), "subject": correction.subject},
    )


def _open_requests(certificate: Certificate) -> list[CorrectionRequest]:
    found = CorrectionRequest.objects.select_for_update(of=("self",)).select_related(
        "certificate__batch__course", "asked_by"
    )
    return list(found.filter(certificate=certificate, state=CorrectionState.OPEN))


def _tell_holder(correction: CorrectionRequest) -> None:
    """Once for each answer: a request that waited again is answered again."""
    certificate, replacement = correction.certificate, correction.replacement
    occasion = f"accepted:{replacement.uid}" if replacement else "answered"
    send_message(
        key=f"certificate.correction:{correction.uid}:{occasion}",
        recipient=correction.asked_by,
        template="correction_answered",
        context={
            "name": certificate.holder_name,
            "number": certificate.number,
            "course": certificate.batch.course.title,
            "accepted": correction.state == CorrectionState.ACCEPTED,
            "new_number": replacement.number if replacement else "",
            "answer": correction.answer,
            "url": f"{settings.SITE_URL}{reverse('certificates:certificate', args=[certificate.uid])}",
        },
    )
