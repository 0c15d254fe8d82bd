from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from core import clock
from courses import requirements
from courses.choices import MATERIALS
from courses.conditions import Condition
from courses.services import record_material_opened
from quizzes import wording
from quizzes.models import Accommodation, QuizPage, QuizSchedule
from quizzes.registrations import QUIZ_PASSED, batch_section, course_section
from quizzes.services import record_result, submit_attempt
from tests.factories.courses import make_batch, make_enrolment, make_material, make_rule
from tests.factories.quizzes import answer, begin, make_quiz, make_sitting, open_for

pytestmark = pytest.mark.django_db
REQUEST = RequestFactory().get("/")


def test_a_requirement_names_the_test_and_its_pass_mark():
    quiz = make_quiz(title="Post-test hoaks", pass_mark=65)
    key = f"quiz:{quiz.pk}"

    face = QUIZ_PASSED.describe([key])[key]

    assert requirements.kind_of(key) is QUIZ_PASSED
    assert (face.label, face.url) == ("Post-test hoaks", f"/quizzes/{quiz.uid}/")
    assert QUIZ_PASSED.default_target(key) == Decimal(65)


def test_a_withdrawn_test_is_still_described():
    quiz = make_quiz()
    quiz.unpublish()

    assert QUIZ_PASSED.describe([f"quiz:{quiz.pk}"])[f"quiz:{quiz.pk}"].url == ""


@pytest.mark.parametrize("number", [1, 3])
def test_requirements_are_described_in_one_query(number, django_assert_num_queries):
    keys = [f"quiz:{make_quiz().pk}" for _ in range(number)]

    with django_assert_num_queries(1):
        QUIZ_PASSED.describe(keys)


@pytest.mark.parametrize("number", [1, 3])
def test_the_course_section_costs_the_same_for_one_test_as_for_three(number, django_assert_num_queries):
    batch = make_batch()
    for _ in range(number):
        open_for(make_quiz(batch.course), batch)
    enrolment = make_enrolment(batch)

    with django_assert_num_queries(1):
        links = course_section(REQUEST, batch.course, enrolment)

    assert len(links) == number


def test_the_course_section_tells_what_to_do_next():
    quiz, enrolment = make_sitting(time_limit_minutes=40, attempts_allowed=2, pass_mark=60)
    course = enrolment.batch.course

    def status():
        with translation.override("en"):
            (link,) = course_section(REQUEST, course, enrolment)
        return link.status

    assert status() == "open now"
    attempt = begin(quiz, enrolment)
    assert status() == "in progress"
    answer(attempt, right=3)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    assert status() == "passed"
    assert course_section(REQUEST, course, None) == []


def test_a_course_page_leads_to_what_is_missing_once_all_is_read():
    quiz, enrolment = make_sitting(title="Post-test hoaks")
    course = enrolment.batch.course
    make_rule(course, Condition(MATERIALS, Decimal(100)), Condition(f"quiz:{quiz.pk}", Decimal(60)))
    material = make_material(course, "Dasar")
    client = Client()
    client.force_login(enrolment.member)
    step = f'<a class="button" href="/quizzes/{quiz.uid}/">Post-test hoaks</a>'

    assert step not in client.get(f"/courses/{course.slug}/").content.decode()
    record_material_opened(enrolment=enrolment, material=material)

    assert step in client.get(f"/courses/{course.slug}/").content.decode()


def test_the_course_section_knows_own_attempts_and_allowances_and_nobody_elses():
    quiz, enrolment = make_sitting(time_limit_minutes=40, attempts_allowed=2, pass_mark=60)
    other = make_enrolment(enrolment.batch)
    for _ in range(2):
        attempt = begin(quiz, enrolment)
        submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    Accommodation.objects.create(quiz=quiz, enrolment=enrolment, extra_minutes=20, reason="-")

    def line(of):
        with translation.override("en"):
            (link,) = course_section(REQUEST, enrolment.batch.course, of)
        return link.status, link.detail.rpartition(" · ")[2]

    assert line(enrolment) == ("handed in", "60 minutes")
    assert line(other) == ("open now", "40 minutes")


def test_the_course_section_follows_a_new_version_and_a_new_date_at_once():
    quiz, enrolment = make_sitting(time_limit_minutes=40)
    course = enrolment.batch.course
    with translation.override("en"):
        (before,) = course_section(REQUEST, course, enrolment)

        quiz.title = "Post-test dua"
        quiz.time_limit_minutes = 50
        quiz.save_revision().publish()
        QuizSchedule.objects.update(opens_at=clock.now() + timedelta(days=1), closes_at=None)
        (after,) = course_section(REQUEST, course, enrolment)

    assert before.detail.endswith("40 minutes")
    assert (after.label, after.status) == ("Post-test dua", "not open yet")
    assert after.detail.endswith("50 minutes")


def test_tests_without_a_date_or_unpublished_are_not_shown():
    batch = make_batch()
    make_quiz(batch.course)
    hidden = make_quiz(batch.course, publish=False)
    open_for(hidden, batch)

    assert course_section(REQUEST, batch.course, make_enrolment(batch)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_batch_section_counts_with_three_queries(number, django_assert_num_queries):
    batch = make_batch()
    for _ in range(number):
        open_for(make_quiz(batch.course, questions=2, pass_mark=50), batch)
    enrolments = [make_enrolment(batch) for _ in range(number)]
    first = QuizPage.objects.order_by("pk")[0]
    for enrolment in enrolments:
        attempt = begin(first, enrolment)
        answer(attempt, right=2)
        record_result(attempt=submit_attempt(attempt_uid=attempt.uid, member=enrolment.member))

    with django_assert_num_queries(3):
        links = batch_section(REQUEST, batch)

    assert len(links) == number
    assert str(number) in links[0].status


def test_moments_carry_the_zone_of_the_batch():
    moment = datetime(2020, 9, 22, 1, 30, tzinfo=UTC)

    assert wording.moment_in_words(moment, "Asia/Jakarta").endswith("WIB")
    assert wording.moment_in_words(moment, "Asia/Makassar").endswith("WITA")
    assert wording.moment_in_words(moment, "Asia/Jayapura").endswith("WIT")


@pytest.mark.parametrize(
    ("value", "expected"), [("70", "70"), ("66.66666", "66.67"), ("12.50", "12.5"), ("0.005", "0.01")]
)
def test_numbers_have_two_decimals_at_most(value, expected):
    with translation.override("en"):
        assert wording.number_in_words(Decimal(value)) == expected
    with translation.override("id"):
        assert wording.number_in_words(Decimal(value)) == expected.replace(".", ",")
