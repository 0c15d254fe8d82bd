"""Issue runs as screens read them: how far one is, what holds it up, who could not be served, and the history."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.choices import CertificateKind, CertificateState
from certificates.models import Certificate, IssueRun
from certificates.querysets import CertificateQuerySet
from core import clock
from core.choices import JobState
from core.models import Job
from courses.models import Batch

ISSUE_JOB = "certificates.issue"
ENDED = (JobState.DONE, JobState.FAILED)
# Before that many papers and seconds, a rate would say more about the start than about the run.
ENOUGH_PAPERS = 5
ENOUGH_SECONDS = 2


class RunState(StrEnum):
    GOING = "going"
    PAUSING = "pausing"
    PAUSED = "paused"
    TROUBLED = "troubled"
    DONE = "done"


@dataclass(frozen=True)
class RunProgress:
    """How far a run is, in certificates that were not given up; `made` are those whose file stands.

    `reason` is what holds the run up; `per_minute` and `time_left` are empty while nobody can know them.
    """

    run: IssueRun
    state: RunState
    total: int
    issued: int
    made: int
    problems: int
    given_up: int
    reason: str = ""
    per_minute: int = 0
    time_left: str = ""

    @property
    def moving(self) -> bool:
        return self.state in (RunState.GOING, RunState.PAUSING)

    @property
    def waiting(self) -> int:
        return self.total - self.issued - self.problems

    @property
    def may_pause(self) -> bool:
        return self.state is RunState.GOING

    @property
    def may_resume(self) -> bool:
        return self.state in (RunState.PAUSING, RunState.PAUSED)


@dataclass(frozen=True)
class _JobRow:
    run: int
    state: str
    on_hold: bool
    reason: str
    done: int
    started_at: datetime | None
    certificates: list[int]


def run_progress(run: IssueRun) -> RunProgress:
    """Papers are looked at one by one only until all are made. Three to five queries, whatever the run's size."""
    summary = summaries_of([run])[run.pk]
    return summary if summary.state is RunState.DONE else progress_of([run])[run.pk]


def run_progress_for(batch: Batch) -> RunProgress | None:
    """Of the latest run."""
    run = batch.issue_runs.order_by("-pk").first()
    return run_progress(run) if run else None


def progress_of(runs: Sequence[IssueRun]) -> dict[int, RunProgress]:
    """Two queries, however many runs."""
    jobs: dict[int, list[_JobRow]] = {run.pk: [] for run in runs}
    for job in _jobs(runs):
        jobs[job.run].append(job)
    wanted = [pk for rows in jobs.values() for job in rows for pk in job.certificates]
    papers = {
        pk: (state, bool(problem), issued_at)
        for pk, state, problem, issued_at in Certificate.objects.filter(pk__in=wanted).values_list(
            "pk", "state", "problem", "issued_at"
        )
    }
    return {run.pk: _progress(run, jobs[run.pk], papers) for run in runs}


def summaries_of(runs: Sequence[IssueRun]) -> dict[int, RunProgress]:
    """As `progress_of` for a list, without the pace. The database counts the papers of a run that took up none of an
    earlier one; of the others each is read. Two or three queries for each of the two sorts, however many runs."""
    plain = [run for run in runs if not run.resumed]
    found = progress_of([run for run in runs if run.resumed])
    jobs: dict[int, list[_JobRow]] = {run.pk: [] for run in plain}
    for job in _jobs(plain):
        jobs[job.run].append(job)
    papers = Certificate.objects.filter(run__in=plain).order_by()
    states: dict[int, dict[str, int]] = {run.pk: {} for run in plain}
    for of_run, state, number in papers.values_list("run", "state").annotate(Count("pk")):
        states[of_run][state] = number
    tried = papers.filter(state=CertificateState.RESERVED).exclude(problem="")
    problems = dict(tried.values_list("run").annotate(Count("pk")))
    for run in plain:
        given_up, reserved = (
            states[run.pk].get(state, 0) for state in (CertificateState.VOID, CertificateState.RESERVED)
        )
        total = sum(states[run.pk].values()) - given_up
        ended = all(job.state in ENDED for job in jobs[run.pk])
        failed = reserved if ended else problems.get(run.pk, 0)
        issued = total - reserved
        found[run.pk] = RunProgress(
            run,
            _state(run, jobs[run.pk], failed),
            total,
            issued,
            issued,
            failed,
            given_up,
            _reason(jobs[run.pk]),
        )
    return found


def papers_in_work() -> dict[int, bool]:
    """Reserved certificates that a job will make by itself, and whether its run is paused. One query."""
    rows = Job.objects.filter(kind=ISSUE_JOB).unfinished().values_list("payload", "on_hold")
    return {pk: on_hold for payload, on_hold in rows for pk in payload["certificates"]}


def run_under_way(batch: Batch, kind: CertificateKind) -> IssueRun | None:
    """The newest that makes papers of this kind now and is not paused. Two queries."""
    jobs = Job.objects.filter(kind=ISSUE_JOB, on_hold=False).unfinished()
    runs = {payload["run"] for payload in jobs.values_list("payload", flat=True)}
    found: IssueRun | None = batch.issue_runs.filter(pk__in=runs, kind=kind).order_by("-pk").first()
    return found


def papers_left(run: IssueRun) -> CertificateQuerySet:
    """Those of the run that were tried and could not be made; nobody is trying them now."""
    reserved = Certificate.objects.filter(batch=run.batch_id, state=CertificateState.RESERVED).values_list(
        "pk", flat=True
    )
    left = set(reserved)
    if left:
        left &= {pk for job in _jobs([run]) if job.state in ENDED for pk in job.certificates}
        left -= papers_in_work().keys()
    return Certificate.objects.filter(pk__in=left).order_by("sequence", "pk")


def reasons_of_failed_jobs(run: IssueRun) -> dict[int, str]:
    """Why a whole chunk came to nothing, by certificate: its own problem, where it has one, says more."""
    return {pk: job.reason for job in _jobs([run]) if job.state == JobState.FAILED for pk in job.certificates}


def time_in_words(seconds: float) -> str:
    """Rounded so that it does not jump at every look: 10 seconds, then half minutes' worth, then minutes and hours."""
    if seconds < 10:
        return _("a few seconds")
    if seconds < 55:
        count = math.ceil(seconds / 10) * 10
        return ngettext("about %(count)d second", "about %(count)d seconds", count) % {"count": count}
    if seconds < 3300:
        count = max(1, round(seconds / 60))
        return ngettext("about %(count)d minute", "about %(count)d minutes", count) % {"count": count}
    count = max(1, round(seconds / 3600))
    return ngettext("about %(count)d hour", "about %(count)d hours", count) % {"count": count}


def _jobs(runs: Iterable[IssueRun]) -> list[_JobRow]:
    prefixes = [Q(key__startswith=run.job_prefix) for run in runs]
    if not prefixes:
        return []
    # The kind narrows it down where a prefix cannot: SQLite uses no index for it.
    rows = Job.objects.filter(reduce(or_, prefixes), kind=ISSUE_JOB).order_by("pk")
    return [
        _JobRow(payload["run"], state, on_hold, reason, done, started_at, payload["certificates"])
        for payload, state, on_hold, reason, done, started_at in rows.values_list(
            "payload", "state", "on_hold", "reason", "done", "started_at"
        )
    ]


def _progress(run: IssueRun, jobs: list[_JobRow], papers: dict[int, tuple[str, bool, Any]]) -> RunProgress:
    rows = [(job, *papers[pk]) for job in jobs for pk in job.certificates if pk in papers]
    given_up = sum(state == CertificateState.VOID for _job, state, _problem, _at in rows)
    issued = [
        at for _job, state, _problem, at in rows if state not in (CertificateState.RESERVED, CertificateState.VOID)
    ]
    failed = sum(
        state == CertificateState.RESERVED and (problem or job.state in ENDED) for job, state, problem, _at in rows
    )
    total = len(rows) - given_up
    made = min(
        total - failed, len(issued) + sum(job.done for job in jobs if job.state in (JobState.WAITING, JobState.RUNNING))
    )
    state = _state(run, jobs, failed)
    per_minute, time_left = 0, ""
    if state is RunState.GOING:
        per_minute, time_left = _pace(run, jobs, issued, made, total - failed)
    return RunProgress(run, state, total, len(issued), made, failed, given_up, _reason(jobs), per_minute, time_left)


def _reason(jobs: list[_JobRow]) -> str:
    unfinished = [job for job in jobs if job.state != JobState.DONE]
    return next((job.reason for job in unfinished if job.reason and not job.on_hold), "")


def _state(run: IssueRun, jobs: list[_JobRow], problems: int) -> RunState:
    unfinished = [job for job in jobs if job.state in (JobState.WAITING, JobState.RUNNING)]
    if not unfinished:
        return RunState.TROUBLED if problems else RunState.DONE
    if run.paused_at is None:
        return RunState.GOING
    return RunState.PAUSING if any(job.state == JobState.RUNNING for job in unfinished) else RunState.PAUSED


def _pace(run: IssueRun, jobs: list[_JobRow], issued: list[datetime], made: int, total: int) -> tuple[int, str]:
    """Since the first chunk was begun, or since the run was last let go on; nothing before enough is known."""
    begun = [job.started_at for job in jobs if job.started_at]
    if not begun:
        return 0, ""
    since = max(filter(None, [min(begun), run.released_at]))
    elapsed = clock.now() - since
    before = sum(at < since for at in issued)
    if made - before < ENOUGH_PAPERS or elapsed < timedelta(seconds=ENOUGH_SECONDS):
        return 0, ""
    each = elapsed.total_seconds() / (made - before)
    return round(60 / each), time_in_words((total - made) * each)
