"""Corrections as their pages tell them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.listing import Filter, Listing
from core.models import Job
from quizzes import wording
from quizzes.choices import RegradeAction, RegradeState
from quizzes.controls import texts_of_options
from quizzes.correcting import CHOSEN
from quizzes.grading import percent
from quizzes.models import RegradeRow, RegradeRun
from quizzes.selectors.regrade_screens import CorrectableItem, job_of
from quizzes.selectors.results import QuizResults
from quizzes.services.regrade_apply import APPLY
from quizzes.services.regrading import PREPARE

TONES = {RegradeState.PREPARED: "warning", RegradeState.COMMITTED: "success", RegradeState.ABANDONED: "neutral"}
ROWS_PER_PAGE = 50


@dataclass(frozen=True)
class RowLine:
    """One person, as the table of a run tells it; without a name for who only speaks in the course."""

    row: RegradeRow
    name: str
    office: str
    mark: str
    old: str
    new: str
    label: str
    tone: str


@dataclass(frozen=True)
class RunLine:
    run: RegradeRun
    text: str
    tone: str
    when: str
    summary: str


def line_of_row(row: RegradeRow, *, named: bool) -> RowLine:
    enrolment = row.attempt.enrolment
    code = hashlib.sha256(str(row.attempt.uid).encode()).hexdigest()[:6].upper()
    label, tone = _verdict(row)
    old, new = (
        wording.number_in_words(percent(points, maximum))
        for points, maximum in ((row.old_points, row.old_maximum), (row.new_points, row.new_maximum))
    )
    share = _("dropped") if row.new_fraction is None else wording.number_in_words(row.new_fraction * 100) + " %"
    return RowLine(
        row=row,
        name=enrolment.member.full_name if named else _("Person %(code)s") % {"code": code},
        office=(enrolment.office.name if enrolment.office else "") if named else "",
        mark=f"{wording.number_in_words(row.old_fraction * 100)} % → {share}",
        old=f"{old} %",
        new=f"{new} %",
        label=label,
        tone=tone,
    )


def _verdict(row: RegradeRow) -> tuple[str, str]:
    if row.by_people:
        return _("marked by somebody: left as it is"), "neutral"
    if row.crosses:
        return (_("passes now"), "success") if row.crosses > 0 else (_("passes no longer"), "danger")
    if row.direction:
        return (_("up"), "success") if row.direction > 0 else (_("down"), "warning")
    return _("as before"), "neutral"


def line_of_run(run: RegradeRun) -> RunLine:
    moment = run.committed_at or run.made_at
    return RunLine(
        run=run,
        text=str(run.question),
        tone=TONES[RegradeState(run.state)],
        when=wording.moment_in_words(moment, settings.TIME_ZONE),
        summary=summary_of(run.counts) if run.counts else "",
    )


def summary_of(counts: Mapping[str, int]) -> str:
    """What it comes to, in a sentence or three."""
    released = _released_in_words(counts.get("released", 0))
    scores = _scores_in_words(counts) if counts["all"] or not released else ""
    return f"{scores} {released}".strip()


def _released_in_words(count: int) -> str:
    if not count:
        return ""
    sentence = ngettext(
        "%(count)d attempt waits for marks of this question; nobody has to give them any more.",
        "%(count)d attempts wait for marks of this question; nobody has to give them any more.",
        count,
    )
    return sentence % {"count": count}


def _scores_in_words(counts: Mapping[str, int]) -> str:
    changed = counts["up"] + counts["down"]
    if not changed:
        return ngettext(
            "No score of %(all)d attempt changes.", "No score of %(all)d attempts changes.", counts["all"]
        ) % {"all": counts["all"]}
    first = ngettext(
        "%(changed)d of %(all)d scores changes: %(up)d up, %(down)d down.",
        "%(changed)d of %(all)d scores change: %(up)d up, %(down)d down.",
        changed,
    ) % {"changed": changed, "all": counts["all"], "up": counts["up"], "down": counts["down"]}
    passed = counts["now_passed"]
    parts = [first]
    if passed:
        sentence = ngettext("%(count)d person passes now.", "%(count)d people pass now.", passed)
        parts.append(sentence % {"count": passed})
    if counts["no_longer"]:
        sentence = ngettext(
            "%(count)d person passes no longer; a completion stays.",
            "%(count)d people pass no longer; completions stay.",
            counts["no_longer"],
        )
        parts.append(sentence % {"count": counts["no_longer"]})
    return " ".join(parts)


def facts_of(run: RegradeRun, item: CorrectableItem | None, results: QuizResults) -> list[tuple[str, str]]:
    accepted = list(run.accepted)
    if item is not None and item.question.type in CHOSEN:
        texts = texts_of_options(item.question)
        accepted = [texts.get(key, key) for key in accepted]
    who = run.batch.name if run.batch else _("everybody who sat it")
    if run.chosen:
        who = ngettext("%(count)d chosen attempt", "%(count)d chosen attempts", len(run.chosen)) % {
            "count": len(run.chosen)
        }
    done_by = run.by.full_name if run.by and results.sees_names else ""
    return [
        (_("What is corrected"), str(RegradeAction(run.action).label)),
        (_("Accepted, too"), " · ".join(accepted)),
        (_("Direction"), _("only upward: nobody's score falls") if run.upward_only else _("up and down")),
        (_("For whom"), who),
        (_("Versions of the test"), ", ".join(map(str, run.versions))),
        (_("Reason"), run.reason),
        (_("Told by e-mail"), _("yes, whose score changes") if run.tells_people else _("no")),
        (_("By"), done_by),
        (_("Prepared"), wording.moment_in_words(run.made_at, settings.TIME_ZONE)),
        (
            _("Applied on"),
            wording.moment_in_words(run.committed_at, settings.TIME_ZONE) if run.committed_at else "",
        ),
    ]


def rows_listing(asked: Mapping[str, str], *, named: bool) -> Listing:
    shown: list[tuple[str, Any]] = [
        ("changed", _("only those that change")),
        ("up", _("up")),
        ("down", _("down")),
        ("crossing", _("over the pass mark, or below")),
        ("people", _("marked by somebody")),
    ]
    return Listing(
        asked,
        filters=[Filter("show", _("Scores"), shown)],
        sorts=("name", "old", "new") if named else ("old", "new"),
        search_label=_("Name or office") if named else "",
        rows_per_page=ROWS_PER_PAGE,
    )


@dataclass(frozen=True)
class Progress:
    text: str
    job: Job
    reason: str

    @property
    def is_moving(self) -> bool:
        return not self.reason


def progress_of(run: RegradeRun) -> Progress | None:
    """What a job is doing for the run at this moment; None where nothing is waited for."""
    if run.is_committed and run.applied_at is None:
        kind, text = APPLY, _("Marks are being corrected.")
    elif run.is_prepared and run.looked_at is None:
        kind, text = PREPARE, _("The preview is being computed.")
    else:
        return None
    job = job_of(kind, run)
    return None if job is None else Progress(text, job, job.reason)
