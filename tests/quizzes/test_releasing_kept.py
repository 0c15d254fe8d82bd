"""While a result is kept back, nobody tells its taker that marks were corrected, doubted or counted."""

import json

import pytest
from django.urls import reverse

from core.services import work_jobs
from members.models import Message
from quizzes.choices import RegradeAction
from quizzes.models import MarkingTask, Question, RegradeRun
from quizzes.personal_data import sitting_data
from quizzes.services import commit_regrade, correct_mark, prepare_regrade, submit_attempt
from tests.factories.marking import hand_in, make_marker, make_written_sitting, mark_as, scores_of
from tests.factories.quizzes import answer, begin
from tests.quizzes.test_live import client_of
from tests.quizzes.test_releasing import fresh, pages_of
from tests.quizzes.test_releasing_counts import publish, sit, world

pytestmark = pytest.mark.django_db

CORRECTED = "The mark of question 2 was corrected by its marker. Salah baca."


def page_of(attempt, member) -> str:
    return client_of(member).get(reverse("quizzes:result", args=[attempt.uid])).content.decode()


def copy_of(member) -> dict:
    (told,) = sitting_data(member)["attempts"]
    return told


def kinds_in(told) -> set[str]:
    return {row["kind"] for row in [*told["events"], *told["interventions"]]}


def test_the_correction_of_a_key_is_told_with_the_result_and_not_before():
    quiz, enrolment, organiser, schedule = world()
    attempt = sit(quiz, enrolment, right=2)
    prepare_regrade(
        quiz=quiz,
        course=schedule.batch.course,
        question=Question.objects.get(uid=quiz.versions.get().paper.questions[2].item),
        action=RegradeAction.FULL_MARKS,
        reason="Kunci keliru",
        by=organiser,
    )
    work_jobs()
    commit_regrade(run=RegradeRun.objects.get(), course=schedule.batch.course, by=organiser)
    work_jobs()

    assert (fresh(attempt).points, fresh(attempt).withheld) == (3, True)
    assert "Kunci keliru" not in json.dumps(copy_of(enrolment.member), default=str)
    assert "regraded" not in kinds_in(copy_of(enrolment.member))
    assert all("Kunci keliru" not in page for page in pages_of(quiz, enrolment, attempt).values())
    assert not Message.objects.filter(recipient=enrolment.member).exists()

    publish(schedule, organiser)
    assert "Kunci keliru" in page_of(attempt, enrolment.member)
    assert copy_of(enrolment.member)["corrections"][0]["reason"] == "Kunci keliru"
    assert "regraded" in kinds_in(copy_of(enrolment.member))


def test_a_markers_correction_is_told_with_the_result_and_not_before():
    quiz, enrolment = make_written_sitting(holds_results=True)
    attempt = hand_in(quiz, enrolment)
    task = MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=attempt)
    marker = make_marker(quiz)
    mark_as(marker, task, "2", "1")
    correct_mark(task_uid=task.uid, by=marker, scores=scores_of(task, "4", "1"), comment="", reason="Salah baca.")
    work_jobs()

    assert fresh(attempt).withheld
    for name, page in pages_of(quiz, enrolment, attempt).items():
        assert "Salah baca." not in page, name
    assert "remarked" not in kinds_in(copy_of(enrolment.member))
    assert fresh(attempt).told_deeds == []

    type(attempt).objects.filter(pk=attempt.pk).update(withheld=False, state="released")
    assert CORRECTED in page_of(attempt, enrolment.member)
    assert CORRECTED in pages_of(quiz, enrolment, attempt)["landing"]
    assert "remarked" in kinds_in(copy_of(enrolment.member))


@pytest.mark.parametrize("holds", [True, False])
def test_that_two_markers_differ_is_told_only_where_nothing_is_kept_back(holds):
    quiz, enrolment = make_written_sitting(essay={"markers": 2}, holds_results=holds)
    attempt = hand_in(quiz, enrolment)
    task = MarkingTask.objects.select_related("attempt__version", "quiz").get(attempt=attempt)
    mark_as(make_marker(quiz), task, "0", "0")
    mark_as(make_marker(quiz, "Kedua"), task, "4", "1")

    page = page_of(attempt, enrolment.member)

    assert MarkingTask.objects.apart().count() == 1
    assert ("Two markers judged an answer differently" in page) is not holds


def test_nothing_is_being_checked_while_the_result_is_kept_back():
    quiz, enrolment, _organiser, _schedule = world()
    attempt = begin(quiz, enrolment)
    answer(attempt, right=4)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)

    page = page_of(attempt, enrolment.member)

    assert fresh(attempt).recorded_at is None
    assert "is being checked" not in page
    assert "Your work has been received." in page
