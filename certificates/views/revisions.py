"""A batch goes over to the newest revision of its template: shown where it may be taken, and never by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.choices import CertificateKind
from certificates.kind_setups import EffectiveSetup
from certificates.rules import may_issue_for_batch
from certificates.services import take_newest_revision
from certificates.services.proving import programs
from certificates.services.revisions import newest_revision
from certificates.views.access import batch_overseen
from certificates.ways import slowly_because
from core.errors import DomainError


def shown_revision(setup: EffectiveSetup | None) -> dict[str, Any]:
    """For certificates/partials/newer_revision.html: which revision the papers have, and a newer one if there is."""
    if setup is None:
        return {}
    newest, kept = newest_revision(setup), setup.kept_revision
    is_newer = newest is not None and kept is not None and newest.number > kept.number and setup.template.live
    revision = kept or newest
    tried = revision is not None and revision.proof.get("made_with") == programs()  # else the next run tries it anew
    return {
        "revision": revision,
        "is_kept": kept is not None,
        "newer": newest if is_newer else None,
        "slowly": slowly_because([revision]) if revision and tried else "",
    }


@require_POST
@login_required
def take(request: HttpRequest, code: str, kind: str = CertificateKind.PARTICIPANT.value) -> HttpResponse:
    batch = batch_overseen(request, code)
    if kind not in CertificateKind.values:
        raise Http404
    if not may_issue_for_batch(request.user, batch):
        raise PermissionDenied
    seen = request.POST.get("revision", "")
    try:
        taken = take_newest_revision(
            batch=batch,
            kind=CertificateKind(kind),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            actor=request.user,  # type: ignore[arg-type]  # logged in
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("From now on papers are made from version %(number)d. Papers drawn already stay as they are.")
        messages.success(request, said % {"number": taken.number})
    if kind == CertificateKind.PARTICIPANT:
        return redirect("certificates:batch", batch.code)
    return redirect("certificates:kind", batch.code, kind)
