"""Handing papers to their holders: the mail once more, for one or for chosen ones, and a text for WhatsApp."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from certificates.choices import CertificateState, RunPurpose
from certificates.mailing import TEMPLATE, whatsapp_text, whatsapp_to_holder
from certificates.models import Certificate
from certificates.rules import may_change_certificate, may_issue_for_batch
from certificates.services import issue_for_batch, resend_mails
from certificates.services.resending import Resent
from certificates.views.access import batch_overseen
from core.errors import DomainError
from core.rate_limits import rate_limited
from core.whatsapp import whatsapp_number
from courses.models import Batch
from members.models import Message

MOST_CHOSEN = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How the holder was told, and the ways to tell once more."""
    rows = Certificate.objects.visible_to(request.user).select_related("holder", "batch__course")
    certificate = get_object_or_404(rows, uid=uid)
    if not may_change_certificate(request.user, certificate):
        raise PermissionDenied
    if certificate.state != CertificateState.ISSUED or certificate.holder is None:
        raise Http404
    if request.method == "POST":
        return _once_more(request, certificate)
    sent = Message.objects.filter(recipient=certificate.holder, template=TEMPLATE, key__contains=str(certificate.uid))
    context = {
        "certificate": certificate,
        "sent": sent.order_by("-pk")[:10],
        "text": whatsapp_text(certificate),
        "link": whatsapp_to_holder(certificate),
        "has_number": bool(whatsapp_number(certificate.holder.phone)),
        "press": uuid4(),
    }
    return render(request, "certificates/message.html", context)


@rate_limited("certificates.mails", limit=120, seconds=3600)
def _once_more(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    _resend(request, [certificate.uid])
    return redirect("certificates:message", uid=certificate.uid)


@require_POST
@login_required
@rate_limited("certificates.mails", limit=120, seconds=3600)
def chosen(request: HttpRequest, code: str) -> HttpResponse:
    """What is done with the people ticked on the page of the batch: issue for them, or send the mail again."""
    batch = batch_overseen(request, code)
    if not may_issue_for_batch(request.user, batch):
        raise PermissionDenied
    keys = request.POST.getlist("chosen")[:MOST_CHOSEN]
    if not keys:
        messages.error(request, _("Nobody was chosen: tick the people in the list first."))
        return redirect("certificates:batch", code=batch.code)
    if request.POST.get("deed") == "resend":
        papers = Certificate.objects.filter(batch=batch, recipient_key__in=keys, state=CertificateState.ISSUED)
        _resend(request, list(papers.values_list("uid", flat=True)))
        return redirect("certificates:batch", code=batch.code)
    return _issue(request, batch, keys)


def _issue(request: HttpRequest, batch: Batch, keys: list[str]) -> HttpResponse:
    try:
        run = issue_for_batch(
            batch=batch,
            actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
            chosen=keys,
            purpose=RunPurpose.CHOSEN,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("certificates:batch", code=batch.code)
    count = run.reserved + run.resumed
    said = ngettext("%(count)d certificate is being made.", "%(count)d certificates are being made.", count)
    messages.success(request, said % {"count": count})
    return redirect("certificates:run", code=batch.code, uid=run.uid)


def _resend(request: HttpRequest, papers: list[UUID]) -> None:
    try:
        press = UUID(request.POST.get("press", ""))
    except ValueError:
        press = uuid4()
    try:
        outcome = resend_mails(certificates=papers, press=press, actor=request.user)  # type: ignore[arg-type]  # logged in
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return
    _tell(request, outcome)


def _tell(request: HttpRequest, outcome: Resent) -> None:
    if outcome.sent:
        said = ngettext("%(count)d mail goes out again.", "%(count)d mails go out again.", outcome.sent)
        messages.success(request, said % {"count": outcome.sent})
    if outcome.too_soon:
        said = ngettext(
            "%(count)d had a mail within the last ten minutes and gets none now.",
            "%(count)d had a mail within the last ten minutes and get none now.",
            outcome.too_soon,
        )
        messages.warning(request, said % {"count": outcome.too_soon})
    if outcome.impossible:
        said = ngettext(
            "%(count)d has no e-mail address: use the text for WhatsApp.",
            "%(count)d have no e-mail address: use the text for WhatsApp.",
            outcome.impossible,
        )
        messages.warning(request, said % {"count": outcome.impossible})
