"""Attempts in bulk at one test, with their answers and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings

from core.identifiers import readable_code
from courses.models import Enrolment
from home.demo import load_quiz
from quizzes.choices import AttemptState
from quizzes.grading import points_of
from quizzes.layout import lay_out, new_seed
from quizzes.models import Answer, Attempt, Mark, QuizPage, QuizVersion
from quizzes.models.attempt import layout_to_json
from quizzes.services.closing import marked_items
from quizzes.timing import hard_close_for


@dataclass
class Sittings:
    quiz: QuizPage
    scores: Sequence[int]

    @cached_property
    def version(self) -> QuizVersion:
        return QuizVersion.objects.filter(quiz=self.quiz).order_by("-number")[0]

    @cached_property
    def papers(self) -> list[dict[int, list[str]]]:
        """Answers for each score; marking them anew for each of ten thousand would find the same."""
        return [
            {slot: answer.value for slot, answer in load_quiz.answers_for(self.version, right, seed=str(right)).items()}
            for right in self.scores
        ]

    @cached_property
    def marked(self) -> list[list[Any]]:
        return [marked_items(Attempt(version=self.version), paper) for paper in self.papers]

    def add(self, enrolments: list[Enrolment], first: int, begun: datetime) -> list[Attempt]:
        ended = begun + timedelta(minutes=load_quiz.MINUTES_TAKEN)
        policies, paper = self.version.policies, self.version.paper
        limit = policies.time_limit_minutes
        deadline = begun + timedelta(minutes=limit) if limit else None
        attempts, answers, marks = [], [], []
        for place, row in enumerate(enrolments, first):
            choice = place % len(self.scores)
            seed = new_seed()
            places = lay_out(
                seed,
                paper.items(),
                shuffle_questions=policies.shuffle_questions,
                shuffle_options=policies.shuffle_options,
            )
            attempt = Attempt(
                quiz=self.quiz,
                version=self.version,
                enrolment=row,
                number=1,
                seed=seed,
                layout=layout_to_json(places),
                state=AttemptState.GRADED,
                points=points_of(self.marked[choice]),
                max_points=self.version.max_points,
                receipt=readable_code(),
                started_at=begun,
                deadline_at=deadline,
                hard_close_at=hard_close_for(deadline, settings.QUIZ_GRACE_SECONDS),
                submitted_at=ended,
                recorded_at=ended,
            )
            attempts.append(attempt)
            answers += [
                Answer(attempt=attempt, slot=slot, rev=1, value=value, saved_at=ended)
                for slot, value in self.papers[choice].items()
            ]
            marks += [
                Mark(attempt=attempt, slot=item.slot, fraction=item.fraction, made_at=ended)
                for item in self.marked[choice]
            ]
        Attempt.objects.bulk_create(attempts)
        for rows in (answers, marks):
            model: Any = type(rows[0])
            model.objects.bulk_create(rows)
        return attempts
