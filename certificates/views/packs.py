"""A batch's certificates to take along: asking for an archive, seeing it made, and fetching it within a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import File
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.choices import CertificateState, PackGrouping
from certificates.models import Certificate, PaperPack
from certificates.services import ask_pack
from certificates.storage import private_storage
from certificates.views.access import batch_overseen
from core.choices import JobState
from core.errors import DomainError
from core.private_files import private_file_response
from core.rate_limits import rate_limited
from core.selectors import jobs_with_prefix
from courses.models import Batch


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def packs(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_overseen(request, code)
    if request.method == "POST":
        return _ask(request, batch)
    count = Certificate.objects.filter(batch=batch, state=CertificateState.ISSUED).count()
    context = {"batch": batch, "count": count, "groupings": PackGrouping.choices, **_shown(request, batch)}
    return render(request, "certificates/packs.html", context)


@require_safe
@login_required
def packs_state(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while an archive is being made."""
    batch = batch_overseen(request, code)
    return render(request, "certificates/partials/packs.html", {"batch": batch, **_shown(request, batch)})


@require_safe
@login_required
def download(request: HttpRequest, code: str, uid: UUID) -> HttpResponseBase:
    batch = batch_overseen(request, code)
    rows = PaperPack.objects.of_person(request.user).fresh().select_related("batch")
    pack: PaperPack = get_object_or_404(rows, batch=batch, uid=uid, ready_at__isnull=False)
    if not private_storage().exists(pack.address):
        raise Http404
    file: File[bytes] = private_storage().open(pack.address)
    return private_file_response(
        request, file=file, filename=pack.filename, content_type="application/zip", etag=str(pack.uid)
    )


@rate_limited("certificates.packs", limit=10, seconds=3600)
def _ask(request: HttpRequest, batch: Batch) -> HttpResponse:
    wanted = request.POST.get("grouping", "")
    grouping = PackGrouping(wanted) if wanted in PackGrouping.values else PackGrouping.OFFICE
    try:
        ask_pack(batch=batch, grouping=grouping, actor=request.user)  # type: ignore[arg-type]  # logged in
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The archive is being made; it appears below."))
    return redirect("certificates:packs", code=batch.code)


def _shown(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """The asker's own of the last day, each with the job that makes it. Two queries."""
    rows = list(PaperPack.objects.of_person(request.user).fresh().filter(batch=batch).select_related("batch"))
    jobs = {
        job.key: job for job in jobs_with_prefix("certificates.pack:").filter(key__in=[row.job_key for row in rows])
    }
    lines: list[dict[str, Any]] = [{"pack": row, "job": jobs.get(row.job_key)} for row in rows]
    # A job that ended between the two queries is not over for this page: the next look finds its archive.
    moving = any(
        line["pack"].ready_at is None and line["job"] and line["job"].state != JobState.FAILED for line in lines
    )
    return {"lines": lines, "moving": moving}
