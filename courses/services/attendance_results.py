"""How attendance becomes a result of the completion rule: counted anew when attendance or the timetable changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from core import clock
from core.identifiers import uuid7
from core.models import Job
from core.services import submit_job
from courses.attendance import arrival_state, credit_of
from courses.choices import ATTENDANCE, AttendanceMethod, AttendanceState, SessionState
from courses.conditions import Result
from courses.models import (
    Attendance,
    AttendanceChange,
    Batch,
    CompletionRule,
    CoursePage,
    Enrolment,
    RequirementResult,
    RuleCondition,
    Session,
)
from courses.selectors.attendance import attendance_figures
from courses.services.completion import record_requirements

REFRESH = "courses.refresh_attendance"
AT_ONCE = 500
WHOLE = Decimal(100)
# What a clock noted follows the clock when the session turns out to have begun at another time.
BY_CLOCK = (AttendanceMethod.QR, AttendanceMethod.DIGITS, AttendanceMethod.OFFLINE, AttendanceMethod.DOOR)


def refresh_attendance(
    *,
    batch: Batch,
    enrolments: Collection[int] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Record anew what the participants of a batch attended; how many results that changed. A rule that does not ask
    for it now may ask later, and shows before it is saved who would meet it.

    Only what differs is written, in transactions of a few hundred: it may be stopped and run again at any time.
    """
    rule = CompletionRule.objects.in_force(batch.course)
    condition = RuleCondition.objects.filter(rule=rule, key=ATTENDANCE).first() if rule else None
    target = condition.target if condition else WHOLE
    pending: QuerySet[Enrolment] = Enrolment.objects.active().filter(batch=batch)
    if enrolments is not None:
        pending = pending.filter(pk__in=enrolments)
    figures = attendance_figures(list(pending.order_by("pk").values_list("pk", flat=True)))
    reached = {pk: Result(one.of_whole, target, one.of_whole >= target) for pk, one in figures.items()}
    rows = RequirementResult.objects.filter(enrolment__batch=batch, key=ATTENDANCE)
    known = {row.enrolment_id: (row.plain, row.counted) for row in rows}
    # Where nobody asks for it, nothing attended is nothing to note.
    differing = [
        pk
        for pk, result in reached.items()
        if known.get(pk) != (result, None) and (condition is not None or result.value > 0 or pk in known)
    ]
    changed = 0
    for start in range(0, len(differing), AT_ONCE):
        part = differing[start : start + AT_ONCE]
        changed += record_requirements(key=ATTENDANCE, results={pk: reached[pk] for pk in part})
        progress(start + len(part), len(differing))
    return changed


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


def recount_session(*, session: Session) -> int:
    """Say anew who came late and what counts, after the session's times or the course's terms changed."""
    terms = session.batch.course.attendance_terms
    start, end = session.delivered_starts_at or session.starts_at, session.delivered_ends_at or session.ends_at
    now, changed, notes = clock.now(), [], []
    for row in session.attendances.all():
        before = (row.state, row.credit)
        by_clock = row.method in BY_CLOCK and row.state in (AttendanceState.PRESENT, AttendanceState.LATE)
        if by_clock and row.arrived_at is not None:
            row.state = arrival_state(row.arrived_at, start, terms)
        row.credit = credit_of(
            row.state, arrived_at=row.arrived_at, left_at=row.left_at, starts_at=start, ends_at=end, terms=terms
        )
        if (row.state, row.credit) != before:
            changed.append(row)
        if row.state != before[0]:
            notes.append(
                AttendanceChange(
                    attendance=row,
                    state_before=before[0],
                    arrived_before=row.arrived_at,
                    left_before=row.left_at,
                    state=row.state,
                    arrived_at=row.arrived_at,
                    left_at=row.left_at,
                    changed_at=now,
                )
            )
    Attendance.objects.bulk_update(changed, ["state", "credit"], batch_size=AT_ONCE)
    AttendanceChange.objects.bulk_create(notes)
    return len(changed)


def recount_course(*, course: CoursePage) -> None:
    """The terms may have changed with what was published just now: running batches follow, closed ones stay."""
    for batch in course.batches.open():
        refresh_later(batch=batch, recount=batch.sessions.values_list("pk", flat=True))
