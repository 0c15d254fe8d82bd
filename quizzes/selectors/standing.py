"""How one member stands with one test: what the landing page tells and what a start decides on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.prepared import prepared
from courses.choices import ACTIVE_ENROLMENTS
from courses.models import Enrolment
from quizzes.choices import SCORED, AttemptKind, AttemptState, LatePolicy, Practice
from quizzes.models import Accommodation, Attempt, GroupAccommodation, QuizSchedule, QuizVersion
from quizzes.plan import History
from quizzes.policies import Policies
from quizzes.timing import Allowance, Window

if TYPE_CHECKING:
    from members.models import User


# The type checker does not know that annotated relations can be joined, too.
JOINED: tuple[Any, ...] = ("batch", "schedule", "accommodation")
JOINED_TO_RULES: tuple[Any, ...] = ("accommodation", "attempt")

# A landing page and a start are asked for by everybody at once: each column that they leave out is work saved.
READ_OF_VERSION = (
    "quiz__uid", "quiz__purpose", "course__title", "course__slug", "number", "title", "body", "rules",
    "question_count", "content_hash", "tally__counts",
)  # fmt: skip
READ_OF_ENROLMENT = (
    "uid", "member", "state", "batch__name", "batch__zone", "batch__course", "batch__closed_at", "batch__starts_on",
)  # fmt: skip
READ_OF_ATTEMPTS = (
    "uid", "quiz", "version", "enrolment", "kind", "number", "layout", "state", "started_at", "deadline_at",
    "hard_close_at", "submitted_at", "closed_by_clock", "receipt", "points", "max_points", "interventions", "device",
    "withheld",
)  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Why no attempt may begin now, in a sentence, and from when on it may."""

    reason: str
    sentence: str | Promise
    possible_from: datetime | None = None


@dataclass
class Standing:
    version: QuizVersion
    enrolment: Enrolment
    schedule: QuizSchedule | None
    accommodation: Accommodation | None
    attempts: list[Attempt] = field(default_factory=list)
    practised: list[Attempt] = field(default_factory=list)
    """Attempts at practice, which no rule about attempts counts."""
    reason: str = ""
    """Why the group of the person has rules, of several the last; a start asks for none, and no screen for own ones."""

    @cached_property
    def policies(self) -> Policies:
        return self.version.policies

    @property
    def allowance(self) -> Allowance:
        return self.accommodation.allowance if self.accommodation else Allowance()

    @property
    def window(self) -> Window | None:
        return self.schedule.window.for_person(self.allowance) if self.schedule else None

    @property
    def late_policy(self) -> LatePolicy:
        own = self.schedule.late_policy if self.schedule else ""
        return LatePolicy(own) if own else self.policies.late_policy

    @property
    def open_attempt(self) -> Attempt | None:
        return self.open_of(AttemptKind.COUNTED)

    def of_kind(self, kind: AttemptKind) -> list[Attempt]:
        return self.practised if kind == AttemptKind.PRACTICE else self.attempts

    def open_of(self, kind: AttemptKind) -> Attempt | None:
        return next((attempt for attempt in self.of_kind(kind) if attempt.state == AttemptState.OPEN), None)

    @property
    def finished(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.state not in (AttemptState.OPEN, AttemptState.VOID)]

    @property
    def scored(self) -> list[Attempt]:
        """Whose score the person may know by now."""
        return [attempt for attempt in self.attempts if attempt.state in SCORED and not attempt.withheld]

    @property
    def attempts_allowed(self) -> int | None:
        """None means as many as one likes."""
        return (
            self.policies.attempts_allowed + self.allowance.extra_attempts if self.policies.attempts_allowed else None
        )

    @property
    def history(self) -> History:
        """What a draw goes by: which questions this person has had, and which were used how often."""
        seen = frozenset(place.item for attempt in (*self.attempts, *self.practised) for place in attempt.places)
        tally = getattr(self.version, "tally", None)
        return History(seen, tally.counts if tally else {})

    def refusal(self, moment: datetime) -> Refusal | None:
        """Asked when no attempt is open. The first reason that holds, from the most lasting to the most passing."""
        if self.policies.practice == Practice.ONLY:
            return Refusal("practice_only", _("This test is for practice alone."))
        window = self.window
        if window is None:
            return Refusal("not_scheduled", _("The organiser has not set a date of this test for your batch yet."))
        used = [attempt for attempt in self.attempts if attempt.state != AttemptState.VOID]
        if self.attempts_allowed is not None and len(used) >= self.attempts_allowed:
            return Refusal("no_attempts_left", _("You have used all your attempts at this test."))
        if window.closes_at is not None and moment >= window.closes_at:
            return Refusal("closed", _("This test has closed."))
        earliest = window.opens_at
        # What the clock has ended need not have been read since.
        ends = (attempt.submitted_at or attempt.deadline_at for attempt in used)
        last_end = max(filter(None, ends), default=None)
        if last_end is not None and self.policies.wait_minutes:
            ready = last_end + timedelta(minutes=self.policies.wait_minutes)
            if moment < ready:
                return Refusal("waiting", _("Between two attempts there is a pause."), max(ready, earliest))
        if moment < earliest:
            return Refusal("not_open_yet", _("This test has not opened yet."), earliest)
        return None

    def refusal_of_practice(self, moment: datetime) -> Refusal | None:
        """Practice knows no number of attempts and no pause, keeps to the days of the test, and waits for what counts:
        it tells what is right in the same questions."""
        window = self.window
        if self.policies.practice == Practice.NONE:
            return Refusal("no_practice", _("This test is not open for practice."))
        if self.open_attempt is not None and not self.open_attempt.is_closed_at(moment):
            return Refusal("being_written", _("You are writing this test. Hand it in first, then practise."))
        if window is None:
            return Refusal("not_scheduled", _("The organiser has not set a date of this test for your batch yet."))
        if window.closes_at is not None and moment >= window.closes_at:
            return Refusal("closed", _("This test has closed."))
        if moment < window.opens_at:
            return Refusal("not_open_yet", _("This test has not opened yet."), window.opens_at)
        return None


def _what_goes_first(enrolment: Enrolment) -> tuple[bool, float, int, int]:
    """Of several batches of a course one that is not closed, then the one closed first; of these the latest."""
    closed, begins = enrolment.batch.closed_at, enrolment.batch.starts_on
    return closed is not None, closed.timestamp() if closed else 0.0, -begins.toordinal(), -enrolment.pk


def standing_for(member: User, quiz_uid: UUID, *, held: bool = False) -> Standing | None:
    """None where the test is not published or the member has no active enrolment in its course. Three queries.

    `held`: nobody changes the member's rules before the transaction ends. Who has waited for a hold still has what was
    joined before the wait, so the rules are read by the query that follows it.
    """
    versions = _versions(quiz_uid)
    if not versions:
        return None
    version = versions[0]
    enrolments = (_held_enrolments if held else _enrolments)(member.pk, version.course_id, version.quiz_id)
    if not enrolments:
        return None
    enrolment = min(enrolments, key=_what_goes_first)
    accommodation: Accommodation | None
    if held:
        rows = _attempts_and_rules(version.quiz_id, enrolment.pk)
        accommodation = getattr(rows[0], "accommodation", None) if rows else None
        attempts = [attempt for row in rows if (attempt := getattr(row, "attempt", None)) is not None]
    else:
        accommodation = getattr(enrolment, "accommodation", None)
        attempts = _attempts(version.quiz_id, enrolment.pk)
    attempts = sorted(attempts, key=lambda attempt: attempt.number)
    return Standing(
        version=version,
        enrolment=enrolment,
        schedule=getattr(enrolment, "schedule", None),
        accommodation=accommodation,
        reason=getattr(enrolment, "reason_of_group", None) or "",
        attempts=[attempt for attempt in attempts if attempt.kind == AttemptKind.COUNTED],
        practised=[attempt for attempt in attempts if attempt.kind == AttemptKind.PRACTICE],
    )


@prepared
def _versions(quiz: UUID) -> QuerySet[QuizVersion]:
    versions = QuizVersion.objects.latest_of(quiz).select_related("quiz", "course", "tally")
    return versions.only(*READ_OF_VERSION)[:1]


@prepared
def _enrolments(member: int, course: int, quiz: int) -> QuerySet[Enrolment]:
    given = GroupAccommodation.objects.standing().filter(quiz=quiz, shares__enrolment=OuterRef("pk"))
    newest = given.order_by("-given_at", "-pk").values("reason")[:1]
    return _active(member, course, quiz).annotate(reason_of_group=Subquery(newest))


@prepared
def _held_enrolments(member: int, course: int, quiz: int) -> QuerySet[Enrolment]:
    found = _active(member, course, quiz).order_by("pk")
    if connection.features.has_select_for_update_of:  # SQLite admits one writer at a time, from its first query on
        found = found.select_for_update(of=("self",), no_key=True)
    return found


def _active(member: int, course: int, quiz: int) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(member=member, batch__course=course, state__in=ACTIVE_ENROLMENTS)
        .annotate(
            schedule=FilteredRelation("batch__quiz_schedules", condition=Q(batch__quiz_schedules__quiz=quiz)),
            accommodation=FilteredRelation("accommodations", condition=Q(accommodations__quiz=quiz)),
        )
        .select_related(*JOINED)
        .only(*READ_OF_ENROLMENT)
        .order_by()
    )


@prepared
def _attempts(quiz: int, enrolment: int) -> QuerySet[Attempt]:
    return Attempt.objects.filter(quiz=quiz, enrolment=enrolment).only(*READ_OF_ATTEMPTS).order_by()


@prepared
def _attempts_and_rules(quiz: int, enrolment: int) -> QuerySet[Any]:
    """The enrolment once for each attempt, or once without one; each time with what holds for the person."""
    return (
        Enrolment.objects.filter(pk=enrolment)
        .annotate(
            accommodation=FilteredRelation("accommodations", condition=Q(accommodations__quiz=quiz)),
            attempt=FilteredRelation("attempts", condition=Q(attempts__quiz=quiz)),
        )
        .select_related(*JOINED_TO_RULES)
        .order_by()
    )
