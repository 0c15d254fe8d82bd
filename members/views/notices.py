"""Urgent notices: written and sent by head office, read by everybody they are for, followed by coordinators."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.confirming import ask_first
from core.errors import DomainError
from core.listing import Listing
from members import rules
from members.choices import NoticeState
from members.models import NoticeReceipt, UrgentNotice, User
from members.notice_figures import receipts_page, sending_job, whatsapp_to_group
from members.notice_forms import NoticeForm, WithdrawForm
from members.services.notices import read_notice, receivers_of, remind_unread, send_notice, withdraw_notice


@require_safe
@login_required
@never_cache
def notices(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    mine = NoticeReceipt.objects.visible_to(person).values("pk")
    counted = Q(receipts__in=mine)
    found = UrgentNotice.objects.overseen_by(person).annotate(
        total=Count("receipts", filter=counted), read=Count("receipts__read_at", filter=counted)
    )
    found = found.order_by("-written_at", "-id")
    page = Listing(request.GET, rows_per_page=25).page_of(found)
    return render(request, "members/notices.html", {"page_obj": page, "may_write": rules.may_write_notices(person)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_write(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    person = _writer(request)
    draft = get_object_or_404(UrgentNotice, uid=uid, state=NoticeState.DRAFT) if uid else None
    looks = _looks(request)
    form = NoticeForm(request.POST or None, notice=draft, looks=looks)
    if request.method == "POST" and not looks and form.is_valid():
        try:
            written = form.save(person)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("members:notice", written.uid)
    return render(request, "members/notice_write.html", {"form": form, "notice": draft})


@require_safe
@login_required
@never_cache
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For its receivers to read and say so; a draft, for its writers to look over and send. While it is being sent,
    htmx asks for the progress alone; once that is done the page is read anew, with whom it reached."""
    person = cast(User, request.user)
    found = get_object_or_404(UrgentNotice.objects.visible_to(person).prefetch_related("provinces", "offices"), uid=uid)
    receipt = found.receipts.filter(member=person).first()
    may_write = rules.may_write_notices(person)
    is_draft = found.state == NoticeState.DRAFT
    job = sending_job(found) if may_write and not is_draft else None
    if may_write and request.headers.get("HX-Request"):
        if job is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "members/partials/notice_progress.html", {"notice": found, "job": job})
    context = {
        "notice": found,
        "receipt": receipt,
        "may_write": may_write,
        "is_draft": is_draft,
        "receivers": receivers_of(found).count() if is_draft else 0,
        "oversees": UrgentNotice.objects.overseen_by(person).filter(pk=found.pk).exists(),
        "job": job,
    }
    return render(request, "members/notice.html", context)


@require_POST
@login_required
def notice_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = cast(User, request.user)
    found = get_object_or_404(UrgentNotice, uid=uid, receipts__member=person)
    if read_notice(notice=found, member=person):
        messages.success(request, _("Thank you: it is noted that you have read it."))
    return redirect("members:notice", uid)


@require_POST
@login_required
def notice_send(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _writer(request)
    found = get_object_or_404(UrgentNotice, uid=uid)
    count = receivers_of(found).count()
    sentence = ngettext(
        "It goes to %(count)d person at once and cannot be changed any more.",
        "It goes to %(count)d people at once and cannot be changed any more.",
        count,
    )
    asked = ask_first(
        request,
        about=found.title,
        sentence=sentence % {"count": count},
        yes=_("Send the notice"),
        back=request.path.removesuffix("send/"),
    )
    if asked is not None:
        return asked
    return _done(request, uid, lambda: send_notice(notice=found, actor=person), _("The notice is on its way."))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = _writer(request)
    found = get_object_or_404(UrgentNotice, uid=uid)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            uid,
            lambda: withdraw_notice(notice=found, reason=reason, actor=person),
            _("The notice is withdrawn."),
        )
    return render(request, "members/notice_withdraw.html", {"form": form, "notice": found})


@require_safe
@login_required
@never_cache
def notice_receipts(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = cast(User, request.user)
    found = get_object_or_404(UrgentNotice.objects.overseen_by(person), uid=uid)
    receipts = receipts_page(found, person, request.GET)
    context = {
        "notice": found,
        "receipts": receipts,
        "listing": receipts.listing,
        "page_obj": receipts.page,
        "query": receipts.listing.query,
        "group_url": whatsapp_to_group(found),
        "may_remind": found.is_shown and receipts.read < receipts.total and not rules.is_auditor(person),
    }
    return render(request, "members/notice_receipts.html", context)


@require_POST
@login_required
def notice_remind(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = cast(User, request.user)
    found = get_object_or_404(UrgentNotice.objects.overseen_by(person), uid=uid)
    if rules.is_auditor(person) and not rules.may_write_notices(person):
        raise Http404
    try:
        count = remind_unread(notice=found, actor=person)
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        told = ngettext("%(count)d message is sent again.", "%(count)d messages are sent again.", count)
        messages.success(request, told % {"count": count} if count else _("Nobody is left to remind today."))
    return redirect("members:notice_receipts", uid)


def _looks(request: HttpRequest) -> bool:
    """Offices are searched for: by the button, or by Enter, which presses none of the two that are seen, while the
    words of the search are not those that the list beneath was found by."""
    pressed = request.POST.get("do", "")
    return pressed == "look" or (not pressed and request.POST.get("search", "") != request.POST.get("searched", ""))


def _writer(request: HttpRequest) -> User:
    person = cast(User, request.user)
    if not rules.may_write_notices(person):
        raise Http404
    return person


def _done(request: HttpRequest, uid: UUID, deed: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        deed()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return redirect("members:notice", uid)
