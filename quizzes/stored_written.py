"""The rows of what people mark: an essay, a file, a drill, with their rubrics."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import ENDINGS
from quizzes.items import Criterion, Drill, Essay, Upload, Written
from quizzes.items.fractions import plain
from quizzes.rows import NotStorableError, Rows

MEGABYTE = 1024 * 1024
LARGEST_MEGABYTES = 100
HUNDREDTH = Decimal("0.01")
LONGEST_TITLE, LONGEST_LEVELS, LONGEST_TEMPLATE = 200, 4000, 2000


def add_written(item: Written, rows: Rows) -> None:
    rows.fields |= {
        "markers": item.markers,
        "threshold_percent": (item.threshold * 100).quantize(HUNDREDTH, rounding=ROUND_HALF_EVEN),
        "notes_for_markers": item.notes_for_markers,
        "criteria_shown": item.criteria_shown,
        "scenario": "",
    }
    rows.criteria += [_criterion(row) for row in item.rubric.criteria]
    if isinstance(item, Essay):
        if len(item.template) > LONGEST_TEMPLATE:
            raise NotStorableError(_("The outline for the answer is longer than %(most)d characters. Shorten it.")
                                   % {"most": LONGEST_TEMPLATE})  # fmt: skip
        rows.fields |= {name: getattr(item, name) for name in ("lines", "least_words", "most_words", "template")}
    elif isinstance(item, Upload):
        _add_files(item, rows)
    elif isinstance(item, Drill):
        rows.fields |= {"scenario": item.scenario, "speed_points": item.speed_points}
        rows.fields |= {"target_seconds": item.target_seconds, "limit_seconds": item.limit_seconds}


def _criterion(row: Criterion) -> dict[str, Any]:
    levels = "\n".join(
        f"{plain(level.points).replace('.', ',')} = {' '.join(level.text.split())}" for level in row.levels
    )
    if len(row.title) > LONGEST_TITLE or len(levels) > LONGEST_LEVELS:
        raise NotStorableError(_("A criterion of the rubric is too long. Shorten it."))
    return {"key": row.key[:12], "title": row.title, "levels": levels}


def _add_files(item: Upload, rows: Rows) -> None:
    wanted = set(item.kinds)
    kinds = [kind for kind, endings in ENDINGS.items() if wanted & set(endings)]
    taken = {ending for kind in kinds for ending in ENDINGS[kind]}
    if wanted - taken:
        rows.remarks.append(_("These kinds of files are not taken here: %(kinds)s.")
                            % {"kinds": ", ".join(sorted(wanted - taken))})  # fmt: skip
    if item.most_files > 1:
        rows.remarks.append(_("One file is taken for each question; the file allowed more."))
    rows.fields["accepted_kinds"] = kinds
    if item.most_bytes:
        rows.fields["most_megabytes"] = min(LARGEST_MEGABYTES, max(1, -(-item.most_bytes // MEGABYTE)))
