"""What the screens of the marking desk show, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from quizzes.choices import QuestionType, TaskState
from quizzes.items import Drill
from quizzes.items.fractions import plain
from quizzes.models import MarkingTask
from quizzes.models.marking import MOST_MARKERS, pseudonym_of
from quizzes.selectors.marking import QuestionDesk, QueueRow, TaskDesk
from quizzes.services.marking import item_of_task
from quizzes.shown_media import facts_of, with_media
from quizzes.statistics.agreement import LEAST_ANSWERS
from quizzes.wording import number_in_words
from quizzes.written_faces import clock_in_words

MOST_KEYS = 9


@dataclass(frozen=True)
class QueueLine:
    row: QueueRow
    url: str
    next_url: str


@dataclass(frozen=True)
class AnswerLine:
    code: str
    url: str
    state: str
    tone: str


@dataclass(frozen=True)
class LevelChoice:
    """`key`: the digit that chooses it on a keyboard."""

    value: str
    points: str
    text: str
    chosen: bool
    key: str


@dataclass(frozen=True)
class CriterionRow:
    name: str
    title: str
    levels: list[LevelChoice]
    is_open: bool


def queue_line(row: QueueRow) -> QueueLine:
    place = [row.quiz, row.item]
    return QueueLine(row, reverse("quizzes:marking_question", args=place), reverse("quizzes:marking_next", args=place))


def rows_of_question(tasks: Iterable[MarkingTask]) -> list[AnswerLine]:
    return [
        AnswerLine(
            pseudonym_of(task.quiz_id, task.attempt.enrolment_id),
            reverse("quizzes:marking_task", args=[task.uid]),
            *_state_of(task),
        )
        for task in tasks
    ]


def _state_of(task: Any) -> tuple[str, str]:
    """For this marker: what was annotated by the selector."""
    if task.state == TaskState.SETTLED:
        return (_("marked, by me too") if task.is_mine else _("marked")), "success"
    if task.is_mine:
        return _("marked by me, waits for another marker"), "neutral"
    if task.is_claimed:
        return (_("taken by me, with a draft") if task.has_draft else _("taken by me")), "info"
    if task.has_draft:
        return _("draft of mine"), "info"
    if task.is_taken:
        return _("taken by another marker"), "neutral"
    return (_("to mark as the third"), "warning") if task.needed == MOST_MARKERS else (_("to mark"), "warning")


def agreement_facts(desk: QuestionDesk) -> list[tuple[str, str]]:
    """Terms and values; a sentence instead of figures where too few answers were marked twice."""
    if desk.markers < 2:
        return []
    found = desk.agreement
    marked_twice = (_("Answers marked by two"), str(found.answers))
    if found.mean_difference is None or found.share_within is None:
        few = _("not shown below %(count)d answers marked by two") % {"count": LEAST_ANSWERS}
        return [marked_twice, (_("Agreement"), few)]
    return [
        marked_twice,
        (_("Mean difference"), f"{number_in_words(found.mean_difference * 100)} %"),
        (
            _("Within the threshold of %(threshold)s %%") % {"threshold": number_in_words(desk.threshold * 100)},
            f"{number_in_words(found.share_within * 100)} %",
        ),
        (
            _("Intraclass correlation, ICC(1,1)"),
            number_in_words(found.correlation) if found.correlation is not None else _("none: all marks are alike"),
        ),
    ]


def marking_screen(desk: TaskDesk, given: Mapping[str, str] | None) -> dict[str, object]:
    """`given`: what was sent and refused; else the draft, else the mark that stands."""
    task, item = desk.task, item_of_task(desk.task)
    scores: Mapping[str, str] = (desk.draft.scores if desk.draft else {}) or {}
    comment = desk.draft.comment if desk.draft else ""
    if desk.mark is not None:
        standing = desk.mark.standing
        scores, comment = standing.scores, standing.comment
    if given is not None:
        scores = {name.removeprefix("score-"): given[name] for name in given if name.startswith("score-")}
        comment = given.get("comment", "")
    text = "".join(desk.answer.value) if desk.answer and item.type != QuestionType.UPLOAD else ""
    words = len(text.split())
    return {
        "desk": desk,
        "task": task,
        "code": task.pseudonym,
        "title": task.quiz.title,
        "stem": _stem(task, item.stem),
        "scenario": mark_safe(item.scenario if isinstance(item, Drill) else ""),  # noqa: S308  likewise
        "notes": mark_safe(item.notes_for_markers),  # noqa: S308  likewise
        "text": text,
        "words": ngettext("%(count)d word", "%(count)d words", words) % {"count": words} if text else "",
        "rubric": _rubric(item.rubric.criteria, scores),
        "maximum": number_in_words(item.rubric.maximum),
        "comment": comment,
        "reason": given.get("reason", "") if given else "",
        "minutes_left": _time_left(desk),
        "list_url": reverse("quizzes:marking_question", args=[task.quiz.uid, task.item]),
    }


def _stem(task: MarkingTask, stem: str) -> SafeString:
    """With its pictures and sounds, behind the rule of the bank: who marks a question may read it there."""
    body = next(row for row in task.attempt.version.body["questions"] if row["slot"] == task.slot)
    return with_media(stem, facts_of(body.get("media", ())), lambda sha256: reverse("quizzes:media", args=[sha256]))


def _rubric(criteria: Iterable[Any], scores: Mapping[str, str]) -> list[CriterionRow]:
    rows = []
    for row in criteria:
        chosen = scores.get(row.key, "")
        levels = [
            LevelChoice(
                value=plain(level.points),
                points=number_in_words(level.points),
                text=level.text,
                chosen=plain(level.points) == chosen,
                key=str(number) if number <= MOST_KEYS else "",
            )
            for number, level in enumerate(sorted(row.levels, key=lambda one: one.points), start=1)
        ]
        rows.append(CriterionRow(f"score-{row.key}", row.title, levels, not chosen))
    return rows


def _time_left(desk: TaskDesk) -> str:
    """How long the answer stays this marker's."""
    if not desk.is_held or desk.draft is None or desk.draft.claimed_until is None:
        return ""
    seconds = (desk.draft.claimed_until - clock.now()).total_seconds()
    if seconds <= 3600:
        return clock_in_words(max(1, ceil(seconds / 60)) * 60)
    hours = ceil(seconds / 3600)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
