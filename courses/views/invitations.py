"""Inviting speakers, on the organiser's side, and the page behind the link, on theirs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.errors import DomainError
from core.rate_limits import rate_limited, seconds_to_wait
from core.whatsapp import whatsapp_link
from courses.choices import BatchState
from courses.errors import CourseError
from courses.invitation_links import hash_of, link_of
from courses.models import Batch, SpeakerInvitation
from courses.rules import may_add_course, may_run_batch
from courses.selectors.invitations import invitation_words, sessions_of
from courses.services.invitations import (
    accept_invitation,
    invite_speaker,
    note_invitation_opened,
    register_invited_speaker,
    renew_invitation,
    revoke_invitation,
)
from courses.speaker_forms import InviteForm, JoinForm
from courses.views.access import batch_run_by, is_preview_robot, member_behind

BACKEND = "members.backends.EmailOrNumberBackend"
RENEWALS_AN_HOUR = 3  # each is a mail to somebody who has not asked for any


@require_safe
@login_required
@never_cache
def speaker_invite_where(request: HttpRequest) -> HttpResponseBase:
    """From the desk: to which batch? Where there is one only, straight on."""
    batches = list(
        Batch.objects.run_by(request.user)
        .exclude(state=BatchState.CLOSED)
        .select_related("course")
        .order_by("starts_on", "code")
    )
    if not batches and not may_add_course(request.user):
        raise Http404
    if len(batches) == 1:
        return redirect("courses:speaker_invite", batches[0].code)
    return render(request, "courses/speaker_invite_where.html", {"batches": batches})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def speaker_invite(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    with timezone.override(ZoneInfo(batch.zone)):
        form = InviteForm(request.POST or None, batch=batch)
        if request.method == "POST" and form.is_valid():
            try:
                invitation = invite_speaker(batch=batch, actor=member_behind(request), **form.cleaned_data)
            except CourseError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("%(name)s is invited by e-mail.") % {"name": invitation.name})
                return redirect("courses:speaker_invitation", code, invitation.uid)
        return render(request, "courses/speaker_invite.html", {"batch": batch, "form": form})


@require_safe
@login_required
@never_cache
def speaker_invitation(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    """How it stands, its link to copy and a text for a messenger."""
    invitation = _own_invitation(request, code, uid)
    link = link_of(invitation) if invitation.is_open else ""
    text = invitation_words(invitation, link)
    context = {
        "batch": invitation.batch,
        "invitation": invitation,
        "sessions": sessions_of(invitation),
        "address": link,
        "words": text,
        "messenger": whatsapp_link(text),
    }
    return render(request, "courses/speaker_invitation.html", context)


@require_POST
@login_required
def invitation_renew(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    invitation = _own_invitation(request, code, uid)
    if settings.RATE_LIMITS:
        wait = seconds_to_wait("invitation-renewed", str(invitation.uid), limit=RENEWALS_AN_HOUR, seconds=3600)
        if wait:
            messages.error(request, _too_often(wait))
            return redirect("courses:speaker_invitation", code, uid)
    return _after(
        request,
        invitation,
        lambda: renew_invitation(invitation=invitation, actor=member_behind(request)),
        _("A new link was sent; the old one does not work any more."),
    )


def _too_often(wait: int) -> str:
    minutes = -(-wait // 60)
    return ngettext(
        "It was sent anew several times just now. Wait %(number)d minute, or pass the link below on yourself.",
        "It was sent anew several times just now. Wait %(number)d minutes, or pass the link below on yourself.",
        minutes,
    ) % {"number": minutes}


@require_POST
@login_required
def invitation_revoke(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    invitation = _own_invitation(request, code, uid)
    asking = ask_first(
        request,
        about=invitation.name,
        sentence=_("Take this invitation back? Its link will not work any more."),
        yes=_("Take it back"),
        back=reverse("courses:speaker_invitation", args=[code, uid]),
    )
    return asking or _after(
        request,
        invitation,
        lambda: revoke_invitation(invitation=invitation, actor=member_behind(request)),
        _("The invitation is taken back."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """The page behind the link. Unknown, used, expired and revoked ones get one and the same answer."""
    return _answer(request, token) if request.method == "POST" else _show(request, token)


@rate_limited("invitation-answer", limit=20, seconds=600)  # an account is made here
def _answer(request: HttpRequest, token: str) -> HttpResponseBase:
    return _show(request, token)


@rate_limited("invitation", limit=60, seconds=600)
def _show(request: HttpRequest, token: str) -> HttpResponseBase:
    found = _by_token(token)
    if found is not None and request.user.is_authenticated and found.accepted_by_id == request.user.pk:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if found is None or not found.is_open or found.batch.is_closed:
        return render(request, "courses/invitation_gone.html", status=404)
    if request.method == "GET" and not is_preview_robot(request):
        note_invitation_opened(invitation=found)
    form: JoinForm | None = None
    refused = ""
    if request.user.is_authenticated:
        if request.method == "POST":
            try:
                accept_invitation(invitation=found, member=member_behind(request))
            except DomainError as refusal:
                refused = str(refusal)
            else:
                return _welcome(request, found)
    else:
        initial = {"name": found.name, "function": found.function}
        form = JoinForm(request.POST or None, email=found.email, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                member = register_invited_speaker(
                    invitation=found, language=get_language() or "id", **form.cleaned_data
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                login(request, member, backend=BACKEND)
                return _welcome(request, found)
    context = {
        "invitation": found,
        "batch": found.batch,
        "sessions": sessions_of(found),
        "form": form,
        "refused": refused,
        "runs_batch": request.user.is_authenticated and may_run_batch(request.user, found.batch),
    }
    return render(request, "courses/invitation.html", context)


def _welcome(request: HttpRequest, accepted: SpeakerInvitation) -> HttpResponseBase:
    said = _("Welcome. You are a speaker of %(batch)s now.") % {"batch": accepted.batch.name}
    messages.success(request, said)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _by_token(token: str) -> SpeakerInvitation | None:
    rows = SpeakerInvitation.objects.select_related("batch__course", "invited_by")
    return rows.filter(token_hash=hash_of(token)).first()


def _own_invitation(request: HttpRequest, code: str, uid: UUID) -> SpeakerInvitation:
    batch = batch_run_by(request, code)
    return get_object_or_404(batch.speaker_invitations.select_related("batch__course", "invited_by"), uid=uid)


def _after(
    request: HttpRequest, invitation: SpeakerInvitation, deed: Callable[[], object], done: str
) -> HttpResponseBase:
    try:
        deed()
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("courses:speaker_invitation", invitation.batch.code, invitation.uid)
