"""A test on its day, as its organiser watches it: who has not begun, who writes, who is through. No answer is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Batch, Enrolment
from quizzes.choices import AttemptKind, AttemptState, LiveState
from quizzes.devices import Use, sharers
from quizzes.models import Answer, Attempt, QuizPage, QuizSchedule
from quizzes.selectors.devices import OF_USE, last_known
from quizzes.selectors.live_people import BY_NAME, MAY_GET_TIME_BACK, LiveCounts, live_counts
from quizzes.timing import Window

if TYPE_CHECKING:
    from members.models import User

ON_NOW_SHOWN = 6
SILENCE = timedelta(minutes=3)
OF_SCHEDULE = ("pk", "opens_at", "closes_at", "late_policy")
OF_BATCH = ("pk", "name", "zone", "state", "closed_at")
OF_ATTEMPT = (
    "uid", "number", "state", "started_at", "deadline_at", "hard_close_at", "submitted_at", "closed_by_clock",
    "lease_changes", "interventions", "heard_at", "waiting", "claimed_seconds", "seen_at", "device", "withheld",
)  # fmt: skip


@dataclass(frozen=True)
class LiveRow:
    """One participant with the latest attempt; `attempts` counts those before it, too."""

    enrolment: UUID
    name: str
    office: str
    state: LiveState
    attempt: Attempt | None = None
    attempts: int = 0
    answered: int = 0
    questions: int = 0
    saved_at: datetime | None = None
    has_accommodation: bool = False
    same_device: tuple[str, ...] = ()
    """Who else began in the same browser at about the same time."""

    @property
    def is_writing(self) -> bool:
        return self.state == LiveState.WRITING

    @property
    def last_contact(self) -> datetime | None:
        if self.attempt is None:
            return None
        return max(filter(None, (self.attempt.heard_at, self.saved_at, self.attempt.started_at)))

    @property
    def may_get_time_back(self) -> bool:
        """Its page reports time that nothing has given back; whoever handed in by hand has lost none."""
        return self.state in MAY_GET_TIME_BACK and self.attempt is not None and self.attempt.claimed_seconds > 0

    @property
    def waiting(self) -> int:
        """Answers that the page could not send when it was last heard of, and that have not come since."""
        attempt = self.attempt
        if attempt is None or attempt.heard_at is None or (self.saved_at and self.saved_at > attempt.heard_at):
            return 0
        return attempt.waiting

    def is_silent(self, moment: datetime) -> bool:
        """An open page is heard of every minute: who is not may write without a signal, or has closed it."""
        contact = self.last_contact
        return self.is_writing and contact is not None and moment - contact > SILENCE


@dataclass
class LiveTest:
    schedule: QuizSchedule
    may_intervene: bool
    counted: LiveCounts

    @property
    def counts(self) -> list[tuple[LiveState, int]]:
        return [(state, self.counted.states[state]) for state in LiveState]

    @property
    def people(self) -> int:
        return self.counted.states.total()

    @property
    def is_written(self) -> bool:
        return self.counted.states[LiveState.WRITING] > 0

    def moves_at(self, moment: datetime) -> bool:
        """Whether another look may show something else: somebody writes, or may still begin before it closes."""
        waits = self.counted.states[LiveState.NOT_BEGUN] > 0
        window: Window = self.schedule.window
        return self.is_written or (waits and window.closes_at is not None and window.is_open(moment))


def live_test(user: User, code: str, quiz_uid: UUID, moment: datetime) -> LiveTest | None:
    """None where `user` may not see the date. Two queries, however many people take part."""
    found = _schedules(user, code, quiz_uid)
    if not found:
        return None
    (row,) = found
    schedule = QuizSchedule(
        quiz=QuizPage(pk=row["quiz_id"], uid=quiz_uid, title=row["quiz__title"]),
        batch=Batch(code=code, **_part(row, "batch", OF_BATCH)),
        **_part(row, "", OF_SCHEDULE),
    )
    counted = live_counts(schedule.batch_id, schedule.quiz_id, moment)
    return LiveTest(schedule, may_intervene=row["may_intervene"], counted=counted)


@prepared
def _schedules(user: User, code: str, quiz: UUID) -> QuerySet[QuizSchedule, dict[str, Any]]:
    runs = Exists(Batch.objects.run_by(user).filter(pk=OuterRef("batch")))
    found = QuizSchedule.objects.visible_to(user).filter(batch__code=code, quiz__uid=quiz).annotate(may_intervene=runs)
    rows: QuerySet[QuizSchedule, dict[str, Any]] = found.values(
        *OF_SCHEDULE, *(f"batch__{name}" for name in OF_BATCH), "quiz_id", "quiz__title", "may_intervene"
    )
    return rows


def live_rows(test: LiveTest, people: Iterable[int], moment: datetime) -> list[LiveRow]:
    """Of these enrolments, by name. One query, and one more where a device of theirs is known."""
    batch, quiz = test.schedule.batch_id, test.schedule.quiz_id
    rows = _sittings(quiz, tuple(people))
    sittings = [list(own) for _person, own in groupby(rows, key=itemgetter("pk"))]
    devices = tuple(sorted({row["sitting__device"] for row in rows if row["sitting__device"]}))
    others = sharers(map(_use, _uses(batch, quiz, devices)))
    return [_row(own, moment, others.get(own[0]["uid"], {})) for own in sittings]


@prepared
def _sittings(quiz: int, people: tuple[int, ...]) -> QuerySet[Enrolment, dict[str, Any]]:
    answers = Answer.objects.filter(attempt=OuterRef("sitting__pk")).order_by().values("attempt")
    given = answers.exclude(Q(value=[]) | Q(value="") | Q(value={}))
    counted = Q(attempts__quiz=quiz, attempts__kind=AttemptKind.COUNTED)
    found = Enrolment.objects.filter(pk__in=people).annotate(
        sitting=FilteredRelation("attempts", condition=counted),
        allowed=FilteredRelation("accommodations", condition=Q(accommodations__quiz=quiz)),
        answered=Coalesce(Subquery(given.annotate(number=Count("pk")).values("number")), 0),
        saved_at=Subquery(answers.annotate(latest=Max("saved_at")).values("latest")),
        questions=Coalesce("sitting__version__question_count", 0),
    )
    rows: QuerySet[Enrolment, dict[str, Any]] = found.order_by(*BY_NAME, "sitting__number").values(
        "pk", "uid", "member__name", "office__name", *(f"sitting__{name}" for name in OF_ATTEMPT),
        "allowed__pk", "answered", "saved_at", "questions",
    )  # fmt: skip
    return rows


@prepared
def _uses(batch: int, quiz: int, devices: tuple[str, ...]) -> QuerySet[Attempt, dict[str, Any]]:
    """What anybody of the batch wrote on these devices."""
    latest = Answer.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt").annotate(at=Max("saved_at"))
    counted = {"quiz": quiz, "kind": AttemptKind.COUNTED, "device__in": devices}
    found = Attempt.objects.filter(enrolment__batch=batch, enrolment__state__in=ACTIVE_ENROLMENTS, **counted)
    dated = found.annotate(saved_at=Subquery(latest.values("at"))).order_by("pk")
    rows: QuerySet[Attempt, dict[str, Any]] = dated.values(
        *OF_USE, "saved_at", "enrolment__uid", "enrolment__member__name"
    )
    return rows


def _part(row: dict[str, Any], name: str, columns: Iterable[str]) -> dict[str, Any]:
    return {column: row[f"{name}__{column}" if name else column] for column in columns}


def _use(row: dict[str, Any]) -> Use:
    own = Attempt(**_part(row, "", OF_USE))
    until = last_known(own, row["saved_at"])
    return Use(row["enrolment__uid"], row["enrolment__member__name"], own.device, own.started_at, until)


def _row(sittings: list[dict[str, Any]], moment: datetime, others: Mapping[UUID, str]) -> LiveRow:
    """The attempt that is written now, or else the latest."""
    row = next((one for one in sittings if one["sitting__state"] == AttemptState.OPEN), sittings[-1])
    attempt = Attempt(**_part(row, "sitting", OF_ATTEMPT)) if row["sitting__uid"] else None
    return LiveRow(
        enrolment=row["uid"],
        name=row["member__name"],
        office=row["office__name"] or "",
        state=live_state(attempt, moment),
        attempt=attempt,
        attempts=sum(one["sitting__uid"] is not None for one in sittings),
        answered=row["answered"],
        questions=row["questions"],
        saved_at=row["saved_at"],
        has_accommodation=row["allowed__pk"] is not None,
        same_device=tuple(sorted(others.values())),
    )


def live_state(attempt: Attempt | None, moment: datetime) -> LiveState:
    """What the clock has decided counts, whether or not anybody has read the attempt since."""
    if attempt is None:
        return LiveState.NOT_BEGUN
    if attempt.state == AttemptState.VOID:
        return LiveState.VOID
    if not attempt.is_closed_at(moment):
        return LiveState.WRITING
    return LiveState.BY_CLOCK if attempt.closed_by_clock or attempt.state == AttemptState.OPEN else LiveState.HANDED_IN


def tests_on_now(user: User, moment: datetime) -> list[QuizSchedule]:
    """What is open then to batches that `user` looks after. One query."""
    return _open_at(user, moment)


@prepared
def _open_at(user: User, moment: datetime) -> QuerySet[QuizSchedule]:
    found = QuizSchedule.objects.visible_to(user).filter(opens_at__lte=moment, closes_at__gt=moment, quiz__live=True)
    return found.select_related("quiz", "batch").order_by("closes_at", "pk")[:ON_NOW_SHOWN]
