"""Attempts in bulk at one test, with their answers and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.conf import settings

from core.identifiers import readable_code
from courses.models import Enrolment
from home.demo import load_quiz
from quizzes.choices import AttemptState
from quizzes.grading import MarkedItem, points_of
from quizzes.items import item_from_parts
from quizzes.items.fractions import ZERO
from quizzes.layout import new_seed
from quizzes.models import Answer, Attempt, Mark, QuizPage, QuizVersion
from quizzes.models.attempt import layout_to_json
from quizzes.paper import Paper
from quizzes.timing import hard_close_for


@dataclass(frozen=True)
class Sitting:
    """One answer and what it earned."""

    value: list[str]
    mark: MarkedItem


@dataclass
class Sittings:
    quiz: QuizPage
    scores: Sequence[int]

    @cached_property
    def version(self) -> QuizVersion:
        return QuizVersion.objects.filter(quiz=self.quiz).order_by("-number")[0]

    @cached_property
    def paper(self) -> Paper:
        return self.version.paper

    @cached_property
    def answers(self) -> dict[int, dict[bool, Sitting]]:
        """A right and a wrong answer to each question with what they earn: marking ten thousand anew finds the same."""
        found = {}
        for slot, question in self.paper.by_slot().items():
            item = item_from_parts(question.body, self.version.key[str(slot)])
            values = {True: item.best_value() or [], False: load_quiz.wrong_values(item)[0]}
            found[slot] = {
                right: Sitting(value, MarkedItem(slot, item.mark(value).fraction or ZERO, question.marks))
                for right, value in values.items()
            }
        return found

    def sat(self, slots: Sequence[int], right: int) -> list[Sitting]:
        known = set(Random(right).sample(sorted(slots), right))  # noqa: S311  the same story at every loading
        return [self.answers[slot][slot in known] for slot in sorted(slots)]

    def add(self, enrolments: list[Enrolment], first: int, begun: datetime) -> list[Attempt]:
        ended = begun + timedelta(minutes=load_quiz.MINUTES_TAKEN)
        policies = self.version.policies
        limit = policies.time_limit_minutes
        deadline = begun + timedelta(minutes=limit) if limit else None
        attempts, answers, marks = [], [], []
        for place, row in enumerate(enrolments, first):
            seed = new_seed()
            places = self.paper.lay_out(
                seed,
                shuffle_questions=policies.shuffle_questions,
                shuffle_options=policies.shuffle_options,
            )
            sat = self.sat([one.slot for one in places], self.scores[place % len(self.scores)])
            attempt = Attempt(
                quiz=self.quiz,
                version=self.version,
                enrolment=row,
                number=1,
                seed=seed,
                layout=layout_to_json(places),
                state=AttemptState.GRADED,
                points=points_of(one.mark for one in sat),
                max_points=self.version.max_points,
                receipt=readable_code(),
                started_at=begun,
                agreed_at=begun if policies.honesty_statement else None,
                deadline_at=deadline,
                hard_close_at=hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS),
                submitted_at=ended,
                recorded_at=ended,
            )
            attempts.append(attempt)
            answers += [
                Answer(attempt=attempt, slot=one.mark.slot, rev=1, value=one.value, saved_at=ended) for one in sat
            ]
            marks += [
                Mark(attempt=attempt, slot=one.mark.slot, fraction=one.mark.fraction, made_at=ended) for one in sat
            ]
        Attempt.objects.bulk_create(attempts)
        for rows in (answers, marks):
            model: Any = type(rows[0])
            model.objects.bulk_create(rows)
        return attempts
