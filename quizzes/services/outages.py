"""Time lost to outages: what a page reports, what is given back at once, and what waits for the organiser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.uptime import beat, down_times
from quizzes.choices import AttemptState, EventKind
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt, AttemptEvent
from quizzes.outages import SHORTEST, Due, Span, length, shown_by_several, to_give_back, union, without
from quizzes.services.closing import close_overdue_attempt
from quizzes.services.intervening import checked_reason, held_attempt, open_again, tell
from quizzes.timing import hard_close_for

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models import QuizSchedule

MOST_SPANS = 50
LOOKED_BACK = timedelta(days=2)


def hear_from(*, attempt: Attempt, waiting: int) -> None:
    """One write: the page of this attempt reached the site, and so many of its answers still wait."""
    Attempt.objects.open().filter(pk=attempt.pk).update(heard_at=clock.now(), waiting=waiting)


def report_outages(*, attempt: Attempt, spans: Sequence[Span]) -> None:
    """Write down when the page could not save, and give back what the site or several others confirm.

    Said twice, it is written once. An attempt that its taker handed in, or without a deadline, has lost nothing.
    """
    if attempt.deadline_at is None or not _may_lose_time(attempt):
        return
    now = clock.now()
    cut = [Span(max(span.start, attempt.started_at), min(span.end, now)) for span in spans[:MOST_SPANS]]
    known = [Span.from_json(row["span"]) for row in _reports(attempt=attempt)]
    fresh = [span for span in without(cut, known) if span.length >= SHORTEST and span.start < attempt.deadline_at]
    if not fresh:
        return
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=attempt, kind=EventKind.UNREACHED, data={"span": span.to_json()}, happened_at=now)
        for span in fresh
    )
    give_back_time(quiz_id=attempt.quiz_id, batch_id=attempt.enrolment.batch_id)


def give_back_time(*, quiz_id: int, batch_id: int) -> int:
    """Extend every attempt of this test and batch by what is confirmed and not yet given; how many these were.

    When a whole class comes back at once each asks for all: only those with something due are locked.
    """
    since = clock.now() - LOOKED_BACK
    beat()  # the first to come back after an outage may be before the thread that says so
    claims: dict[int, list[Span]] = {}
    people: dict[int, list[Span]] = {}
    attempts: dict[int, Attempt] = {}
    reports = AttemptEvent.objects.filter(
        kind=EventKind.UNREACHED, happened_at__gte=since, attempt__quiz=quiz_id, attempt__enrolment__batch=batch_id
    )
    read = (
        "data", "attempt__enrolment", "attempt__started_at", "attempt__state", "attempt__interventions",
        "attempt__claimed_seconds", "attempt__seen_at", "attempt__deadline_at", "attempt__version__rules",
    )  # fmt: skip
    for report in reports.select_related("attempt__version").only(*read).order_by("pk"):
        span = Span.from_json(report.data["span"])
        claims.setdefault(report.attempt_id, []).append(span)
        people.setdefault(report.attempt.enrolment_id, []).append(span)  # several attempts of one are one
        attempts[report.attempt_id] = report.attempt
    if not claims:
        return 0
    everything = union(span for spans in claims.values() for span in spans)
    confirmed = shown_by_several(people.values())
    confirmed += [Span(*gap) for gap in down_times(everything[0].start, everything[-1].end)]
    moved = 0
    for identifier, claimed in sorted(claims.items()):
        attempt = attempts[identifier]
        if _due(attempt, claimed, confirmed).spans or _waiting_seconds(attempt, claimed) != attempt.claimed_seconds:
            moved += _give_back(identifier, claimed, confirmed)
    return moved


@transaction.atomic
def _give_back(identifier: int, claimed: Sequence[Span], confirmed: Sequence[Span]) -> bool:
    attempt: Attempt = (
        Attempt.objects.select_for_update(of=("self",)).select_related("version").defer("version__body", "version__key")
    ).get(pk=identifier)
    due = _due(attempt, claimed, confirmed)
    was_given = bool(due.spans) and _may_lose_time(attempt) and _extend_by(attempt, due, by=None)
    _note_what_waits(attempt, claimed)
    return was_given


def _due(attempt: Attempt, claimed: Sequence[Span], confirmed: Sequence[Span]) -> Due:
    """Nothing where the attempt has ended and its taker knows what was right: the organiser decides that."""
    if attempt.state != AttemptState.OPEN and attempt.seen_at is not None:
        return Due()
    bound = timedelta(minutes=attempt.version.policies.outage_minutes)
    return _lost(attempt, claimed, confirmed, bound)


def _lost(attempt: Attempt, claimed: Sequence[Span], confirmed: Sequence[Span], bound: timedelta | None = None) -> Due:
    deadline = attempt.deadline_at or clock.now()  # without a deadline nothing outlasts it
    open_claims = _unsettled(attempt, claimed)
    return to_give_back(
        claimed=open_claims, confirmed=confirmed, given=attempt.spans_given, deadline=deadline, bound=bound
    )


@transaction.atomic
def give_back_claimed(*, attempt_uid: UUID, reason: str, by: User) -> Attempt:
    """What the page claims and nothing gave back, by the organiser's decision. A second time there is nothing left.

    Whom the clock has closed goes on from now for what was lost before the deadline.
    """
    reason = checked_reason(reason)
    attempt = held_attempt(attempt_uid, by)
    if close_overdue_attempt(attempt_id=attempt.pk):
        attempt = held_attempt(attempt_uid, by)
    claimed = [Span.from_json(row["span"]) for row in _reports(attempt=attempt)]
    due = _lost(attempt, claimed, claimed)
    if due.lost and not _may_lose_time(attempt):
        raise InterventionRefusedError(_("This attempt has ended. Open it again instead."))
    if due.lost and not _extend_by(attempt, due, by=by, reason=reason):
        raise InterventionRefusedError(_("Another attempt of this person is open now."))
    _note_what_waits(attempt, claimed)
    return attempt


@dataclass(frozen=True)
class GivenBack:
    """How many may go on, and who could not be let in, with the reason."""

    number: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def give_back_to_several(*, schedule: QuizSchedule, attempts: Sequence[UUID], reason: str, by: User) -> GivenBack:
    """The same for several of a test and batch; who is refused holds up nobody else."""
    checked_reason(reason)
    found = Attempt.objects.filter(
        quiz=schedule.quiz_id, enrolment__batch=schedule.batch_id, uid__in=attempts, claimed_seconds__gt=0
    )
    number, refused = 0, []
    for uid, name in list(found.order_by("pk").values_list("uid", "enrolment__member__name")):
        try:
            give_back_claimed(attempt_uid=uid, reason=reason, by=by)
        except InterventionRefusedError as refusal:
            refused.append((name, str(refusal)))
        else:
            number += 1
    return GivenBack(number, refused)


def _unsettled(attempt: Attempt, claimed: Sequence[Span]) -> list[Span]:
    """Without what lies before an organiser opened the attempt again: the time given then made up for it."""
    deeds = (deed for deed in attempt.interventions if deed["kind"] == EventKind.REOPENED)
    opened = [datetime.fromisoformat(deed["at"]) for deed in deeds]
    return without(claimed, [Span(attempt.started_at, max(opened))]) if opened else list(claimed)


def _reports(*, attempt: Attempt) -> list[dict[str, Any]]:
    found = AttemptEvent.objects.filter(attempt=attempt, kind=EventKind.UNREACHED)
    return list(found.values_list("data", flat=True))


def _may_lose_time(attempt: Attempt) -> bool:
    """Who handed in by hand has lost nothing; whom the clock closed during an outage has."""
    if attempt.deadline_at is None or attempt.state == AttemptState.VOID:
        return False
    return attempt.state == AttemptState.OPEN or attempt.closed_by_clock


def _extend_by(attempt: Attempt, due: Due, *, by: User | None, reason: str = "") -> bool:
    """False where even so the attempt would be over by now, or another one was begun since."""
    assert attempt.deadline_at is not None  # noqa: S101  asked before
    before, score = attempt.deadline_at, attempt.score_facts
    has_ended = attempt.state != AttemptState.OPEN
    deadline, now = before + length(due.spans), clock.now()
    if by and (has_ended or deadline <= now):
        deadline = now + due.lost
    if deadline <= now:
        return False
    if not has_ended:
        attempt.deadline_at = deadline
        attempt.hard_close_at = hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS)
        attempt.save(update_fields=["deadline_at", "hard_close_at"])
    else:
        try:
            open_again(attempt, deadline)
        except IntegrityError:
            return False
    tell(
        attempt,
        EventKind.TIME_RETURNED,
        reason,
        by,
        seconds=int((due.lost or length(due.spans)).total_seconds()),
        spans=[span.to_json() for span in due.spans],
        **{"from": before.isoformat(), "to": _iso(attempt.deadline_at)},
        **score,
    )
    return True


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _waiting_seconds(attempt: Attempt, claimed: Sequence[Span]) -> int:
    return int(_lost(attempt, claimed, claimed).lost.total_seconds())


def _note_what_waits(attempt: Attempt, claimed: Sequence[Span]) -> None:
    waits = _waiting_seconds(attempt, claimed)
    if waits != attempt.claimed_seconds:
        attempt.claimed_seconds = waits
        attempt.save(update_fields=["claimed_seconds"])
