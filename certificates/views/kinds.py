"""The organiser's pages of papers besides participants': who gets one and why not, switching a kind on, issuing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.choices import CertificateKind
from certificates.dry_run import DryRunRow, Verdict
from certificates.errors import SameNameError
from certificates.kinds_page import kind_page
from certificates.models import PaperPart
from certificates.part_forms import PaperPartForm
from certificates.rules import may_issue_for_batch
from certificates.services import fill_parts, issue_for_batch, remove_part, save_part, switch_kind
from certificates.views.access import batch_overseen
from certificates.views.issuing import VERDICTS
from certificates.views.kind_tabs import KINDS, tabs_of
from certificates.views.revisions import shown_revision
from core.confirming import ask_first
from core.errors import DomainError
from core.listing import Listing
from courses.models import Batch

WITH_PARTS = (CertificateKind.SPEAKER, CertificateKind.COMMITTEE)


@require_safe
@login_required
def batch_kind(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    batch, chosen = batch_overseen(request, code), _kind(kind)
    listing = Listing(request.GET, search_label=_("Name or office"))
    page = kind_page(batch, chosen, search=listing.text)
    shown = listing.page_of(page.rows)
    may_issue = may_issue_for_batch(request.user, batch)
    context = {
        "batch": batch,
        "kind": chosen,
        "title": KINDS[chosen],
        "tabs": tabs_of(batch, chosen),
        "setup": page.setup,
        "take_url": reverse("certificates:kind_take_revision", args=[batch.code, chosen.value]),
        **shown_revision(page.setup),
        "next_number": page.next_number,
        "problems": page.problems,
        "may_issue": may_issue,
        "may_begin": may_issue and not page.problems and bool(page.will_get),
        "will_get": page.will_get,
        "has_parts": chosen in WITH_PARTS,
        "listing": listing,
        "page_obj": shown,
        "left_out": page.left_out,
        "query": listing.query,
        "rows": [_line(row) for row in shown],
    }
    return render(request, "certificates/kind.html", context)


@require_POST
@login_required
def deed(request: HttpRequest, code: str, kind: str, deed: str) -> HttpResponse:
    """Fill the list from the batch, switch the kind, or issue its papers."""
    batch, chosen = _run(request, code), _kind(kind)
    back = reverse("certificates:kind", args=[batch.code, chosen.value])
    try:
        said, address = DEEDS[deed](request, batch, chosen)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, said)
    return redirect(address or back)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def part(request: HttpRequest, code: str, kind: str, uid: UUID | None = None) -> HttpResponse:
    """Add or change whom a paper is for, and what it says that this person did."""
    batch, chosen = _run(request, code), _kind(kind)
    row = _part(batch, chosen, uid) if uid else PaperPart(batch=batch, kind=chosen)
    form = PaperPartForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_part(
                part=form.instance,
                hours=form.hours,
                actor=request.user,  # type: ignore[arg-type]  # login_required has seen to it
                although_same=form.cleaned_data["although_same"],
            )
        except SameNameError as refusal:
            form.add_error("although_same", str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Papers that were given stay as they are: replace one to change it."))
            return redirect("certificates:kind", batch.code, chosen.value)
    context = {
        "batch": batch,
        "kind": chosen,
        "title": KINDS[chosen],
        "part": row if uid else None,
        "has_paper": bool(uid) and row.certificates.exists(),
        "form": form,
    }
    return render(request, "certificates/part.html", context)


@require_POST
@login_required
def part_remove(request: HttpRequest, code: str, kind: str, uid: UUID) -> HttpResponse:
    batch, chosen = _run(request, code), _kind(kind)
    row = _part(batch, chosen, uid)
    back = reverse("certificates:kind", args=[batch.code, chosen.value])
    asking = ask_first(
        request,
        about=row.member.full_name if row.member else row.name,
        sentence=_("Take this person off the list?"),
        yes=_("Take off"),
        back=back,
    )
    if asking is not None:
        return asking
    try:
        remove_part(part=row, actor=request.user)  # type: ignore[arg-type]  # login_required has seen to it
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _fill(request: HttpRequest, batch: Batch, kind: CertificateKind) -> tuple[str, str]:
    added = fill_parts(batch=batch, actor=request.user)  # type: ignore[arg-type]  # login_required has seen to it
    return ngettext("%(count)d person was added.", "%(count)d people were added.", added) % {"count": added}, ""


def _switch(request: HttpRequest, batch: Batch, kind: CertificateKind) -> tuple[str, str]:
    on = request.POST.get("on") == "yes"
    switch_kind(batch=batch, kind=kind, on=on, actor=request.user)  # type: ignore[arg-type]  # logged in
    return _("This batch gives these papers.") if on else _("This batch does not give these papers."), ""


def _issue(request: HttpRequest, batch: Batch, kind: CertificateKind) -> tuple[str, str]:
    """On to the page of the run."""
    run = issue_for_batch(batch=batch, actor=request.user, kind=kind)  # type: ignore[arg-type]  # logged in
    count = run.reserved + run.resumed
    said = ngettext("%(count)d certificate is being made.", "%(count)d certificates are being made.", count)
    return said % {"count": count}, reverse("certificates:run", args=[batch.code, run.uid])


DEEDS = {"fill": _fill, "switch": _switch, "issue": _issue}


def _line(row: DryRunRow) -> dict[str, Any]:
    label, tone = VERDICTS[row.verdict]
    recipient = row.recipient
    reason = "" if row.verdict is Verdict.HAS_ONE else row.reason
    sessions = recipient.sessions or ()
    return {
        "row": row,
        "label": label,
        "tone": tone,
        "notes": [note for note in (reason, *row.attention) if note],
        "role": recipient.role,
        "completed": recipient.completed,
        "sessions": [session.subject for session in sessions],
        "jp": sum(session.jp for session in sessions),
        "part": recipient.part,
    }


def _run(request: HttpRequest, code: str) -> Batch:
    batch = batch_overseen(request, code)
    if not may_issue_for_batch(request.user, batch):
        raise PermissionDenied
    return batch


def _kind(kind: str) -> CertificateKind:
    chosen = next((known for known in KINDS if known.value == kind), None)
    if chosen is None:
        raise Http404
    return chosen


def _part(batch: Batch, kind: CertificateKind, uid: UUID) -> PaperPart:
    parts = PaperPart.objects.filter(batch=batch, kind=kind).select_related("member", "batch")
    return get_object_or_404(parts, uid=uid)
