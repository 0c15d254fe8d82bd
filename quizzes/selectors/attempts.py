from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from core import clock
from core.prepared import prepared
from core.uptime import down_times
from courses.choices import ACTIVE_ENROLMENTS
from quizzes.choices import AttemptKind, AttemptState, EventKind, Purpose, ReviewMoment, ReviewPart
from quizzes.correcting import Correction
from quizzes.kept_papers import body_unless, known_papers
from quizzes.models import Accommodation, Attempt, AttemptEvent, Mark, MarkingTask, QuizSchedule
from quizzes.models.attempt import AttemptQuerySet
from quizzes.outages import Span, union
from quizzes.policies import review_moment

if TYPE_CHECKING:
    from members.models import User

READ_TO_WRITE = (
    "uid", "quiz", "kind", "number", "layout", "lease", "state", "awaiting", "corrections", "started_at", "deadline_at",
    "hard_close_at", "interventions", "version__title", "version__body", "version__rules", "version__question_count",
    "version__content_hash", "version__quiz", "enrolment__member", "enrolment__batch__zone", "withheld",
)  # fmt: skip

READ_TO_REVIEW = (
    *READ_TO_WRITE, "points", "max_points", "receipt", "submitted_at", "closed_by_clock", "recorded_at", "seen_at",
    "version__key", "version__bands", "version__course",
)  # fmt: skip

READ_BY_A_SAVE = ("uid", "version", "kind", "state", "layout", "lease", "deadline_at", "hard_close_at")

READ_BY_A_CONTACT = (
    "uid", "quiz", "state", "lease", "started_at", "deadline_at", "hard_close_at", "closed_by_clock", "interventions",
    "enrolment__batch__zone", "withheld",
)  # fmt: skip


def attempt_to_write(member: User, uid: UUID) -> Attempt | None:
    """The member's own attempt with its paper, never the key; gone for one who has left the batch. One query."""
    return _first(_to_write(member.pk, uid))


def attempt_to_save(member: User, uid: UUID) -> Attempt | None:
    """The same attempt with no more than a save reads: it is asked for thousands of times while a test runs."""
    return _first(_to_save(member.pk, uid, tuple(known_papers())))


def attempt_to_contact(member: User, uid: UUID) -> Attempt | None:
    """The same attempt for a page that only says that it is there: no paper at all."""
    return _first(_to_contact(member.pk, uid))


def attempt_to_open_drill(member: User, uid: UUID) -> Attempt | None:
    """The same with the key, where the scenarios are: nothing else of it may leave the server."""
    read = (*READ_BY_A_SAVE, "version__body", "version__content_hash", "version__key")
    return _own(member.pk, uid).select_related("version").only(*read).first()


def attempt_to_review(member: User, uid: UUID) -> Attempt | None:
    """As `attempts_to_review` gives it. One query."""
    return _first(_to_review(member.pk, uid))


def _own(member: int, uid: UUID) -> AttemptQuerySet:
    """In no order: the model's own would join batch, member and page."""
    own = Attempt.objects.filter(enrolment__member=member, uid=uid, enrolment__state__in=ACTIVE_ENROLMENTS)
    return own.order_by()


@prepared
def _to_write(member: int, uid: UUID) -> AttemptQuerySet:
    return _own(member, uid).select_related("version", "enrolment__batch").only(*READ_TO_WRITE)


@prepared
def _to_save(member: int, uid: UUID, known: tuple[str, ...]) -> AttemptQuerySet:
    paper = {"paper_hash": F("version__content_hash"), "paper_body": body_unless(known)}
    return _own(member, uid).only(*READ_BY_A_SAVE).annotate(**paper)


@prepared
def _to_contact(member: int, uid: UUID) -> AttemptQuerySet:
    return _own(member, uid).select_related("enrolment__batch").only(*READ_BY_A_CONTACT)


@prepared
def _to_review(member: int, uid: UUID) -> AttemptQuerySet:
    found = _finished_attempts().filter(enrolment__member=member, uid=uid)
    return found.only(*READ_TO_REVIEW).order_by()


def _first(attempts: list[Attempt]) -> Attempt | None:
    return attempts[0] if attempts else None


def attempts_to_review(member: User) -> AttemptQuerySet:
    """The member's own attempts with key, test and course, and whether the others are through, too."""
    return _finished_attempts().for_member(member)


def _finished_attempts() -> AttemptQuerySet:
    """The batch's close counts, not an earlier one of one's own; and past it somebody may still write: who began late,
    or has a later close."""
    now, of_quiz = clock.now(), {"quiz": OuterRef("quiz")}
    close = QuizSchedule.objects.filter(batch=OuterRef("enrolment__batch"), **of_quiz).order_by().values("closes_at")
    of_batch = {"enrolment__batch": OuterRef("enrolment__batch"), **of_quiz}
    # Practice gives nothing away; and the kind lets the index find the open ones among thousands.
    counted = Attempt.objects.open().filter(kind=AttemptKind.COUNTED)
    writing = counted.filter(Q(hard_close_at=None) | Q(hard_close_at__gt=now), **of_batch)
    mine = counted.filter(Q(hard_close_at=None) | Q(hard_close_at__gt=now), enrolment=OuterRef("enrolment"), **of_quiz)
    later = Accommodation.objects.filter(closes_at__gt=now, enrolment__state__in=ACTIVE_ENROLMENTS, **of_batch)
    own = Attempt.objects.scored().filter(kind=AttemptKind.COUNTED, enrolment=OuterRef("enrolment"))
    earlier = own.filter(quiz__purpose=Purpose.PRE_TEST).exclude(quiz=OuterRef("quiz"))
    found: AttemptQuerySet = Attempt.objects.select_related("version", "enrolment__batch").annotate(
        test_closes_at=Subquery(close),
        still_written=Exists(writing) | Exists(later),
        counts_meanwhile=Exists(mine),
        has_pre_test=Exists(earlier),
        waits_for_third=Exists(MarkingTask.objects.apart().filter(attempt=OuterRef("pk"))),
        quiz_uid=F("quiz__uid"),
        course_slug=F("enrolment__batch__course__slug"),
    )
    return found


def checked_in(attempt: Attempt) -> dict[int, Decimal]:
    """Of practice under way: what each question earned that was checked, and takes no other answer. Else no query."""
    if attempt.kind != AttemptKind.PRACTICE or attempt.state != AttemptState.OPEN:
        return {}
    return dict(Mark.objects.filter(attempt=attempt).order_by("pk").values_list("slot", "fraction"))


def told_in(attempt: Attempt) -> dict[int, Decimal]:
    """Of what was checked, what may be told at this moment: nothing while the same questions are written for what
    counts."""
    return {} if is_written_meanwhile(attempt) else checked_in(attempt)


def is_written_meanwhile(practice: Attempt) -> bool:
    """Whether what counts is open beside this practice, and its time not over. Else, and for what counts, no query."""
    if practice.kind != AttemptKind.PRACTICE:
        return False
    of = {"quiz": practice.quiz_id, "enrolment": practice.enrolment_id}
    counted = Attempt.objects.open().filter(kind=AttemptKind.COUNTED, **of)
    return counted.filter(Q(hard_close_at=None) | Q(hard_close_at__gt=clock.now())).exists()


def standing_marks(attempt: Attempt) -> dict[int, Mark]:
    """The latest mark of each slot; with its run where the attempt was corrected. One query."""
    if not attempt.corrections:
        return latest_of(_marks(attempt.pk))
    return latest_of(Mark.objects.filter(attempt=attempt).order_by("pk").select_related("run__question_version"))


@prepared
def _marks(attempt: int) -> QuerySet[Mark]:
    return Mark.objects.filter(attempt=attempt).order_by("pk")


def latest_of(marks: Iterable[Mark]) -> dict[int, Mark]:
    """Of each slot the mark that stands. A correction says nothing of the answer: what a marker wrote is read on."""
    found: dict[int, Mark] = {}
    for mark in marks:
        if mark.run_id is not None and (before := found.get(mark.slot)) is not None:
            mark.rubric, mark.comment = before.rubric, before.comment
        found[mark.slot] = mark
    return found


def corrections_of(marks: Iterable[Mark]) -> dict[int, Correction]:
    return {mark.slot: mark.run.correction for mark in marks if mark.run_id is not None and mark.run is not None}


def parts_shown(attempt: Attempt, moment: datetime) -> frozenset[ReviewPart]:
    """What the taker of a finished attempt, as `attempts_to_review` has it, sees at this moment: what its rules allow;
    where it may still go on, no more than the own answers."""
    allowed = parts_allowed(attempt, moment)
    own = allowed & {ReviewPart.ANSWERS}
    return own if own != allowed and held_back_until(attempt, moment) else allowed


def held_back_until(attempt: Attempt, moment: datetime) -> datetime | None:
    """Whom the clock closed may get time back for an outage that becomes known later, and go on: while that can be,
    nothing says what was right, unless they ask for it (`note_result_seen`).

    What was lost to an outage over the deadline comes back when that ends. Two queries, once the bound has passed since
    the deadline.
    """
    bound = timedelta(minutes=attempt.version.policies.outage_minutes)
    if not attempt.closed_by_clock or attempt.seen_at is not None or attempt.deadline_at is None or not bound:
        return None
    until = attempt.deadline_at + bound
    if moment >= until:
        until = _end_of_outage(attempt, attempt.deadline_at, moment) + bound
    return until if moment < until else None


def _end_of_outage(attempt: Attempt, deadline: datetime, moment: datetime) -> datetime:
    """Of one that was at the deadline, as far as its page or the site knows; else the deadline."""
    told = AttemptEvent.objects.filter(attempt=attempt, kind=EventKind.UNREACHED).values_list("data", flat=True)
    spans = [Span.from_json(data["span"]) for data in told] + [Span(*gap) for gap in down_times(deadline, moment)]
    return max((span.end for span in union(spans) if span.start <= deadline), default=deadline)


def parts_allowed(attempt: Attempt, moment: datetime) -> frozenset[ReviewPart]:
    """By its rules alone."""
    if attempt.kind == AttemptKind.PRACTICE:
        # What counts asks the same questions: while it is written, practice says nothing of them.
        if getattr(attempt, "counts_meanwhile", True):
            return frozenset()
        return attempt.version.policies.review[ReviewMoment.DURING]
    if attempt.withheld:
        return frozenset()
    closes_at = None if getattr(attempt, "still_written", True) else getattr(attempt, "test_closes_at", None)
    ended = attempt.submitted_at or attempt.started_at
    return attempt.version.policies.review[review_moment(submitted_at=ended, closes_at=closes_at, moment=moment)]
