"""How many places of a batch each office or province may take."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.confirming import ask_first
from core.listing import Listing
from courses.errors import CourseError
from courses.models import BatchQuota
from courses.nomination_forms import PlacesForm, QuotaForm
from courses.selectors.nominations import quotas_of
from courses.services.quotas import remove_quota, set_quota
from courses.views.access import batch_run_by, member_behind

QUOTAS_PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def batch_quotas(request: HttpRequest, code: str) -> HttpResponseBase:
    batch = batch_run_by(request, code)
    form = QuotaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_quota(
                batch=batch,
                places=form.cleaned_data["places"],
                office=form.office,
                province=form.province,
                actor=member_behind(request),
            )
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The quota is set."))
            return redirect("courses:batch_quotas", code)
    listing = Listing(request.GET, search_label=_("Office or province"), rows_per_page=QUOTAS_PER_PAGE)
    context = {
        "batch": batch,
        "form": form,
        "listing": listing,
        "page_obj": listing.page_of(quotas_of(batch, text=listing.text)),
        "taken": batch.enrolments.occupying().count(),
        "waiting": batch.enrolments.waiting().count(),
    }
    return render(request, "courses/batch_quotas.html", context)


@require_POST
@login_required
def quota_change(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    quota = _quota(request, code, pk)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a whole number of places."))
        return redirect("courses:batch_quotas", code)
    try:
        set_quota(
            batch=quota.batch,
            places=form.cleaned_data["places"],
            office=quota.office,
            province=quota.province,
            actor=member_behind(request),
        )
    except CourseError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The quota is set."))
    return redirect("courses:batch_quotas", code)


@require_POST
@login_required
def quota_remove(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    quota = _quota(request, code, pk)
    asking = ask_first(
        request,
        about=str(quota),
        sentence=_("Remove this quota? Then only the places of the whole batch bind."),
        yes=_("Remove"),
        back=reverse("courses:batch_quotas", args=[code]),
    )
    if asking:
        return asking
    try:
        remove_quota(quota=quota, actor=member_behind(request))
    except CourseError as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:batch_quotas", code)


def _quota(request: HttpRequest, code: str, pk: int) -> BatchQuota:
    quotas = batch_run_by(request, code).quotas.select_related("batch__course", "office", "province")
    return get_object_or_404(quotas, pk=pk)
