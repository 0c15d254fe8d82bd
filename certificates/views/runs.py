"""Issue runs: the history of a batch's, one of them live, and what an organiser does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from certificates.choices import RunPurpose
from certificates.failures import Failure, failures_of
from certificates.models import IssueRun, TemplateRevision
from certificates.rules import may_issue_for_batch
from certificates.runs import RunProgress, RunState, papers_left, run_progress, summaries_of
from certificates.services import pause_run, resume_run, try_again
from certificates.views.access import batch_overseen
from certificates.ways import slowly_because
from core.errors import DomainError
from core.listing import Filter, Listing

FAILURES_PER_PAGE = 50
RUNS_PER_PAGE = 30
STATES = {
    RunState.GOING: (gettext_lazy("under way"), "info"),
    RunState.PAUSING: (gettext_lazy("is being paused"), "warning"),
    RunState.PAUSED: (gettext_lazy("paused"), "warning"),
    RunState.TROUBLED: (gettext_lazy("ended, not all could be made"), "danger"),
    RunState.DONE: (gettext_lazy("done"), "success"),
}


def shown(progress: RunProgress | None) -> dict[str, Any]:
    """What certificates/partials/progress.html needs."""
    if progress is None:
        return {"progress": None}
    label, tone = STATES[progress.state]
    return {"progress": progress, "state_label": label, "state_tone": tone}


@require_safe
@login_required
def run_list(request: HttpRequest, code: str) -> HttpResponse:
    batch = batch_overseen(request, code)
    listing = Listing(
        request.GET, filters=[Filter("purpose", _("What for"), RunPurpose.choices)], rows_per_page=RUNS_PER_PAGE
    )
    runs = batch.issue_runs.select_related("requested_by").order_by("-pk")
    if purpose := listing.value("purpose"):
        runs = runs.filter(purpose=purpose)
    page = listing.page_of(runs)
    found = summaries_of(list(page))
    context = {
        "batch": batch,
        "listing": listing,
        "page_obj": page,
        "lines": [{"run": run, **shown(found[run.pk])} for run in page],
    }
    return render(request, "certificates/run_list.html", context)


@require_safe
@login_required
def run_page(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    run = _run(request, code, uid)
    listing = Listing(request.GET, search_label=_("Name, office or number"), rows_per_page=FAILURES_PER_PAGE)
    page = listing.page_of(papers_left(run).search(listing.text))
    failures: list[Failure] = failures_of(run, list(page))
    context = {
        "batch": run.batch,
        "run": run,
        "slowly": slowly_because(TemplateRevision.objects.filter(pk__in=run.certificates.values("revision"))),
        "may_issue": may_issue_for_batch(request.user, run.batch),
        "listing": listing,
        "page_obj": page,
        "failures": failures,
        **shown(run_progress(run)),
    }
    return render(request, "certificates/run.html", context)


@require_safe
@login_required
def progress(request: HttpRequest, code: str, uid: UUID) -> HttpResponse:
    """The part that htmx asks for again while a run moves. Once it stands still, the run's own page is read anew as a
    whole, for the reasons below it; another page stays as it is, with a link."""
    run = _run(request, code, uid)
    found = run_progress(run)
    asked_by_page = bool(request.headers.get("HX-Request"))
    if asked_by_page and not found.moving and urlsplit(request.headers.get("HX-Current-URL", "")).path == _page_of(run):
        return HttpResponse(headers={"HX-Refresh": "true"})
    may_issue = may_issue_for_batch(request.user, run.batch)
    context = {"batch": run.batch, "may_issue": may_issue, "renewed": asked_by_page, **shown(found)}
    return render(request, "certificates/partials/progress.html", context)


@require_POST
@login_required
def deed(request: HttpRequest, code: str, uid: UUID, deed: str) -> HttpResponse:
    """Pause, resume, or try those with problems again; it leads to the run that this is about."""
    run = _run(request, code, uid)
    if not may_issue_for_batch(request.user, run.batch):
        raise PermissionDenied
    act, sentence = DEEDS[deed]
    try:
        run = act(run=run, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(sentence))
    return redirect("certificates:run", code=code, uid=run.uid)


DEEDS: dict[str, tuple[Callable[..., IssueRun], Any]] = {
    "pause": (pause_run, gettext_lazy("The run pauses: what is in work is finished, the rest waits.")),
    "resume": (resume_run, gettext_lazy("The run goes on under the same numbers.")),
    "again": (try_again, gettext_lazy("Those with problems are being tried again.")),
}


def _page_of(run: IssueRun) -> str:
    return reverse("certificates:run", args=[run.batch.code, run.uid])


def _run(request: HttpRequest, code: str, uid: UUID) -> IssueRun:
    batch = batch_overseen(request, code)
    run: IssueRun = get_object_or_404(
        IssueRun.objects.select_related("batch__course", "requested_by", "paused_by"), batch=batch, uid=uid
    )
    return run
