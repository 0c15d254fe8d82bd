"""The organiser's pages on the day: each deed by a form, and what the participant reads of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.models.pages import CourseOrganiser
from quizzes.choices import AttemptState
from quizzes.models import Accommodation, Attempt
from quizzes.services import Incoming, save_answers, submit_attempt
from tests.factories.members import make_organiser
from tests.factories.quizzes import answer, begin, make_sitting
from tests.quizzes.counting import counted

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)


@pytest.fixture
def sat():
    quiz, enrolment = make_sitting(time_limit_minutes=30)
    organiser = make_organiser()
    CourseOrganiser.objects.create(course=enrolment.batch.course, member=organiser)
    return quiz, enrolment, organiser, begin(quiz, enrolment)


def fresh(attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


@pytest.fixture
def clients(sat):
    _quiz, enrolment, organiser, _attempt = sat
    found = []
    for member in (organiser, enrolment.member):
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(member, backend="members.backends.EmailOrNumberBackend")
        found.append(client)
    return found


def test_the_page_does_each_deed_and_the_participant_reads_why(sat, clients):
    quiz, enrolment, _organiser, attempt = sat
    staff, participant = clients
    person = reverse("quizzes:person", args=[enrolment.batch.code, quiz.uid, enrolment.uid])

    def do(name, **data):
        url = f"{person}attempts/{attempt.uid}/{name}/"
        return staff.post(url, {"reason": "Listrik padam", **data}, follow=True).content.decode()

    assert "Give more time" in staff.get(person).content.decode()
    assert "More time is given, until" in do("extend", minutes=10, once="a")
    with counted() as resume:
        page = participant.get(reverse("quizzes:attempt", args=[attempt.uid])).content.decode()
    assert "You were given 10 minutes more. Listrik padam" in page
    assert resume.queries <= 4
    facts = participant.get(reverse("quizzes:clock", args=[attempt.uid])).json()
    assert facts["deadline"] == fresh(attempt).deadline_at.isoformat()
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    assert "This attempt has ended. Open it again instead." in do("extend", minutes=10, once="b")
    assert "The attempt is open again, until" in do("reopen", minutes=20, once="c")
    assert participant.get(reverse("quizzes:attempt", args=[attempt.uid])).status_code == 200
    assert "does not count any more" in do("void")
    landing = participant.get(reverse("quizzes:result", args=[attempt.uid]), follow=True).content.decode()
    assert "This attempt was made void and does not count. Listrik padam" in landing
    assert "0 of 1 used" in landing
    assert "Give a reason" in staff.post(f"{person}attempts/{attempt.uid}/void/", follow=True).content.decode()


def test_nothing_is_said_to_be_counted_where_nothing_late_is_newer(sat, clients):
    quiz, enrolment, _organiser, attempt = sat
    answer(attempt, right=1)
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    save_answers(attempt=Attempt.objects.select_related("version").get(), answers={1: Incoming(1, [])})
    person = reverse("quizzes:person", args=[enrolment.batch.code, quiz.uid, enrolment.uid])

    page = clients[0].post(f"{person}attempts/{attempt.uid}/admit/", {"reason": "x"}, follow=True).content.decode()

    assert "nothing has changed" in page
    assert "counted and marked." not in page.replace("they are counted and marked.", "")


def test_the_page_gives_more_time_to_all(sat, clients):
    quiz, enrolment, _organiser, attempt = sat
    live = reverse("quizzes:live", args=[enrolment.batch.code, quiz.uid])

    assert "Give more time to all" in clients[0].get(live).content.decode()
    data = {"minutes": 10, "reason": "Gangguan", "once": "a"}
    page = clients[0].post(f"{live}extend/", data, follow=True).content.decode()

    assert "1 person got more time." in page
    assert fresh(attempt).deadline_at == attempt.deadline_at + TEN


def test_own_rules_are_set_by_a_form(sat, clients):
    quiz, enrolment, organiser, attempt = sat
    person = reverse("quizzes:person", args=[enrolment.batch.code, quiz.uid, enrolment.uid])
    data = {"factor": "2", "extra_minutes": "5", "extra_attempts": "1", "reason": "Tangan dibebat"}

    wrong = clients[0].post(f"{person}rules/", {**data, "reason": ""})
    assert (wrong.status_code, Accommodation.objects.count()) == (200, 0)
    clients[0].post(f"{person}rules/", data)

    row = Accommodation.objects.get()
    assert (row.factor, row.extra_minutes, row.extra_attempts, row.given_by) == (2, 5, 1, organiser)
    assert fresh(attempt).deadline_at == attempt.started_at + timedelta(minutes=65)
    assert "Tangan dibebat" in clients[0].get(person).content.decode()


def test_an_attempt_of_somebody_else_is_not_reached_through_a_person(sat, clients):
    quiz, enrolment, _organiser, _attempt = sat
    other_quiz, other = make_sitting()
    foreign = begin(other_quiz, other)
    person = reverse("quizzes:person", args=[enrolment.batch.code, quiz.uid, enrolment.uid])

    response = clients[0].post(f"{person}attempts/{foreign.uid}/void/", {"reason": "x"})

    assert response.status_code == 404
    assert fresh(foreign).state == AttemptState.OPEN
