"""Sittings and progress of a dump as they stood there: texts, times, outcomes, and what is doubtful about each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from quizzes.formats.django_quiz.answers import OldAnswer, answers_of
from quizzes.formats.django_quiz.dump import (
    CATEGORY,
    PROGRESS,
    QUIZ,
    SITTING,
    Dump,
    Fields,
    flag_in,
    key_of,
    text_in,
    whole_in,
)
from quizzes.formats.django_quiz.moments import moment_in
from quizzes.formats.django_quiz.people import OldPerson, People, people_in
from quizzes.formats.django_quiz.progress import OldScore, scores_in
from quizzes.formats.django_quiz.remarks import Remark

__all__ = ["History", "OldAnswer", "OldProgress", "OldScore", "OldSitting", "history_in"]


@dataclass(frozen=True)
class OldSitting:
    """`code`: the same for the same sitting in every dump of its site, however accounts were written in it."""

    key: str
    code: str
    person: OldPerson
    quiz: str
    title: str
    complete: bool
    score: int | None
    most: int
    pass_mark: int | None
    started_at: datetime | None
    ended_at: datetime | None
    answers: tuple[OldAnswer, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class OldProgress:
    key: str
    code: str
    person: OldPerson
    scores: tuple[OldScore, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class History:
    sittings: list[OldSitting] = field(default_factory=list)
    progress: list[OldProgress] = field(default_factory=list)


def history_in(dump: Dump, zone: ZoneInfo) -> History:
    people = people_in(dump)
    sittings = [_sitting(dump, people, zone, key, fields) for key, fields in dump.of(SITTING).items()]
    still_open = Counter((row.person.key, row.quiz) for row in sittings if not row.complete)
    sittings = [
        replace(row, remarks=(*row.remarks, Remark.of("two_open")))
        if not row.complete and still_open[row.person.key, row.quiz] > 1
        else row
        for row in sittings
    ]
    names = [text_in(fields.get("category")) for fields in dump.of(CATEGORY).values()]
    progress = [_progress(people, key, fields, names) for key, fields in dump.of(PROGRESS).items()]
    return History(sittings, progress)


def _sitting(dump: Dump, people: People, zone: ZoneInfo, key: str, fields: Fields) -> OldSitting:
    remarks: list[Remark] = []
    quiz_key = key_of(fields.get("quiz"))
    quiz = dump.of(QUIZ).get(quiz_key)
    if quiz is None:
        remarks.append(Remark.of("quiz_gone", key=quiz_key))
    complete = flag_in(fields.get("complete"))
    started = moment_in(fields.get("start"), zone, remarks)
    ended = moment_in(fields.get("end"), zone, remarks)
    if started and ended and ended < started:
        remarks.append(Remark.of("times_reversed"))
    if complete and not fields.get("end"):
        remarks.append(Remark.of("end_missing"))
    answers = answers_of(dump, fields, complete, remarks)
    score = whole_in(fields.get("current_score"))
    _judge_score(score, fields.get("current_score"), answers, remarks)
    return OldSitting(
        key=key,
        code=f"{key}/{quiz_key}/{text_in(fields.get('start'))}"[:200],
        person=people.of(fields.get("user")),
        quiz=quiz_key,
        title=" ".join(text_in((quiz or {}).get("title")).split())[:255],
        complete=complete,
        score=score,
        most=len(answers),
        pass_mark=whole_in((quiz or {}).get("pass_mark")),
        started_at=started,
        ended_at=ended,
        answers=answers,
        remarks=tuple(remarks),
    )


def _judge_score(score: int | None, stored: object, answers: tuple[OldAnswer, ...], remarks: list[Remark]) -> None:
    if score is None:
        remarks.append(Remark.of("score_unreadable"))
        return
    if score > len(answers):
        remarks.append(Remark.of("score_too_high", stored=score, most=len(answers)))
    counted = sum(answer.right is True for answer in answers)
    unknown = sum(answer.right is None and answer.was_answered and not answer.is_essay for answer in answers)
    if not unknown and counted != score:
        remarks.append(Remark.of("score_differs", stored=score, counted=counted))


def _progress(people: People, key: str, fields: Fields, names: list[str]) -> OldProgress:
    remarks: list[Remark] = []
    scores = scores_in(text_in(fields.get("score")), names, remarks)
    return OldProgress(key, f"progress/{key}"[:200], people.of(fields.get("user")), scores, tuple(remarks))
