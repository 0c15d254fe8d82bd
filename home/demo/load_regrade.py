"""A correction of the founding course: two answers to one question of the post-test are accepted."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from courses.models import Batch
from home.demo.answering import UNFAIR_SLOT
from home.demo.days import moment_of
from members.models import User
from quizzes.choices import RegradeAction
from quizzes.models import Attempt, Question, QuizPage, QuizVersion, RegradeRun
from quizzes.services import (
    RegradeScope,
    apply_regrade,
    commit_regrade,
    prepare_regrade,
    record_result,
)

REASON = "Menunggu keterangan tertulis juga sesuai pedoman, jadi dua jawaban diterima."


def accept_a_second_answer(quiz: QuizPage, batch: Batch, people: dict[str, User]) -> RegradeRun:
    """On the evening when the post-test closes, before the batch is closed."""
    version = QuizVersion.objects.filter(quiz=quiz).order_by("number")[0]
    row = version.body["questions"][UNFAIR_SLOT - 1]
    shares = version.key[str(row["slot"])]["fractions"]
    second = next(option["key"] for option in row["options"] if float(shares[option["key"]]) <= 0)
    organiser = people["organiser"]
    with clock.at(moment_of(batch.ends_on + timedelta(days=4), 1320, batch.zone)):
        run = prepare_regrade(
            quiz=quiz,
            course=batch.course,
            question=Question.objects.get(uid=row["item"]),
            action=RegradeAction.ACCEPT,
            accepted=[second],
            reason=REASON,
            by=organiser,
            scope=RegradeScope(batch=batch),
            tells_people=False,
        )
        run = commit_regrade(run=run, course=batch.course, by=organiser)
        apply_regrade(run=run, by=organiser)
        for attempt in Attempt.objects.filter(regrade_rows__run=run, regrade_rows__direction=1):
            record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk))
    return run
