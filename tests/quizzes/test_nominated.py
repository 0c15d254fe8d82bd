"""Who has no place for certain sits no test, whatever address is known."""

import pytest

from courses.choices import EnrolmentState
from courses.models import Enrolment
from quizzes.models import Attempt
from tests.courses.views.test_course import client_of, text_of
from tests.factories.quizzes import make_sitting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.WAITING])
def test_a_test_is_closed_to_who_is_nominated_or_waits(state):
    quiz, enrolment = make_sitting(questions=1)
    client = client_of(enrolment.member)
    assert client.get(f"/quizzes/{quiz.uid}/").status_code == 200
    Enrolment.objects.update(state=state)

    landing, start = client.get(f"/quizzes/{quiz.uid}/"), client.post(f"/quizzes/{quiz.uid}/start/")

    assert (landing.status_code, start.status_code) == (404, 404)
    assert quiz.title not in text_of(landing)
    assert not Attempt.objects.exists()
