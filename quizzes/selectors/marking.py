"""The marking desk: what waits, question by question and answer by answer. Blind: no name, no office, no number, and
nothing of another marker's mark."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import strip_tags
from django.utils.text import Truncator

from core import clock
from courses.models import Batch, CoursePage
from quizzes.choices import HANDED_IN, AttemptState, QuestionType, TaskState
from quizzes.models import Answer, AnswerFile, MarkChange, MarkerDraft, MarkerMark, MarkingTask, QuizVersion
from quizzes.models.marking import MOST_MARKERS
from quizzes.statistics.agreement import Agreement, agreement_of
from quizzes.verdicts import decided_by_third, tells_why

if TYPE_CHECKING:
    from members.models import User

STEM_LENGTH = 120
OPEN = Q(state=TaskState.OPEN, attempt__state=AttemptState.AWAITING_MARKING)
# Two differ; told to who may decide, and to who runs the course, never to a marker whose own mark it is about.
APART = OPEN & Q(needed=MOST_MARKERS) & (Q(is_mine=False) | Q(runs=True))
STANDING = OPEN | Q(state=TaskState.SETTLED, attempt__state__in=HANDED_IN)


@dataclass(frozen=True)
class QueueRow:
    """One question of one test. `to_mark`: what this marker may still mark; the others are part of it. `third`: where
    two differ, of what one may still mark; all of it for who runs the course."""

    quiz: UUID
    title: str
    item: UUID
    question: str
    kind: str
    to_mark: int
    third: int
    claimed: int
    drafts: int
    mine: int
    done: int


@dataclass(frozen=True)
class QuestionDesk:
    quiz: UUID
    item: UUID
    title: str
    question: str
    agreement: Agreement
    markers: int
    threshold: Decimal


@dataclass
class TaskDesk:
    """An answer with all that one needs to mark it; none where what was handed in is no longer asked for.

    `tells_why`: correcting the own mark needs a reason.
    """

    task: MarkingTask
    answer: Answer | None
    files: list[AnswerFile]
    draft: MarkerDraft | None
    mark: MarkerMark | None
    may_correct: bool = False
    tells_why: bool = False
    place: int = 0
    of: int = 0
    before: UUID | None = None
    after: UUID | None = None
    is_held: bool = False
    may_take: bool = False


def batches_wanting_third(user: User, quiz_uid: UUID, item: UUID) -> list[Batch]:
    """Batches that the user runs, where two markers of this question differ and a third must be found. One query."""
    tasks = MarkingTask.objects.waiting().apart().filter(quiz__uid=quiz_uid, item=item)
    found = Batch.objects.run_by(user).filter(pk__in=tasks.values("attempt__enrolment__batch"))
    return list(found.distinct().only("code", "name").order_by("pk"))


def marking_queue(user: User) -> list[QueueRow]:
    """Every question that has answers to mark or had some; what waits comes first. Two queries."""
    rows = list(
        _tasks(user)
        .filter(STANDING)
        .order_by()
        .values("quiz", "quiz__uid", "quiz__title", "item", "slot")
        .annotate(
            to_mark=Count("pk", filter=OPEN & Q(is_mine=False)),
            third=Count("pk", filter=APART),
            claimed=Count("pk", filter=OPEN & Q(is_claimed=True)),
            drafts=Count("pk", filter=OPEN & Q(has_draft=True)),
            mine=Count("pk", filter=Q(is_mine=True)),
            done=Count("pk", filter=Q(state=TaskState.SETTLED)),
            version=Max("attempt__version"),
        )
    )
    papers = _papers({row["version"] for row in rows})
    found: dict[tuple[int, UUID], QueueRow] = {}
    for row in sorted(rows, key=lambda one: one["version"]):
        known = found.get((row["quiz"], row["item"]))
        names = ("to_mark", "third", "claimed", "drafts", "mine", "done")
        counts = {name: row[name] + (getattr(known, name) if known else 0) for name in names}
        body = papers[row["version"]].get(str(row["item"]), {})
        found[row["quiz"], row["item"]] = QueueRow(
            quiz=row["quiz__uid"],
            title=row["quiz__title"],
            item=row["item"],
            question=plain_stem(body),
            kind=str(QuestionType(body["type"]).label) if body else "",
            **counts,
        )
    return sorted(found.values(), key=lambda row: (not row.to_mark, row.title, row.question))


def question_desk(user: User, quiz_uid: UUID, item: UUID) -> QuestionDesk | None:
    """None where this marker has nothing to do with the question."""
    last = (
        MarkingTask.objects.markable_by(user)
        .filter(quiz__uid=quiz_uid, item=item)
        .select_related("attempt__version", "quiz")
        .order_by("-attempt__version", "-pk")
        .first()
    )
    if last is None:
        return None
    version = last.attempt.version
    body = next(row for row in version.body["questions"] if row["slot"] == last.slot)
    key = version.key[str(last.slot)]
    threshold = Decimal(key["threshold"])
    return QuestionDesk(
        quiz=quiz_uid,
        item=item,
        title=last.quiz.title,
        question=plain_stem(body),
        agreement=agreement_of(_pairs(last.quiz_id, item), threshold=threshold),
        markers=key["markers"],
        threshold=threshold,
    )


def tasks_of_question(user: User, quiz_uid: UUID, item: UUID) -> QuerySet[MarkingTask]:
    """In the order handed in; what was dropped is left out."""
    found: QuerySet[MarkingTask] = (
        _tasks(user)
        .filter(STANDING, quiz__uid=quiz_uid, item=item)
        .select_related("attempt")
        .only("uid", "quiz", "state", "needed", "created_at", "attempt__enrolment_id")
        .order_by("created_at", "pk")
    )
    return found


def narrowed_by_state(tasks: QuerySet[MarkingTask], state: str) -> QuerySet[MarkingTask]:
    chosen = {
        "to_mark": OPEN & Q(is_mine=False),
        "third": APART,
        "drafts": OPEN & Q(has_draft=True),
        "mine": Q(is_mine=True),
        "done": Q(state=TaskState.SETTLED),
    }
    return tasks.filter(chosen[state]) if state in chosen else tasks


def task_desk(user: User, uid: UUID) -> TaskDesk | None:
    """None where it is not this person's to mark. Six queries."""
    task = MarkingTask.objects.markable_by(user).filter(uid=uid).select_related("attempt__version", "quiz").first()
    if task is None:
        return None
    now = clock.now()
    drafts = list(task.drafts.all())
    marks = list(task.marks.prefetch_related("changes"))
    draft = next((one for one in drafts if one.marker_id == user.pk), None)
    mark = next((one for one in marks if one.marker_id == user.pk), None)
    others = sum(_is_live(one, now) for one in drafts if one.marker_id != user.pk)
    waits = task.state == TaskState.OPEN and task.attempt.state == AttemptState.AWAITING_MARKING
    answer = _answer_of(task)
    chosen = answer.value if answer else []
    markers = task.attempt.version.key[str(task.slot)]["markers"]
    desk = TaskDesk(
        task=task,
        answer=answer,
        files=[
            file
            for file in AnswerFile.objects.filter(attempt=task.attempt_id, slot=task.slot)
            if str(file.uid) in chosen
        ]
        if _kind_of(task) == QuestionType.UPLOAD
        else [],
        draft=draft,
        mark=mark,
        may_correct=answer is not None and mark is not None and (mark == marks[-1] or not decided_by_third(marks)),
        tells_why=tells_why(markers, len(marks), task.attempt.state),
        is_held=waits and mark is None and draft is not None and _is_live(draft, now),
        may_take=waits and mark is None and len(marks) + others < task.needed,
    )
    uids = list(tasks_of_question(user, task.quiz.uid, task.item).values_list("uid", flat=True))
    if uid in uids:
        at = uids.index(uid)
        desk.place, desk.of = at + 1, len(uids)
        desk.before = uids[at - 1] if at else None
        desk.after = uids[at + 1] if at + 1 < len(uids) else None
    return desk


def file_to_mark(user: User, uid: UUID, file_uid: UUID) -> AnswerFile | None:
    """A file of the answer as it was handed in, for who may mark it; replaced ones are nobody's."""
    task = MarkingTask.objects.markable_by(user).filter(uid=uid).select_related("attempt").first()
    if task is None:
        return None
    answer = _answer_of(task)
    if answer is None or str(file_uid) not in answer.value:
        return None
    found = AnswerFile.objects.filter(attempt=task.attempt_id, slot=task.slot, uid=file_uid)
    return found.exclude(file="").first()


def _answer_of(task: MarkingTask) -> Answer | None:
    """What was handed in; None once it is written anew, replaced or void."""
    answer = Answer.objects.filter(attempt=task.attempt_id, slot=task.slot).first()
    return answer if answer is not None and task.is_about(answer.value) else None


def plain_stem(body: dict[str, Any]) -> str:
    words = " ".join(strip_tags(body.get("stem", "")).split())
    return Truncator(words).chars(STEM_LENGTH)


def _tasks(user: User) -> Any:
    own = MarkerDraft.objects.filter(task=OuterRef("pk"), marker=user)
    courses = CoursePage.objects.run_by(user).filter(pk=OuterRef("attempt__version__course"))
    return MarkingTask.objects.markable_by(user).annotate(
        runs=Exists(courses),
        is_mine=Exists(MarkerMark.objects.filter(task=OuterRef("pk"), marker=user)),
        is_claimed=Exists(own.filter(claimed_until__gt=clock.now())),
        has_draft=Exists(own.filter(saved_at__isnull=False)),
        is_taken=Exists(
            MarkerDraft.objects.filter(task=OuterRef("pk"), claimed_until__gt=clock.now()).exclude(marker=user)
        ),
    )


def _papers(versions: set[int]) -> dict[int, dict[str, dict[str, Any]]]:
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for version in QuizVersion.objects.delivered().filter(pk__in=versions).only("body"):
        found[version.pk] = {row["item"]: row for row in version.body["questions"]}
    return found


def _pairs(quiz: int, item: UUID) -> list[tuple[Decimal, Decimal]]:
    """First and second marks of answers that stand, as they were when they were compared."""
    rows = MarkerMark.objects.filter(task__quiz=quiz, task__item=item, number__in=(1, 2)).exclude(
        Q(task__state=TaskState.DROPPED) | Q(task__attempt__state=AttemptState.VOID)
    )
    mended = MarkChange.objects.filter(mark=OuterRef("pk"), after_comparison=False).order_by("-pk")
    compared = rows.annotate(compared=Coalesce(Subquery(mended.values("fraction")[:1]), "fraction"))
    by_task: dict[int, list[Decimal]] = defaultdict(list)
    for task, fraction in compared.order_by("task", "number").values_list("task", "compared"):
        by_task[task].append(fraction)
    return [(marks[0], marks[1]) for marks in by_task.values() if len(marks) == 2]


def _kind_of(task: MarkingTask) -> str:
    return next(str(row["type"]) for row in task.attempt.version.body["questions"] if row["slot"] == task.slot)


def _is_live(draft: MarkerDraft, now: datetime) -> bool:
    return draft.claimed_until is not None and draft.claimed_until > now
