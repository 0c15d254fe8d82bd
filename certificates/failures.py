"""Why a paper of a run could not be made, and what helps: each in words for whoever runs the batch."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from certificates.facts import Holder
from certificates.models import Certificate, IssueRun
from certificates.rendering import holder_findings, name_findings
from certificates.runs import reasons_of_failed_jobs

NAME = gettext_lazy(
    "The name stands fixed with the number. Give up this number, correct the name of the person, and issue again."
)
LINE = gettext_lazy(
    "What is printed stands fixed with the number. Give up this number, correct office, position or rank of the person,"
    " and issue again."
)
SITE = gettext_lazy(
    "Try again. If the same reason comes back, send it to whoever looks after the site; the number stays reserved."
)


@dataclass(frozen=True)
class Failure:
    certificate: Certificate
    reason: str
    cure: str | Promise


def cure_for(holder: Holder) -> str | Promise:
    if name_findings(holder.name, holder.full_name):
        return NAME
    return LINE if holder_findings(holder) else SITE


def failures_of(run: IssueRun, papers: list[Certificate]) -> list[Failure]:
    whole_chunks = reasons_of_failed_jobs(run) if papers else {}
    return [
        Failure(
            certificate=paper,
            reason=paper.problem or whole_chunks.get(paper.pk, ""),
            cure=cure_for(Holder(**paper.facts_data["holder"])),
        )
        for paper in papers
    ]
