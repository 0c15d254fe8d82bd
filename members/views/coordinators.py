"""Who coordinates which province, by which decree; many appointed at once; and what goes from one to the next."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.listing import Filter, Listing
from members.coordinator_forms import HandOverForm, InaugurationForm
from members.errors import InaugurationRefusedError, MemberError
from members.models import HandOver, User
from members.querysets import today
from members.rules import is_administrator, is_auditor, may_manage_offices
from members.selectors import coordination_on
from members.services import inaugurate_coordinators, receive_hand_over, write_hand_over

VACANT = "vacant"


@require_safe
@login_required
@never_cache
def coordinator_list(request: HttpRequest) -> HttpResponse:
    """All provinces, as they were on a day: yesterday's coordinator can still be named tomorrow."""
    if not (is_administrator(request.user) or is_auditor(request.user)):
        raise Http404
    listing = Listing(
        request.GET,
        filters=[
            Filter("on", _("As of the date"), (), is_day=True),
            Filter("show", _("Show"), [(VACANT, _("without a coordinator"))]),
        ],
        search_label=_("Province, coordinator or decree"),
    )
    day = date.fromisoformat(listing.value("on")) if listing.value("on") else today()
    rows = coordination_on(day, text=listing.text, vacant=listing.value("show") == VACANT)
    context = {
        "rows": listing.page_of(rows),
        "listing": listing,
        "day": day,
        "vacancies": sum(row.current is None for row in rows),
        "may_appoint": may_manage_offices(request.user),
    }
    return render(request, "members/coordinators.html", {**context, "page_obj": context["rows"]})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def inaugurate(request: HttpRequest) -> HttpResponse:
    if not may_manage_offices(request.user):
        raise Http404
    form = InaugurationForm(request.POST or None, provinces=coordination_on(today()))
    if request.method == "POST" and form.is_valid():
        try:
            made = inaugurate_coordinators(
                decree=form.cleaned_data["decree"],
                since=form.cleaned_data["since"],
                people=form.people,
                actor=cast(User, request.user),
            )
        except InaugurationRefusedError as refused:
            for code, sentence in refused.by_province.items():
                form.add_error(f"person-{code}", sentence)
        except MemberError as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(number)d coordinator is appointed.", "%(number)d coordinators are appointed.", len(made))
            messages.success(request, said % {"number": len(made)})
            return redirect("members:coordinators")
    return render(request, "members/inaugurate.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def hand_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, user = _hand_over(request, uid), cast(User, request.user)
    writes = found.earlier.member_id == user.pk
    form = HandOverForm(request.POST or None, initial={"note": found.note}) if writes and found.is_writable else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                write_hand_over(hand_over=found, note=form.cleaned_data["note"], actor=user)
            except MemberError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Your note is saved."))
                return redirect("members:hand_over", uid)
    context = {"hand_over": found, "form": form, "receives": found.later.member_id == user.pk, "writes": writes}
    return render(request, "members/hand_over.html", context)


@require_POST
@login_required
def hand_over_receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, user = _hand_over(request, uid), cast(User, request.user)
    if found.later.member_id != user.pk:
        raise Http404
    receive_hand_over(hand_over=found, actor=user)
    messages.success(request, _("The hand-over is confirmed."))
    return redirect("members:hand_over", uid)


def _hand_over(request: HttpRequest, uid: UUID) -> HandOver:
    rows = HandOver.objects.visible_to(request.user).select_related(
        "earlier__member", "earlier__office", "later__member", "later__office", "later__province"
    )
    return get_object_or_404(rows, uid=uid)
