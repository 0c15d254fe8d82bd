"""The organiser's page of a batch: what a run would do, doing it, watching it, and what came of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from certificates.badges.keys import badges_unavailable_because
from certificates.choices import CertificateKind, CertificateState
from certificates.dry_run import DryRunRow, Verdict
from certificates.dry_run_page import dry_run_page
from certificates.kind_setups import setup_for
from certificates.rules import may_issue_for_batch
from certificates.runs import run_progress_for
from certificates.selectors import next_number_for, state_counts_for
from certificates.services import issue_for_batch
from certificates.views.access import batch_overseen
from certificates.views.kind_tabs import tabs_of
from certificates.views.revisions import shown_revision
from certificates.views.runs import shown
from core.errors import DomainError
from courses.models import Batch

LONGEST = 100
VERDICTS = {
    Verdict.READY: (gettext_lazy("gets one"), "success"),
    Verdict.RESUMED: (gettext_lazy("being made"), "info"),
    Verdict.HAS_ONE: (gettext_lazy("has one"), "neutral"),
    Verdict.INCOMPLETE: (gettext_lazy("not complete"), "neutral"),
    Verdict.REVOKED: (gettext_lazy("revoked"), "danger"),
    Verdict.BLOCKED: (gettext_lazy("cannot be printed"), "warning"),
}
SAID_BY_BADGE = {Verdict.HAS_ONE, Verdict.INCOMPLETE}  # the number stands beside it


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_certificates(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_overseen(request, code)
    may_issue = may_issue_for_batch(request.user, batch)
    if request.method == "POST":
        if not may_issue:
            raise PermissionDenied
        return _start(request, batch)
    wanted, search = request.GET.get("verdict", ""), request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    effective = setup_for(batch, CertificateKind.PARTICIPANT)
    dry_run = dry_run_page(
        batch, effective, verdict=wanted if wanted in VERDICTS else "", search=search, page=request.GET.get("page")
    )
    setup = effective.main if effective else None
    context = {
        "batch": batch,
        "tabs": tabs_of(batch, CertificateKind.PARTICIPANT),
        "setup": setup,
        "take_url": reverse("certificates:take_revision", args=[batch.code]),
        **shown_revision(effective),
        "badges_lacking": badges_unavailable_because(),
        "next_number": next_number_for(batch, setup) if setup else "",
        "problems": dry_run.problems,
        "may_issue": may_issue,
        "may_begin": may_issue and not dry_run.problems and bool(dry_run.will_get),
        "will_get": dry_run.will_get,
        **shown(run_progress_for(batch)),
        "states": state_counts_for(batch),
        "page_obj": dry_run.page,
        "rows": [_line(row) for row in dry_run.rows],
        "press": uuid4(),
        "search": search,
        "wanted": wanted,
        "query": urlencode({key: value for key, value in (("verdict", wanted), ("q", search)) if value}),
        "choices": [
            (verdict.value, label, dry_run.counts.get(verdict.value, 0)) for verdict, (label, _tone) in VERDICTS.items()
        ],
    }
    return render(request, "certificates/batch_certificates.html", context)


def _start(request: HttpRequest, batch: Batch) -> HttpResponse:
    """To the page of the run, or back with the reason why there is none."""
    try:
        run = issue_for_batch(batch=batch, actor=request.user)  # type: ignore[arg-type]  # logged in
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("certificates:batch", code=batch.code)
    count = run.reserved + run.resumed
    messages.success(
        request,
        ngettext("%(count)d certificate is being made.", "%(count)d certificates are being made.", count)
        % {"count": count},
    )
    return redirect("certificates:run", code=batch.code, uid=run.uid)


def _line(row: DryRunRow) -> dict[str, Any]:
    label, tone = VERDICTS[row.verdict]
    reason = "" if row.verdict in SAID_BY_BADGE else row.reason
    may_send = row.latest is not None and row.latest.state == CertificateState.ISSUED
    return {
        "row": row,
        "label": label,
        "tone": tone,
        "notes": [note for note in (reason, *row.attention) if note],
        "may_send": may_send,
        "may_choose": may_send or row.verdict in (Verdict.READY, Verdict.RESUMED),
    }
