"""The participants of a batch as an Excel file; each asking stands in the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import audit
from core.made_files.asking import ask_and_return
from core.made_files.showing import files_shown
from courses.list_files import PARTICIPANTS_FILE, participants_file, subject_of_participants
from courses.models import Batch, Enrolment
from courses.views.access import batch_followed_by, member_behind
from courses.views.imports import download

ROWS_AT_ONCE = 200


@require_POST
@login_required
def participants_export(request: HttpRequest, code: str) -> HttpResponseBase:
    """At once where there are few; otherwise a job makes it."""
    batch, member = batch_followed_by(request, code), member_behind(request)
    subject = subject_of_participants(batch)
    if Enrolment.objects.followed_by(member).filter(batch=batch)[: ROWS_AT_ONCE + 1].count() > ROWS_AT_ONCE:
        back = reverse("courses:batch_participants", args=[code])
        return ask_and_return(request, kind=PARTICIPANTS_FILE.name, subject=subject, options={}, back=back)
    made = participants_file(batch, member)
    audit.record(action="participants.exported", actor=member, subject=f"batch:{code}", data={"rows": made.rows})
    return download(made)


@require_safe
@login_required
def participants_files(request: HttpRequest, code: str) -> HttpResponse:
    """The part that htmx asks for again while a file is being made."""
    return render(request, "core/made_files.html", files_of_participants(request, batch_followed_by(request, code)))


def files_of_participants(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    address = reverse("courses:participants_files", args=[batch.code])
    return {**files_shown(request, subject_of_participants(batch)), "state_url": address}
