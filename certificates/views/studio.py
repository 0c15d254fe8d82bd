"""A template as it will be printed: pictures of the real PDF for several holders, beside what the gate says."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.errors import CertificateError, ContentError
from certificates.models import CertificateTemplate
from certificates.paper.samples import SAMPLE_LABELS
from certificates.rules import may_write_templates
from certificates.services.sheets import sheet_of
from certificates.services.templates import content_of, gate_findings
from certificates.web_paper import web_paper

# The paper's own styles and pictures, and nothing else: no script, no address, no form.
PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@require_safe
@login_required
def template_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it stands, for one sample holder, with the gate's findings of all."""
    template = _seen(request, pk)
    sample = _sample(request)
    context = {
        "template": template,
        "may_write": may_write_templates(request.user),
        "pinned": list(template.pinned.order_by("-number")[:10]),
        **_paper(template, sample, judged=True),
    }
    return render(request, "certificates/studio/template.html", context)


@require_safe
@login_required
def template_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = sheet_of(_content(_seen(request, pk)), _sample(request))
    if sheet.problem:
        return HttpResponse(sheet.problem, status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(sheet.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="contoh.pdf"'
    return response


@require_safe
@login_required
def template_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a browser shows it, in the order in which it is read aloud."""
    try:
        page = web_paper(_content(_seen(request, pk)), _sample(request))
    except CertificateError as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(page)
    response["Content-Security-Policy"] = PAPER_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def panel_preview(request: HttpRequest, template: CertificateTemplate, sample: str) -> HttpResponse:
    """Inside the editor: what is typed, before it is kept."""
    return render(request, "certificates/studio/panel.html", {"template": template, **_paper(template, sample)})


def _paper(template: CertificateTemplate, sample: str, *, judged: bool = False) -> dict[str, Any]:
    context: dict[str, Any] = {
        "sample": sample,
        "sample_label": SAMPLE_LABELS[sample],
        "samples": list(SAMPLE_LABELS.items()),
    }
    try:
        content = content_of(template)
    except ContentError as refusal:
        return {**context, "findings": [{"text": str(refusal), "stops": True}]}
    sheet = sheet_of(content, sample)
    findings = [{"text": sheet.problem, "stops": True, "sample": ""}] if sheet.problem and not judged else []
    if judged:
        findings = [
            {"text": found.text, "stops": found.stops, "sample": SAMPLE_LABELS.get(found.sample, "")}
            for found in gate_findings(content)
        ]
    pages = [
        {"number": number, "source": "data:image/webp;base64," + base64.b64encode(page).decode("ascii")}
        for number, page in enumerate(sheet.pages, start=1)
    ]
    return {**context, "pages": pages, "findings": findings, "judged": judged, "problem": sheet.problem}


def _seen(request: HttpRequest, pk: int) -> CertificateTemplate:
    """The latest draft; 404 for whoever may not see templates."""
    found = get_object_or_404(CertificateTemplate.objects.visible_to(request.user), pk=pk)
    draft: CertificateTemplate = found.get_latest_revision_as_object()
    return draft


def _sample(request: HttpRequest) -> str:
    sample = request.GET.get("sample", next(iter(SAMPLE_LABELS)))
    if sample not in SAMPLE_LABELS:
        raise Http404(_("This sample is unknown."))
    return sample


def _content(template: CertificateTemplate) -> dict[str, Any]:
    try:
        return content_of(template)
    except ContentError as refusal:
        raise Http404(str(refusal)) from refusal
