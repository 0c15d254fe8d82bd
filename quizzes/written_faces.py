"""What the pages show around an answer that people mark: limits, files, a drill and its clock, what markers said."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.choices import ENDINGS, MARKED_BY_PEOPLE, AttemptKind, FileKind, QuestionType, ReviewPart
from quizzes.forms import AnswerFileForm
from quizzes.items import Drill, Written, item_from_parts
from quizzes.models import AnswerFile, Attempt, Mark
from quizzes.paper import PaperQuestion
from quizzes.selectors.answers import GivenAnswer
from quizzes.services.answer_files import kinds_of, most_bytes_of
from quizzes.wording import number_in_words


@dataclass(frozen=True)
class Level:
    points: str
    text: str


@dataclass(frozen=True)
class CriterionFace:
    title: str
    levels: list[Level]
    reached: str = ""
    """Points given, of how many; empty while nothing is given or it is withheld."""


@dataclass(frozen=True)
class WrittenFace:
    words: str = ""
    kinds: str = ""
    files: list[AnswerFile] = dataclasses.field(default_factory=list)
    criteria: list[CriterionFace] = dataclasses.field(default_factory=list)
    scenario: SafeString = dataclasses.field(default_factory=SafeString)
    opened_at: datetime | None = None
    times: str = ""
    speed: str = ""
    comment: str = ""
    waits: bool = False
    practised: bool = False
    """Nobody marks it: who practises judges it, by `criteria` with their levels."""
    field: BoundField | None = None
    most_bytes: int = 0


@dataclass(frozen=True)
class WrittenReview:
    """What a result page has read beside the answers: them with their files, and the marks that stand."""

    answers: Mapping[int, GivenAnswer]
    marks: Mapping[int, Mark]


def face_to_write(question: PaperQuestion, answer: GivenAnswer | None) -> WrittenFace | None:
    """From the paper, and of the key no more than a scenario that was delivered."""
    if question.type not in MARKED_BY_PEOPLE:
        return None
    body, is_file = question.body, question.type == QuestionType.UPLOAD
    return WrittenFace(
        field=_file_field(question) if is_file else None,
        most_bytes=most_bytes_of(question) if is_file else 0,
        words=words_asked(body.get("least_words", 0), body.get("most_words", 0)),
        kinds=kinds_in_words(kinds_of(question)) if is_file else "",
        files=_marked_files(answer),
        criteria=_criteria_shown(body),
        scenario=mark_safe(answer.scenario if answer else ""),  # noqa: S308  cleaned when it was frozen
        opened_at=answer.clock_began if answer else None,
        times=times_in_words(body["target_seconds"], body["limit_seconds"])
        if question.type == QuestionType.DRILL
        else "",
    )


def _criteria_shown(body: Mapping[str, Any]) -> list[CriterionFace]:
    return [CriterionFace(row["title"], [_level(level) for level in row["levels"]]) for row in body.get("criteria", ())]


def face_to_review(
    question: PaperQuestion, attempt: Attempt, parts: frozenset[ReviewPart], review: WrittenReview | None
) -> WrittenFace | None:
    """None for what the key marks alone."""
    slot = question.slot
    item = item_from_parts(question.body, attempt.version.key[str(slot)])
    if not isinstance(item, Written):
        return None
    answer = review.answers.get(slot) if review else None
    if attempt.kind == AttemptKind.PRACTICE:
        return WrittenFace(
            files=answer.chosen_files if answer else [],
            criteria=_criteria_shown(question.body),
            scenario=mark_safe(answer.scenario if answer else ""),  # noqa: S308  cleaned when it was frozen
            opened_at=answer.opened_at if answer else None,
            practised=True,
        )
    mark = review.marks.get(slot) if review and slot not in attempt.awaiting else None
    rubric: Mapping[str, Any] = (mark.rubric or {}) if mark else {}
    shows_points = ReviewPart.MARKS in parts and item.criteria_shown
    scores = rubric.get("scores", {}) if shows_points else {}
    return WrittenFace(
        files=answer.chosen_files if answer else [],
        criteria=[
            CriterionFace(row.title, [], _of(scores[row.key], row.maximum))
            for row in item.rubric.criteria
            if row.key in scores
        ],
        scenario=mark_safe(answer.scenario if answer else ""),  # noqa: S308  cleaned when it was frozen
        opened_at=answer.opened_at if answer else None,
        speed=_speed(item, rubric) if ReviewPart.MARKS in parts else "",
        comment=mark.comment if mark and ReviewPart.FEEDBACK in parts else "",
        waits=slot in attempt.awaiting,
    )


def words_asked(least: int, most: int) -> str:
    if least and most:
        return _("%(least)d to %(most)d words") % {"least": least, "most": most}
    if least:
        return ngettext("at least %(count)d word", "at least %(count)d words", least) % {"count": least}
    if most:
        return ngettext("at most %(count)d word", "at most %(count)d words", most) % {"count": most}
    return ""


def kinds_in_words(endings: tuple[str, ...] | list[str]) -> str:
    """By the names that authors choose from; endings alone where a file brought others."""
    left, names = set(endings), []
    for kind in FileKind:
        if set(ENDINGS[kind.value]) <= left:
            names.append(str(kind.label))
            left -= set(ENDINGS[kind.value])
    return ", ".join([*names, *sorted(left)])


def times_in_words(target: int, limit: int) -> str:
    return _("Full marks for speed up to %(target)s, none from %(limit)s; in between they fall evenly.") % {
        "target": clock_in_words(target),
        "limit": clock_in_words(limit),
    }


def clock_in_words(seconds: int) -> str:
    """2 minutes; 1 minute 30 seconds."""
    minutes, rest = divmod(int(seconds), 60)
    parts = [ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}] if minutes else []
    if rest or not minutes:
        parts.append(ngettext("%(count)d second", "%(count)d seconds", rest) % {"count": rest})
    return " ".join(parts)


def _file_field(question: PaperQuestion) -> BoundField:
    return AnswerFileForm(slot=question.slot, endings=kinds_of(question))["file"]


def _marked_files(answer: GivenAnswer | None) -> list[AnswerFile]:
    """All that were sent and are kept, the chosen ones marked: an unticked one can be taken again."""
    files = answer.files if answer else []
    for file in files:
        file.is_chosen = str(file.uid) in (answer.value if answer else ())  # type: ignore[attr-defined]
    return files


def _level(row: Mapping[str, str]) -> Level:
    return Level(number_in_words(Decimal(row["points"])), row["text"])


def _of(points: str, maximum: Decimal) -> str:
    return _("%(points)s of %(marks)s") % {
        "points": number_in_words(Decimal(points)),
        "marks": number_in_words(maximum),
    }


def _speed(item: Written, rubric: Mapping[str, Any]) -> str:
    if not isinstance(item, Drill) or not item.speed_points or "speed" not in rubric:
        return ""
    share = number_in_words(Decimal(rubric["speed"]) * 100)
    time = clock_in_words(rubric["seconds"])
    return _("Answered in %(time)s: %(share)s %% of the points for speed.") % {"time": time, "share": share}
