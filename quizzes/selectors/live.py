"""A test on its day, as its organiser watches it: who has not begun, who writes, who is through. No answer is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Batch
from quizzes.choices import AttemptKind, AttemptState, LiveState
from quizzes.devices import Use, sharers
from quizzes.models import Answer, Attempt, QuizPage, QuizSchedule, QuizVersion
from quizzes.selectors.devices import OF_USE, last_known
from quizzes.timing import Window

if TYPE_CHECKING:
    from members.models import User

ON_NOW_SHOWN = 6
GRADED = AttemptState.GRADED
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
        may = self.state in (LiveState.WRITING, LiveState.BY_CLOCK)
        return may and self.attempt is not None and self.attempt.claimed_seconds > 0

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
    rows: list[LiveRow] = field(default_factory=list)
    withheld: int = 0
    """Attempts that are marked, and whose result nobody has published yet."""

    @property
    def counts(self) -> list[tuple[LiveState, int]]:
        return [(state, sum(row.state == state for row in self.rows)) for state in LiveState]

    @property
    def is_written(self) -> bool:
        return any(row.is_writing for row in self.rows)

    @property
    def has_same_device(self) -> bool:
        return any(row.same_device for row in self.rows)

    def moves_at(self, moment: datetime) -> bool:
        """Whether another look may show something else: somebody writes, or may still begin before it closes."""
        waits = any(row.state == LiveState.NOT_BEGUN for row in self.rows)
        window: Window = self.schedule.window
        return self.is_written or (waits and window.closes_at is not None and window.is_open(moment))

    def narrowed(self, *, text: str, state: str) -> list[LiveRow]:
        words = [word.casefold() for word in text.split()]
        return [
            row
            for row in self.rows
            if (not state or row.state == state)
            and all(word in row.name.casefold() or word in row.office.casefold() for word in words)
        ]


def live_test(user: User, code: str, quiz_uid: UUID, moment: datetime) -> LiveTest | None:
    """None where `user` may not see the date. One query: a row for each participant and attempt."""
    rows = list(_rows(user, code, quiz_uid))
    if not rows:
        return None
    first = rows[0]
    batch = Batch(code=code, **_part(first, "batch", OF_BATCH))
    schedule = QuizSchedule(
        quiz=QuizPage(uid=quiz_uid, title=first["quiz__title"]), batch=batch, **_part(first, "", OF_SCHEDULE)
    )
    test = LiveTest(schedule, may_intervene=first["may_intervene"])
    test.withheld = sum(row["sitting__withheld"] is True and row["sitting__state"] == GRADED for row in rows)
    by_person = groupby((row for row in rows if row["person__pk"] is not None), key=itemgetter("person__pk"))
    people = [list(sittings) for _person, sittings in by_person]
    others = sharers(_use(row) for sittings in people for row in sittings if row["sitting__device"])
    test.rows = [_row(sittings, moment, others.get(sittings[0]["person__uid"], {})) for sittings in people]
    return test


def _rows(user: User, code: str, quiz_uid: UUID) -> QuerySet[Any]:
    newest = QuizVersion.objects.filter(quiz=OuterRef("quiz")).order_by("-number").values("question_count")[:1]
    answers = Answer.objects.filter(attempt=OuterRef("sitting__pk")).order_by().values("attempt")
    given = answers.exclude(Q(value=[]) | Q(value="") | Q(value={}))
    counted = Q(person__attempts__quiz=F("quiz"), person__attempts__kind=AttemptKind.COUNTED)
    found: QuerySet[Any] = (
        QuizSchedule.objects.visible_to(user)
        .filter(batch__code=code, quiz__uid=quiz_uid)
        .annotate(
            person=FilteredRelation("batch__enrolments", condition=Q(batch__enrolments__state__in=ACTIVE_ENROLMENTS)),
            sitting=FilteredRelation("person__attempts", condition=counted),
            allowed=FilteredRelation("person__accommodations", condition=Q(person__accommodations__quiz=F("quiz"))),
            may_intervene=Exists(Batch.objects.run_by(user).filter(pk=OuterRef("batch"))),
            answered=Coalesce(Subquery(given.annotate(number=Count("pk")).values("number")), 0),
            saved_at=Subquery(answers.annotate(latest=Max("saved_at")).values("latest")),
            questions=Coalesce("sitting__version__question_count", Subquery(newest), 0),
        )
        .order_by("person__member__name", "person__pk", "sitting__number")
        .values(
            *OF_SCHEDULE, *(f"batch__{name}" for name in OF_BATCH), *(f"sitting__{name}" for name in OF_ATTEMPT),
            "quiz__title", "person__pk", "person__uid", "person__member__name", "person__office__name", "allowed__pk",
            "may_intervene", "answered", "saved_at", "questions",
        )
    )  # fmt: skip
    return found


def _part(row: dict[str, Any], name: str, columns: Iterable[str]) -> dict[str, Any]:
    return {column: row[f"{name}__{column}" if name else column] for column in columns}


def _use(row: dict[str, Any]) -> Use:
    own = Attempt(**_part(row, "sitting", OF_USE))
    until = last_known(own, row["saved_at"])
    return Use(row["person__uid"], row["person__member__name"], own.device, own.started_at, until)


def _row(sittings: list[dict[str, Any]], moment: datetime, others: Mapping[UUID, str]) -> LiveRow:
    """The attempt that is written now, or else the latest."""
    row = next((one for one in sittings if one["sitting__state"] == AttemptState.OPEN), sittings[-1])
    attempt = Attempt(**_part(row, "sitting", OF_ATTEMPT)) if row["sitting__uid"] else None
    return LiveRow(
        enrolment=row["person__uid"],
        name=row["person__member__name"],
        office=row["person__office__name"] or "",
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
