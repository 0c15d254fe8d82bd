"""The report that an analysis page shows: kept from a job, or, of a small test, computed in this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from quizzes.item_reports import report_of
from quizzes.selectors.analysed import Scope, analysed
from quizzes.selectors.results import kept_report

IN_PLACE = 300  # attempts at the test up to which nobody waits for a job


@dataclass(frozen=True)
class Reading:
    """`report` is None while nothing was computed yet; `is_stale`: marks have changed since."""

    report: Mapping[str, Any] | None
    computed_at: datetime | None = None
    is_stale: bool = False


def read_report(scope: Scope) -> Reading:
    """Writes nothing: what is missing is asked for by a POST."""
    kept, version = kept_report(scope)
    if kept is not None and kept.data_version == version.digest:
        return Reading(_in_language(kept.reports), kept.computed_at)
    if version.attempts <= IN_PLACE:
        return Reading(report_of(analysed(scope)))
    if kept is None:
        return Reading(None, is_stale=True)
    return Reading(_in_language(kept.reports), kept.computed_at, is_stale=True)


def _in_language(reports: Mapping[str, Any]) -> Mapping[str, Any]:
    language = (get_language() or "")[:2]
    found: Mapping[str, Any] = reports.get(language) or next(iter(reports.values()))
    return found
