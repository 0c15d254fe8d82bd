"""Which way a run's papers were made: by the compiled path, or by the full renderer and why."""

from __future__ import annotations

from collections import Counter
from typing import Any

from certificates.models import Certificate, IssueRun


def ways_of(run: IssueRun) -> dict[str, Any]:
    """Of the papers that this run made: how many were compiled, and how many were not, by Reason."""
    made = Certificate.objects.filter(run=run).exclude(file="").values_list("versions", flat=True)
    counts = Counter(versions.get("slowly_because", "") for versions in made)
    return {"compiled": counts.pop("", 0), "in_full": dict(sorted(counts.items()))}
