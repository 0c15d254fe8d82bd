import pytest
from django.utils import translation

from core import clock
from quizzes.closing import closing_notes_of_tests
from quizzes.models import Attempt
from quizzes.services import submit_attempt
from tests.factories.courses import make_enrolment
from tests.factories.quizzes import begin, make_sitting

pytestmark = pytest.mark.django_db


def test_kept_back_and_unmarked_results_are_named_before_a_batch_is_closed(django_assert_num_queries):
    quiz, first = make_sitting()
    batch = first.batch
    for name in ("graded", "graded", "awaiting", "released"):
        enrolment = make_enrolment(batch)
        attempt = submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)
        Attempt.objects.filter(pk=attempt.pk).update(state=name, withheld=name == "graded", submitted_at=clock.now())

    with translation.override("en"), django_assert_num_queries(1):
        notes = closing_notes_of_tests(batch)

    assert [note.text for note in notes] == [
        f"The results of 2 participants in “{quiz.title}” are kept back: until you publish them, they complete nobody.",
        f"The answers of 1 participant in “{quiz.title}” are not marked yet.",
    ]
    assert notes[0].url == f"/batches/{batch.code}/tests/{quiz.uid}/release/"
