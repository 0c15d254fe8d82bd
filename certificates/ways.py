"""Which way a run's papers were made: by the compiled path, or by the full renderer and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from certificates.models import Certificate, IssueRun, TemplateRevision


def slowly_because(revisions: Iterable[TemplateRevision]) -> str:
    """What a reader is told of the first revision whose proof has failed; nothing where all hold or nobody tried."""
    for revision in revisions:
        if revision.proof and not revision.proof["holds"]:
            said = _("Large runs take longer with this template, because each paper is drawn in full: %(finding)s")
            return said % {"finding": " ".join(revision.proof["findings"][:1])}
    return ""


def ways_of(run: IssueRun) -> dict[str, Any]:
    """Of the papers that this run made: how many were compiled, and how many were not, by Reason."""
    made = Certificate.objects.filter(run=run).exclude(file="").values_list("versions", flat=True)
    counts = Counter(versions.get("slowly_because", "") for versions in made)
    return {"compiled": counts.pop("", 0), "in_full": dict(sorted(counts.items()))}
