from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from core import clock
from core.models import AuditEntry
from courses.models import RequirementResult
from quizzes.models import Answer, Attempt, Mark, QuizVersion
from quizzes.services import Incoming, PastAttempt, record_result, save_answers, submit_attempt, write_attempts
from tests.factories.courses import make_enrolment
from tests.factories.quizzes import begin, make_sitting, right_options, wrong_option
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db

CHANCE = {"id", "uid", "seed", "layout", "receipt", "attempt", "enrolment", "actor", "actor_name", "subject", "data"}


def rows(model, **limits):
    found = []
    for row in model.objects.filter(**limits).order_by("pk"):
        fields = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
        found.append({name: value for name, value in fields.items() if name not in CHANCE})
    return found


def everything(enrolment):
    attempt = Attempt.objects.get(enrolment=enrolment)
    return {
        "attempt": rows(Attempt, pk=attempt.pk),
        "answers": rows(Answer, attempt=attempt),
        "marks": rows(Mark, attempt=attempt),
        "trail": rows(AuditEntry, subject=f"attempt:{attempt.uid}"),
        "result": rows(RequirementResult, enrolment=enrolment),
    }


def test_the_same_rows_come_of_it_as_of_the_services():
    quiz, one_by_one = make_sitting(time_limit_minutes=30, pass_mark=60)
    at_once = make_enrolment(one_by_one.batch)
    version = QuizVersion.objects.get()
    begun = clock.now() - timedelta(minutes=50)
    ended = begun + timedelta(minutes=20)
    with clock.at(begun):
        attempt = begin(quiz, one_by_one)
    answers = {1: right_options(attempt, 1), 2: right_options(attempt, 2), 3: [wrong_option(attempt, 3)]}
    with clock.at(ended):
        save_answers(attempt=attempt, answers={slot: Incoming(1, value) for slot, value in answers.items()})
        record_result(attempt=submit_attempt(attempt_uid=attempt.uid, member=one_by_one.member))

    write_attempts(
        version=version,
        window=quiz.schedules.get().window,
        attempts=[PastAttempt(at_once, answers, begun, ended)],
    )

    assert everything(at_once) == everything(one_by_one)
    assert model_to_dict(Attempt.objects.get(enrolment=at_once))["points"] == 2


def test_the_number_of_statements_does_not_grow_with_the_attempts():
    quiz, enrolment = make_sitting()
    version, window = QuizVersion.objects.get(), quiz.schedules.get().window
    enrolments = [make_enrolment(enrolment.batch) for _ in range(4)]

    def write(some):
        past = [PastAttempt(row, {1: []}, clock.now(), clock.now()) for row in some]
        with counted() as counts:
            write_attempts(version=version, window=window, attempts=past)
        return counts.both

    assert write(enrolments[:1]) == (6, 5)
    assert write(enrolments[1:]) == (6, 5)
