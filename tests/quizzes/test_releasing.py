"""Results that are kept back: nothing tells how it went before an organiser publishes them, everything works after."""

import json

import pytest
from django.urls import reverse

from core.models import AuditEntry
from core.services import work_jobs
from courses.models import RequirementResult
from courses.models.pages import CourseOrganiser
from members.models import Message
from quizzes.choices import AttemptState, Purpose
from quizzes.errors import InterventionRefusedError
from quizzes.models import Attempt, QuizSchedule
from quizzes.personal_data import sitting_data
from quizzes.policies import Policies
from quizzes.services import release_results, reopen_attempt, submit_attempt, void_attempt
from tests.factories.courses import make_enrolment
from tests.factories.members import make_organiser
from tests.factories.quizzes import SECRET_FEEDBACK, answer, begin, make_quiz, make_sitting, open_for
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """One of two is right of four: 50 %, in a test that is passed with 50."""
    quiz, enrolment = make_sitting(questions=4, holds_results=True, pass_mark=50, attempts_allowed=1)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    schedule = QuizSchedule.objects.select_related("quiz", "batch").get()
    return quiz, enrolment, organiser, schedule, sit(quiz, enrolment)


def sit(quiz, enrolment) -> Attempt:
    attempt = begin(quiz, enrolment)
    answer(attempt, right=2, wrong=2)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    work_jobs()
    return fresh(attempt)


def fresh(attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def pages_of(quiz, enrolment, attempt) -> dict[str, str]:
    client = client_of(enrolment.member)
    addresses = {
        "result": reverse("quizzes:result", args=[attempt.uid]),
        "landing": reverse("quizzes:landing", args=[quiz.uid]),
        "course": reverse("courses:course", args=[enrolment.batch.course.slug]),
        "desk": "/desk/participant/",
    }
    return {name: client.get(address, follow=True).content.decode() for name, address in addresses.items()}


def test_no_page_and_no_copy_tells_how_it_went_before(held):
    quiz, enrolment, _organiser, _schedule, attempt = held
    pages = pages_of(quiz, enrolment, attempt)

    assert (attempt.state, attempt.withheld, attempt.points) == (AttemptState.GRADED, True, 2)
    assert "Your work has been received." in pages["result"]
    assert attempt.receipt in pages["result"]
    for name, page in pages.items():
        for secret in ("You reached", "passed", "2 of 4", SECRET_FEEDBACK, "question__verdict", 'id="answers"'):
            assert secret not in page.replace("2 of 4 used", ""), (name, secret)
    assert "handed in; the result will be published" in pages["course"]
    assert not RequirementResult.objects.exists()
    assert reverse("quizzes:own_gain", args=[attempt.uid]) not in pages["result"]
    (told,) = sitting_data(enrolment.member)["attempts"]
    assert not {"points", "percent", "max_points"} & set(told)
    assert "fraction" not in json.dumps(told, default=str)
    assert not Message.objects.exists()


def test_published_it_is_told_counted_and_mailed_once(held):
    quiz, enrolment, organiser, schedule, attempt = held

    numbers = [release_results(schedule=schedule, by=organiser) for _ in range(2)]
    work_jobs()

    assert numbers == [1, 0]
    assert (fresh(attempt).state, fresh(attempt).withheld) == (AttemptState.RELEASED, False)
    result = RequirementResult.objects.get()
    assert (result.met, result.value) == (True, 50)
    assert "You reached 50 %: passed." in pages_of(quiz, enrolment, attempt)["result"]
    (letter,) = Message.objects.filter(template="result_published")
    assert letter.recipient == enrolment.member
    assert "50" not in letter.text.replace(str(attempt.uid), "")
    assert AuditEntry.objects.filter(action="attempt.released", actor=organiser).count() == 1
    assert fresh(attempt).recorded_at == attempt.recorded_at  # its draw is not tallied again


def test_the_organiser_looks_first_and_publishes_for_one_or_for_all(held):
    quiz, enrolment, organiser, schedule, attempt = held
    other = sit(quiz, make_enrolment(schedule.batch))
    begin(quiz, make_enrolment(schedule.batch))
    client = client_of(organiser)
    page = reverse("quizzes:release", args=[schedule.batch.code, quiz.uid])
    live = reverse("quizzes:live", args=[schedule.batch.code, quiz.uid])
    assert "Publish the results</a>" in client.get(live).content.decode().replace(" (2)", "")
    assert "Publish 2 results" in client.get(page).content.decode()
    person = client.get(reverse("quizzes:person", args=[schedule.batch.code, quiz.uid, enrolment.uid])).content.decode()
    assert "Publish this person’s results" in person

    client.post(page, {"attempt": [str(attempt.uid)]})
    assert (fresh(attempt).state, fresh(other).state) == (AttemptState.RELEASED, AttemptState.GRADED)
    client.post(page, {"attempt": ["nonsense"]})
    assert fresh(other).withheld
    assert "1 result is published." in client.post(page, follow=True).content.decode()
    assert "There is no result left to publish." in client.get(page).content.decode()


def test_opened_again_it_is_kept_back_anew_and_the_course_keeps_what_it_knew(held):
    _quiz, enrolment, organiser, schedule, attempt = held
    release_results(schedule=schedule, by=organiser)
    work_jobs()

    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Listrik", by=organiser, once="a")
    answer(fresh(attempt), right=4, rev=2)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    work_jobs()

    assert (fresh(attempt).state, fresh(attempt).withheld) == (AttemptState.GRADED, True)
    assert RequirementResult.objects.get().value == 50
    assert release_results(schedule=schedule, by=organiser) == 1
    work_jobs()
    assert RequirementResult.objects.get().value == 100
    assert Message.objects.filter(template="result_published").count() == 2


def test_opened_again_before_it_was_published_the_course_hears_nothing(held):
    _quiz, _enrolment, organiser, schedule, attempt = held
    reopen_attempt(attempt_uid=attempt.uid, minutes=10, reason="Listrik", by=organiser, once="a")
    assert release_results(schedule=schedule, by=organiser) == 0
    void_attempt(attempt_uid=attempt.uid, reason="Keliru", by=organiser)
    work_jobs()

    assert not RequirementResult.objects.exists()
    assert release_results(schedule=schedule, by=organiser) == 0


def test_who_does_not_run_the_batch_publishes_nothing(held):
    schedule, attempt = held[3], held[4]

    with pytest.raises(InterventionRefusedError):
        release_results(schedule=schedule, by=make_organiser())

    assert fresh(attempt).withheld


def test_a_test_that_does_not_ask_for_it_and_a_pre_test_are_as_ever():
    quiz, enrolment = make_sitting(questions=2)
    attempt = sit_of_two(quiz, enrolment)
    pre = make_quiz(enrolment.batch.course, questions=2, purpose=Purpose.PRE_TEST, holds_results=True)
    open_for(pre, enrolment.batch)
    before = sit_of_two(pre, enrolment)

    assert (attempt.withheld, before.withheld) == (False, False)
    assert RequirementResult.objects.count() == 2
    assert "holds_results" not in Policies().to_json()
    assert Policies.from_json(Policies().to_json()).holds_results is False
    assert Policies.from_json(Policies(holds_results=True).to_json()).withholds


def sit_of_two(quiz, enrolment) -> Attempt:
    attempt = begin(quiz, enrolment)
    answer(attempt, right=1)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    work_jobs()
    return fresh(attempt)


def test_statements_are_as_many_for_one_as_for_three(held):
    quiz, _enrolment, organiser, schedule, attempt = held
    for _ in range(3):
        sit(quiz, make_enrolment(schedule.batch))
    release_results(schedule=schedule, by=organiser, attempts=[])  # the roles are read once
    with counted() as one:
        assert release_results(schedule=schedule, by=organiser, attempts=[attempt.uid]) == 1
    with counted() as three:
        assert release_results(schedule=schedule, by=organiser) == 3

    assert one.both == three.both
