"""How attendance becomes a result of the completion rule: counted anew when attendance or the timetable changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from core import clock
from core.identifiers import uuid7
from core.models import Job
from core.services import gather_job, submit_job
from courses.choices import ATTENDANCE, SessionState
from courses.conditions import Result
from courses.models import (
    Attendance,
    Batch,
    CompletionRule,
    CoursePage,
    Enrolment,
    RequirementResult,
    RuleCondition,
)
from courses.selectors.attendance import attendance_figures
from courses.services.completion import record_reached

REFRESH = "courses.refresh_attendance"
WHOLE = Decimal(100)
# What comes in a row, from a phone that found a signal, is counted once nothing more has come for so long.
QUIET, LATEST = timedelta(seconds=5), timedelta(minutes=1)


def refresh_attendance(
    *,
    batch: Batch,
    enrolments: Collection[int] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Record anew what the participants of a batch attended; how many results that changed. A rule that does not ask
    for it now may ask later, and shows before it is saved who would meet it.

    Everybody is counted under the lock of the own portion, a few hundred in a transaction: what another job or somebody
    wrote until then is seen, and it may be stopped and run again at any time.
    """
    rule = CompletionRule.objects.in_force(batch.course)
    condition = RuleCondition.objects.filter(rule=rule, key=ATTENDANCE).first() if rule else None
    pending: QuerySet[Enrolment] = Enrolment.objects.active().filter(batch=batch)
    if enrolments is not None:
        pending = pending.filter(pk__in=enrolments)
    numbers = list(pending.order_by("pk").values_list("pk", flat=True))
    reached = partial(_reached, condition=condition)
    return record_reached(key=ATTENDANCE, enrolments=numbers, reached=reached, progress=progress)


def _reached(enrolments: Sequence[int], *, condition: RuleCondition | None) -> dict[int, Result]:
    """Where nobody asks for it, nothing attended is nothing to note, unless something was noted before."""
    target = condition.target if condition else WHOLE
    figures = attendance_figures(enrolments)
    results = {pk: Result(one.of_whole, target, one.of_whole >= target) for pk, one in figures.items()}
    if condition is not None:
        return results
    known = RequirementResult.objects.filter(key=ATTENDANCE, enrolment__in=enrolments)
    noted = set(known.values_list("enrolment", flat=True))
    return {pk: result for pk, result in results.items() if result.value > 0 or pk in noted}


def refresh_attendance_requirements(enrolments: Sequence[Enrolment]) -> int:
    """Of these, whatever their batches; how many results that changed."""
    chosen: dict[int, list[int]] = defaultdict(list)
    for enrolment in enrolments:
        chosen[enrolment.batch_id].append(enrolment.pk)
    batches = Batch.objects.filter(pk__in=chosen).select_related("course")
    return sum(refresh_attendance(batch=batch, enrolments=chosen[batch.pk]) for batch in batches)


def refresh_later(*, batch: Batch, enrolments: Collection[int] | None = None, recount: Collection[int] = ()) -> None:
    """Have it counted by a job soon after this transaction; `recount` names sessions whose times or terms changed.
    Where nobody was noted yet there is nothing to count."""
    if not Attendance.objects.filter(session__batch=batch).exists():
        return
    payload = {"batch": batch.pk, "enrolments": None if enrolments is None else list(enrolments), "recount": [*recount]}
    submit_job(kind=REFRESH, payload=payload, key=f"{REFRESH}:{batch.pk}:{uuid7().hex}")


def refresh_soon(*, batch: Batch, enrolments: Collection[int]) -> None:
    """Have it counted when no more come in a row: together with all who were noted meanwhile."""
    payload = {"batch": batch.pk, "enrolments": [*enrolments], "recount": []}
    gather_job(kind=REFRESH, gathering=f"{REFRESH}:{batch.pk}:noted", payload=payload, quiet=QUIET, latest=LATEST)


def refresh_at(*, batch: Batch, moment: datetime) -> None:
    """Have it counted when something comes to count by the clock alone; asked for again, it is one job."""
    key = f"{REFRESH}:{batch.pk}:at:{int(moment.timestamp())}"
    if not Job.objects.filter(key=key).exists():
        submit_job(kind=REFRESH, payload={"batch": batch.pk}, key=key, run_after=moment)


def refresh_when_next_is_over(*, batch: Batch) -> None:
    """A session that was moved is found here, whoever moved it."""
    ahead = batch.sessions.filter(state=SessionState.PLANNED, ends_at__gt=clock.now()).order_by("ends_at").first()
    if ahead is not None:
        refresh_at(batch=batch, moment=ahead.ends_at)


def recount_course(*, course: CoursePage) -> None:
    """The terms may have changed with what was published just now: running batches follow, closed ones stay."""
    for batch in course.batches.open():
        refresh_later(batch=batch, recount=batch.sessions.values_list("pk", flat=True))
