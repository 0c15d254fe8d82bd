"""The deeds at the marking desk: take an answer, write a draft, give the mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from core import audit, clock
from core.kill_points import kill_point
from quizzes.choices import AttemptState, TaskState
from quizzes.errors import MarkingRefusedError
from quizzes.items import Written, item_from_parts
from quizzes.items.fractions import plain
from quizzes.models import Answer, Attempt, MarkerDraft, MarkerMark, MarkingTask
from quizzes.models.marking import MOST_MARKERS
from quizzes.services.marking_letters import ask_for_third
from quizzes.services.scoring import mark_from, score_after_marking
from quizzes.verdicts import Given, Opinion, verdict_of, wants_third

if TYPE_CHECKING:
    from members.models import User
    from quizzes.models.marking import TaskQuerySet

CLAIM = timedelta(hours=8)
LONGEST_COMMENT = 4000
CANDIDATES = 5


def claim_next_task(*, quiz_uid: UUID, item: UUID, by: User) -> MarkingTask | None:
    """What one has taken already and not marked, else the answer that waits longest; None where none is free."""
    for _try in range(3):
        candidates = list(tasks_to_take(by).filter(quiz__uid=quiz_uid, item=item)[:CANDIDATES])
        for task in candidates:
            try:
                return claim_task(task_uid=task.uid, by=by)
            except MarkingRefusedError:
                continue  # another marker was faster
        if not candidates:
            return None
    return None


def tasks_to_take(by: User) -> QuerySet[MarkingTask]:
    """Free for this marker, own claims first. A claim of somebody else counts until its hour."""
    now = clock.now()
    taken = Q(drafts__claimed_until__gt=now) & ~Q(drafts__marker=by)
    mine = Q(drafts__claimed_until__gt=now, drafts__marker=by)
    found: TaskQuerySet = MarkingTask.objects.waiting().markable_by(by)
    return (
        found.exclude(marks__marker=by)
        .annotate(
            given=Count("marks", distinct=True),
            taken=Count("drafts", filter=taken, distinct=True),
            own=Count("drafts", filter=mine, distinct=True),
        )
        .filter(needed__gt=F("given") + F("taken"))
        .order_by("-own", "created_at", "pk")
    )


@transaction.atomic
def claim_task(*, task_uid: UUID, by: User) -> MarkingTask:
    """The answer is this marker's for eight hours; taken again, for eight hours from then."""
    task = held_task(task_uid, by)
    _refuse_without_room(task, by)
    MarkerDraft.objects.update_or_create(task=task, marker=by, defaults={"claimed_until": clock.now() + CLAIM})
    return task


@transaction.atomic
def release_task(*, task_uid: UUID, by: User) -> MarkingTask:
    """Somebody else may take it. The draft stays for whoever wrote it."""
    task = held_task(task_uid, by)
    task.drafts.filter(marker=by).update(claimed_until=None)
    return task


@transaction.atomic
def save_marker_draft(*, task_uid: UUID, by: User, scores: Mapping[str, str], comment: str) -> None:
    """As it is typed, whole or not, by whoever has taken the answer; a lapsed claim is renewed where it is free."""
    task = held_task(task_uid, by)
    _refuse_without_room(task, by)
    now = clock.now()
    said = {"scores": known_scores(task, scores), "comment": comment[:LONGEST_COMMENT], "saved_at": now}
    MarkerDraft.objects.update_or_create(task=task, marker=by, defaults={**said, "claimed_until": now + CLAIM})


@transaction.atomic
def give_mark(*, task_uid: UUID, by: User, scores: Mapping[str, str], comment: str) -> MarkingTask:
    """This marker's mark, once: a second time gives back what stands. The last mark that an answer needs settles it,
    and the last answer that waits makes the attempt's score."""
    attempt = held_attempt_of(task_uid, by)
    task = held_task(task_uid, by)
    opinions = list(task.marks.prefetch_related("changes").order_by("number"))
    if any(one.marker_id == by.pk for one in opinions):
        return task
    task.attempt = attempt
    _refuse_without_room(task, by)
    item = item_of_task(task)
    mark = MarkerMark.objects.create(
        task=task,
        marker=by,
        number=len(opinions) + 1,
        made_at=clock.now(),
        **whole_mark(task, item, scores, comment),
    )
    task.drafts.filter(marker=by).delete()
    facts = {"slot": task.slot, "number": mark.number, "fraction": str(mark.fraction)}
    audit.record(action="answer.marked", actor=by, subject=f"attempt:{attempt.uid}", data=facts)
    kill_point("quiz.marking.after_mark")
    settle_task(task, item, [*(one.standing for one in opinions), mark], by)
    return task


def whole_mark(task: MarkingTask, item: Written, scores: Mapping[str, str], comment: str) -> dict[str, Any]:
    """The fields of a mark; refused where a criterion has no level."""
    points = {name: Decimal(text) for name, text in known_scores(task, scores).items()}
    if missing := item.rubric.missing(points):
        titles = [row.title for row in item.rubric.criteria if row.key in missing]
        raise MarkingRefusedError(_("Choose a level for: %(criteria)s.") % {"criteria": ", ".join(titles)})
    return {
        "scores": {name: plain(value) for name, value in points.items()},
        "fraction": item.rubric.fraction(points),
        "comment": comment.strip()[:LONGEST_COMMENT],
    }


def settle_task(task: MarkingTask, item: Written, opinions: Sequence[Opinion], by: User) -> None:
    """What the marks come to by now: what the answer earns, with the last one the score, or the wait for one more."""
    attempt = task.attempt
    stored = Answer.objects.get(attempt=attempt, slot=task.slot)
    given = Given(tuple(stored.value), stored.saved_at, stored.opened_at, tuple(attempt.spans_given))
    verdict = verdict_of(item, opinions, given)
    if verdict is None:
        if wants_third(item, opinions):
            was_settled = task.state == TaskState.SETTLED
            if was_settled and task.slot in attempt.unasked:
                return  # dropped since, or given in full: what they came to stands, and nobody is asked
            task.needed = MOST_MARKERS
            task.state, task.settled_at = TaskState.OPEN, None
            task.save(update_fields=["needed", "state", "settled_at"])
            if was_settled:
                score_after_marking(attempt=attempt, slot=task.slot, actor=by, waits=True)
            ask_for_third(task)
        return
    task.state, task.settled_at = TaskState.SETTLED, clock.now()
    task.save(update_fields=["state", "settled_at"])
    task.drafts.all().delete()  # of others, too: nobody is asked any more
    mark_from(attempt, task.slot, verdict).save(force_insert=True)
    score_after_marking(attempt=attempt, slot=task.slot, actor=by)


def item_of_task(task: MarkingTask) -> Written:
    """The question with its rubric, as it was frozen for this attempt."""
    version = task.attempt.version
    body = next(row for row in version.body["questions"] if row["slot"] == task.slot)
    item = item_from_parts(body, version.key[str(task.slot)])
    assert isinstance(item, Written)  # noqa: S101  nothing else becomes a task
    return item


def held_attempt_of(task_uid: UUID, by: User) -> Attempt:
    """Before the task: whoever ends, opens or voids an attempt holds it in the same order."""
    number = MarkingTask.objects.markable_by(by).values_list("attempt", flat=True).get(uid=task_uid)
    query = Attempt.objects.select_related("version")
    if connection.features.has_select_for_update_of:
        query = query.select_for_update(of=("self",))
    attempt: Attempt = query.get(pk=number)
    return attempt


def held_task(task_uid: UUID, by: User) -> MarkingTask:
    query = MarkingTask.objects.markable_by(by).select_related("attempt__version")
    if connection.features.has_select_for_update_of:
        query = query.select_for_update(of=("self",))
    task: MarkingTask = query.get(uid=task_uid)
    return task


def _refuse_without_room(task: MarkingTask, by: User) -> None:
    if task.state != TaskState.OPEN or task.attempt.state != AttemptState.AWAITING_MARKING:
        raise MarkingRefusedError(_("This answer no longer waits to be marked."))
    marks = list(task.marks.values_list("marker", flat=True))
    if by.pk in marks:
        raise MarkingRefusedError(_("You have marked this answer already."))
    taken = task.drafts.filter(claimed_until__gt=clock.now()).exclude(marker=by).count()
    if len(marks) + taken >= task.needed:
        raise MarkingRefusedError(_("Another marker has taken this answer."))


def known_scores(task: MarkingTask, scores: Mapping[str, str]) -> dict[str, str]:
    """Levels that the rubric has; what it does not know is left out."""
    known = {row.key: {plain(level.points) for level in row.levels} for row in item_of_task(task).rubric.criteria}
    return {name: scores[name] for name, points in known.items() if scores.get(name) in points}
