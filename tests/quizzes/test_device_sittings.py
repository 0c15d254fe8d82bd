"""How long somebody sat at a device, as far as the site knows: who used it on another day is not named."""

from datetime import timedelta

import pytest
from django.urls import reverse

from quizzes.models import Answer, Attempt
from quizzes.selectors.devices import last_known
from quizzes.services import reopen_attempt, submit_attempt
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_quiz, open_for
from tests.quizzes.test_devices import CAUTION, NOON, PHONE
from tests.quizzes.test_live import client_of, organiser_of, rows_of


@pytest.mark.parametrize(
    ("known", "saved", "ended"),
    [
        ({}, None, 0),  # never heard of
        ({}, 20, 20),
        ({"heard": 25}, 20, 25),
        ({"deadline": 30, "heard": 55}, None, 30),
        ({"deadline": 9000}, 20, 20),  # to the close of the test, which is to come
        ({"submitted": 28, "deadline": 30}, 20, 28),
        ({"submitted": 9000, "deadline": 9000, "by_clock": True}, 20, 20),
        ({"submitted": 9000, "deadline": 9999}, 20, 480),  # somewhere else by then
        ({"submitted": 28, "reopened": 20, "heard": 300}, 300, 20),
        ({"reopened": None, "heard": 300}, 300, 0),  # by a release that did not note when it had ended
    ],
)
def test_a_sitting_lasts_no_longer_than_it_was_heard_of(known, saved, ended):
    minutes = {name: NOON + timedelta(minutes=value) for name, value in known.items() if type(value) is int}
    first = minutes.get("reopened")
    attempt = Attempt(
        started_at=NOON,
        heard_at=minutes.get("heard"),
        deadline_at=minutes.get("deadline"),
        submitted_at=minutes.get("submitted"),
        closed_by_clock="by_clock" in known,
        interventions=[{"kind": "reopened", "reason": "", **({"ended": first.isoformat()} if first else {})}]
        if "reopened" in known
        else [],
    )

    known_until = last_known(attempt, NOON + timedelta(minutes=saved) if saved else None)

    assert known_until == NOON + timedelta(minutes=ended)


@pytest.mark.django_db
def test_an_office_computer_used_days_apart_accuses_nobody(time_machine):
    time_machine.move_to(NOON, tick=False)
    batch = make_batch()
    untimed, timed = make_quiz(batch.course, questions=1), make_quiz(batch.course, questions=1, time_limit_minutes=30)
    ani, budi = (make_enrolment(batch, make_member(name)) for name in ("Ani", "Budi"))
    staff = organiser_of(batch)
    for quiz in (untimed, timed):
        open_for(quiz, batch, until=timedelta(days=14))
        begin(quiz, ani, device=PHONE)
    handed_in = submit_attempt(attempt_uid=Attempt.objects.get(quiz=timed).uid, member=ani.member)
    time_machine.move_to(NOON + timedelta(days=4), tick=False)
    for quiz in (untimed, timed):
        begin(quiz, budi, device=PHONE)
    time_machine.move_to(NOON + timedelta(days=5), tick=False)
    reopen_attempt(attempt_uid=handed_in.uid, minutes=10, reason="Listrik padam", by=staff, once="a")

    for quiz in (untimed, timed):
        assert [row.same_device for row in rows_of(quiz, batch)] == [(), ()]
        page = client_of(staff).get(reverse("quizzes:person", args=[batch.code, quiz.uid, ani.uid])).content.decode()
        assert CAUTION not in page

    saved = NOON + timedelta(days=4, minutes=-100)
    Answer.objects.create(
        attempt=Attempt.objects.get(quiz=untimed, enrolment=ani), slot=1, rev=1, value=[], saved_at=saved
    )
    Attempt.objects.filter(quiz=untimed, enrolment=ani).update(
        started_at=saved
    )  # the day before, and less than two hours
    assert [row.same_device for row in rows_of(untimed, batch)] == [("Budi",), ("Ani",)]
