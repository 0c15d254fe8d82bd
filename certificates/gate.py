"""The gate before a template is published: every rule of the design's list, asked of the papers that it would make.

Runs in a process of its own, without a database: `judge` is given the content and gives back sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.conformance import conformance_findings
from certificates.errors import ContentError
from certificates.paper.content import design_of
from certificates.paper.legibility import legibility_findings
from certificates.paper.markup import markup_findings
from certificates.paper.samples import SAMPLE_LABELS, SAMPLES
from certificates.qr import qr_data_url
from certificates.rendering import RenderingError, paper_css, paper_html, render
from core.errors import DomainError

HEAVY = 120_000


@dataclass(frozen=True)
class Finding:
    """`stops` says whether the template may not be published with it; `sample` names whose paper shows it."""

    text: str
    stops: bool = True
    sample: str = ""


def judge(content: Any, language: str) -> list[Finding]:
    """Everything that speaks against this content, said once; empty when its papers are as they must be."""
    with translation.override(language):
        try:
            design = design_of(content)
        except ContentError as refusal:
            return [Finding(str(refusal))]
        findings = [Finding(text) for text in legibility_findings(design)]
        for name, facts in SAMPLES.items():
            try:
                html = paper_html(facts, content, qr_data_url(facts.verify_url))
                findings += [Finding(text, sample=name) for text in markup_findings(html, paper_css(content))]
                pdf = render(facts, content)
            except RenderingError as refusal:
                cure = _("Shorten a sentence or take a line away.")
                findings.append(Finding(f"{refusal} {cure}", sample=name))
                continue
            except DomainError as refusal:
                return [Finding(str(refusal))]
            findings += [Finding(text, sample=name) for text in conformance_findings(pdf)]
            if len(pdf) > HEAVY:
                findings.append(
                    Finding(
                        _("Each file takes %(size)d kB, most of it pictures: sending and keeping them takes longer.")
                        % {"size": len(pdf) // 1000},
                        stops=False,
                    )
                )
        return _once(findings)


def said(finding: Finding) -> str:
    """With the name of the sample, where only some of them show it."""
    if not finding.sample:
        return finding.text
    return _("%(text)s Seen with: %(sample)s.") % {"text": finding.text, "sample": SAMPLE_LABELS[finding.sample]}


def _once(findings: list[Finding]) -> list[Finding]:
    """A finding of every sample is one of the template; a later sample with the same words adds nothing."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.text, finding)
    return list(first.values())
