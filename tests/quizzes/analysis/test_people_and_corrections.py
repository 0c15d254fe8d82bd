"""Corrections of what people marked."""

import pytest

from quizzes.choices import RegradeAction
from quizzes.models import Attempt, MarkingTask
from quizzes.personal_data import sitting_data
from quizzes.selectors.attempts import standing_marks
from quizzes.selectors.regrade_screens import rows_of
from quizzes.services import apply_regrade, commit_regrade, prepare_regrade
from tests.factories.marking import hand_in, make_marker, make_written_sitting, mark_as
from tests.factories.members import make_administrator
from tests.quizzes.analysis.corrections import prepare

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", [RegradeAction.FULL_MARKS, RegradeAction.DROP])
def test_what_a_person_marked_can_be_dropped_or_given_full_marks(action):
    quiz, enrolment = make_written_sitting()
    attempt, marker = hand_in(quiz, enrolment), make_marker(quiz)
    task = MarkingTask.objects.select_related("attempt__version").get(attempt=attempt)
    rubric = attempt.version.key["2"]["rubric"]
    lowest = [min((level["points"] for level in row["levels"]), key=float) for row in rubric]
    mark_as(marker, task, *lowest, comment="Kurang sumber.")
    by, course = make_administrator(), enrolment.batch.course
    question = quiz.slots.all()[1].question

    run = prepare_regrade(
        quiz=quiz, course=course, question=question, action=action, reason="Soal rusak", by=by, upward_only=False
    )
    run = commit_regrade(run=run, course=course, by=by)
    apply_regrade(run=run, by=by)

    after = Attempt.objects.get(pk=attempt.pk)
    row = run.rows.get()
    assert (after.points, after.max_points) == (row.new_points, row.new_maximum)
    assert standing_marks(after)[2].run == run
    assert standing_marks(after)[2].comment == "Kurang sumber."
    assert "Kurang sumber." in str(sitting_data(enrolment.member))


def test_without_names_the_rows_stand_in_no_order_that_tells_them(sat):
    run = prepare(sat, RegradeAction.DROP)
    rows = list(rows_of(run, named=False))
    seeds = [(-row.crosses, -row.direction, row.attempt.seed) for row in rows]

    assert len(rows) == 5
    assert seeds == sorted(seeds)
