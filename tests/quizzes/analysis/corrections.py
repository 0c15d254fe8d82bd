"""Corrections of the test that `sat` is: a quiz, its batch, five attempts, an organiser."""

from quizzes.models import Attempt, RegradeRun
from quizzes.services import apply_regrade, commit_regrade, prepare_regrade


def prepare(sat, action, number=4, **options):
    quiz, batch, _attempts, organiser = sat
    question = quiz.slots.all()[number - 1].question
    return prepare_regrade(
        quiz=quiz, course=batch.course, question=question, action=action, reason="Dua jawaban benar", by=organiser,
        **options,
    )  # fmt: skip


def commit(sat, run):
    _quiz, batch, _attempts, organiser = sat
    commit_regrade(run=run, course=batch.course, by=organiser)
    apply_regrade(run=RegradeRun.objects.get(pk=run.pk), by=organiser)


def scores(attempts):
    fresh = {row.pk: row for row in Attempt.objects.filter(pk__in=[row.pk for row in attempts])}
    return [(fresh[row.pk].points, fresh[row.pk].max_points) for row in attempts]
