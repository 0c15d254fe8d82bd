"""From answers to marks and a score: by the key at once, by people as they mark. Whatever is marked again is a
further row; of every slot the latest stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from core import audit, clock
from core.prepared import prepared
from core.services import submit_job
from quizzes.choices import MARKED_BY_PEOPLE, AttemptKind, AttemptState, TaskState
from quizzes.grading import MarkedItem, points_of
from quizzes.items import Item, Written, item_from_parts
from quizzes.items.fractions import ZERO
from quizzes.models import Answer, Attempt, Mark, MarkerDraft, MarkingTask
from quizzes.models.marking import digest_of
from quizzes.services.corrections import with_corrections
from quizzes.verdicts import Given, Verdict, verdict_of

if TYPE_CHECKING:
    from members.models import User

RECORD_RESULT = "quizzes.record_result"
SCORE = ["points", "max_points", "state", "awaiting", "withheld"]


@dataclass(frozen=True)
class Reckoned:
    """One slot: what its answer earned by the key, or None where people must mark it."""

    slot: int
    question: str
    item: Item
    given: Given
    marks: Decimal
    fraction: Decimal | None


def answers_given(attempt: Attempt) -> dict[int, Given]:
    returned = tuple(attempt.spans_given)
    rows = _given(attempt.pk)
    return {slot: Given(tuple(value), saved_at, opened_at, returned) for slot, value, saved_at, opened_at in rows}


@prepared
def _given(attempt: int) -> QuerySet[Answer, tuple[int, list[str], datetime, datetime | None]]:
    return Answer.objects.filter(attempt=attempt).values_list("slot", "value", "saved_at", "opened_at")


def reckon(attempt: Attempt, given: Mapping[int, Given]) -> list[Reckoned]:
    """Every question that this attempt got, answered or not, in the order of its paper."""
    found = []
    for slot, question in attempt.questions.items():
        item = item_from_parts(question.body, attempt.version.key[str(slot)])
        answer = given.get(slot, Given())
        found.append(Reckoned(slot, question.item, item, answer, question.marks, item.mark(answer.value).fraction))
    return found


def mark_attempt(*, attempt: Attempt, actor: User | None, only: Collection[int] | None = None) -> list[str]:
    """Marks for these slots, or for all; the score, or the wait for people. The attempt is held by the caller, who
    saves the fields named.

    What people gave to an answer holds as long as the answer says the same; nobody is asked for one whose question was
    dropped since, or given in full.
    """
    rows = reckon(attempt, answers_given(attempt))
    if attempt.kind == AttemptKind.PRACTICE:  # nobody is asked to mark what does not count: it is no part of the score
        rows = [row for row in rows if row.item.type not in MARKED_BY_PEOPLE]
    chosen = {row.slot for row in rows} if only is None else set(only)
    unasked = attempt.unasked
    by_people = _verdicts(attempt, [row for row in rows if row.slot in chosen], unasked)
    now, marks, waiting = clock.now(), [], set[int](attempt.awaiting) - chosen
    for row in rows:
        if row.slot not in chosen:
            continue
        if row.fraction is not None:
            marks.append(Mark(attempt=attempt, slot=row.slot, fraction=row.fraction, made_at=now))
        elif (verdict := by_people.get(row.slot)) is not None:
            marks.append(mark_from(attempt, row.slot, verdict))
        elif row.slot in unasked:
            marks.append(Mark(attempt=attempt, slot=row.slot, fraction=unasked[row.slot], made_at=now))
        else:
            waiting.add(row.slot)
    Mark.objects.bulk_create(marks)
    attempt.awaiting = sorted(waiting)
    fresh = {mark.slot: mark.fraction for mark in marks}
    _score(attempt, {row.slot: row.marks for row in rows}, fresh, actor)
    return _fields(attempt)


def _fields(attempt: Attempt) -> list[str]:
    """What came of its corrections belongs to the score."""
    return [*SCORE, "corrections"] if attempt.corrections else SCORE


def score_after_marking(*, attempt: Attempt, slot: int, actor: User | None, waits: bool = False) -> None:
    """A slot that people had to mark has its mark: the last of them makes the score. `waits`: it has none any more."""
    others = [number for number in attempt.awaiting if number != slot]
    attempt.awaiting = sorted([*others, slot]) if waits else others
    worth = {slot: question.marks for slot, question in attempt.questions.items()}
    _score(attempt, worth, {}, actor)
    attempt.save(update_fields=_fields(attempt))


def release_from_marking(*, attempt: Attempt, slot: int, actor: User | None) -> None:
    """Nobody has to mark this slot any more, since a correction that the attempt carries says what it earns; where no
    other waits, the score. The attempt is held by the caller."""
    ask_no_more(MarkingTask.objects.filter(attempt=attempt, slot=slot, state=TaskState.OPEN))
    Mark.objects.create(attempt=attempt, slot=slot, fraction=attempt.unasked[slot], made_at=clock.now())
    score_after_marking(attempt=attempt, slot=slot, actor=actor)


def ask_no_more(tasks: QuerySet[MarkingTask]) -> None:
    MarkerDraft.objects.filter(task__in=tasks).delete()
    tasks.update(state=TaskState.DROPPED)


def mark_from(attempt: Attempt, slot: int, verdict: Verdict) -> Mark:
    return Mark(
        attempt=attempt,
        slot=slot,
        marker_id=verdict.marker,
        fraction=verdict.fraction,
        rubric=verdict.rubric,
        comment=verdict.comment,
        made_at=clock.now(),
    )


def _score(attempt: Attempt, worth: Mapping[int, Decimal], fresh: Mapping[int, Decimal], actor: User | None) -> None:
    is_practice = attempt.kind == AttemptKind.PRACTICE
    is_released = attempt.state == AttemptState.RELEASED and not attempt.awaiting
    attempt.withheld = attempt.version.policies.withholds and not (is_practice or is_released)
    attempt.max_points = sum(worth.values(), ZERO) if is_practice else attempt.version.max_points
    if attempt.awaiting:
        attempt.points, attempt.state = None, AttemptState.AWAITING_MARKING
        facts = {"receipt": attempt.receipt, "answers": len(attempt.awaiting), "by_clock": attempt.closed_by_clock}
        audit.record(action="attempt.awaits_marking", actor=actor, subject=f"attempt:{attempt.uid}", data=facts)
        return
    latest = dict(fresh)
    if len(latest) < len(worth):
        stored = Mark.objects.filter(attempt=attempt).order_by("pk").values_list("slot", "fraction")
        latest = dict(stored) | latest
    items = [MarkedItem(slot, latest.get(slot, ZERO), marks) for slot, marks in worth.items()]
    corrected = with_corrections(attempt, items, maximum=attempt.max_points, now=clock.now())
    Mark.objects.bulk_create(corrected.marks)
    attempt.corrections = corrected.entries
    attempt.points, attempt.max_points = points_of(corrected.counted), corrected.maximum
    if attempt.state != AttemptState.RELEASED:
        attempt.state = AttemptState.GRADED
    audit.record(action="attempt.graded", actor=actor, subject=f"attempt:{attempt.uid}", data=audit_facts(attempt))
    submit_job(kind=RECORD_RESULT, payload={"attempt": attempt.pk}, key=result_job_key(attempt))


def result_job_key(attempt: Attempt) -> str:
    """One job for each time that it is marked: again after an organiser opened it, admitted answers or made it void."""
    deeds = len(attempt.interventions)
    return f"{RECORD_RESULT}:{attempt.uid}" + (f":{deeds}" if deeds else "")


def audit_facts(attempt: Attempt) -> dict[str, object]:
    return {
        "receipt": attempt.receipt,
        "points": str(attempt.points),
        "of": str(attempt.max_points),
        "by_clock": attempt.closed_by_clock,
    }


def _verdicts(attempt: Attempt, rows: list[Reckoned], unasked: Collection[int]) -> dict[int, Verdict]:
    """What people gave already; for the other answers, tasks, but for those that nobody has to mark any more. No query
    for a paper that the key marks alone."""
    slots = {row.slot for row in rows if row.item.type in MARKED_BY_PEOPLE}
    known: dict[tuple[int, str], MarkingTask] = {}
    if slots and attempt.interventions:  # it was marked before
        tasks = MarkingTask.objects.filter(attempt=attempt, slot__in=slots).prefetch_related("marks__changes")
        known = {(task.slot, task.answered): task for task in tasks}
    wanted = {row.slot: row for row in rows if row.fraction is None}
    asked = {slot: digest_of(row.given.value) for slot, row in wanted.items()}
    # The answer says something else now, or nobody has to mark it any more.
    over = [
        task.pk
        for (slot, answered), task in known.items()
        if task.state == TaskState.OPEN and (asked.get(slot) != answered or slot in unasked)
    ]
    if over:
        ask_no_more(MarkingTask.objects.filter(pk__in=over))
    found, new = {}, []
    for slot, row in wanted.items():
        assert isinstance(row.item, Written)  # noqa: S101  nothing else waits for people
        task = known.get((slot, asked[slot]))
        if task is None and slot in unasked:
            continue
        if task is None:
            new.append(_task(attempt, row, row.item, asked[slot]))
        elif (verdict := verdict_of(row.item, [one.standing for one in task.marks.all()], row.given)) is not None:
            found[slot] = verdict
        elif task.state != TaskState.OPEN and slot not in unasked:
            MarkingTask.objects.filter(pk=task.pk).update(state=TaskState.OPEN)
    MarkingTask.objects.bulk_create(new)
    return found


def _task(attempt: Attempt, row: Reckoned, item: Written, answered: str) -> MarkingTask:
    return MarkingTask(
        attempt=attempt,
        quiz_id=attempt.quiz_id,
        slot=row.slot,
        item=row.question,
        answered=answered,
        needed=item.markers,
        created_at=clock.now(),
    )
