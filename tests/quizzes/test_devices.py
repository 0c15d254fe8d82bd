"""The same device for two people: told to staff with a caution, to nobody else, and joined with nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.device_cookie import new_token
from members.choices import SiteRole
from quizzes.device_words import names_in_words
from quizzes.devices import Use, device_mark, sharers
from quizzes.models import Attempt
from quizzes.services import submit_attempt
from quizzes.services.erasure import forget_devices
from tests.factories.courses import make_batch, make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_quiz, make_sitting, open_for
from tests.quizzes.counting import counted
from tests.quizzes.test_live import client_of, organiser_of
from tests.quizzes.test_personal_data import copy_of

NOON = datetime(2027, 3, 3, 5, 0, tzinfo=UTC)
PHONE, OTHER = "a" * 32, "b" * 32
PERSON = 10  # queries of the page of a person
CAUTION = "It proves nothing."
HOUR = timedelta(hours=1)
A, B, C = (UUID(int=number) for number in range(3))


def use(person: UUID, begun: timedelta, ended: timedelta, device: str = PHONE) -> Use:
    return Use(person, str(person.int), device, NOON + begun, NOON + ended)


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (use(B, HOUR, 2 * HOUR), True),  # at once
        (use(B, 3 * HOUR, 4 * HOUR), True),  # begun two hours after the other's end
        (use(B, 3 * HOUR + timedelta(seconds=1), 4 * HOUR), False),
        (use(B, -4 * HOUR, -2 * HOUR), True),
        (use(B, -5 * HOUR, -3 * HOUR), False),
        (use(B, HOUR, 2 * HOUR, OTHER), False),
        (use(A, HOUR, 2 * HOUR), False),  # the same person again
    ],
)
def test_two_people_share_a_device_at_about_the_same_time(other, meets):
    own = use(A, 0 * HOUR, HOUR)

    assert sharers([own, other]) == ({A: {B: "1"}, B: {A: "0"}} if meets else {})


def test_no_device_is_nobodys_device():
    assert sharers([use(A, 0 * HOUR, HOUR, ""), use(B, 0 * HOUR, HOUR, "")]) == {}


def test_many_names_are_cut_short():
    assert names_in_words(["A", "B", "C"]) == "A, B, C"
    assert [names_in_words(["A", "B", "C", *"D" * more]) for more in (1, 4)] == [
        "A, B, C and 1 more",
        "A, B, C and 4 more",
    ]


def test_marks_of_one_browser_at_two_tests_have_nothing_in_common():
    token = new_token()

    marks = [device_mark(token, quiz) for quiz in (A, B, A)]

    assert marks[0] == marks[2] != marks[1]
    assert all(len(mark) == 32 and token not in mark for mark in marks)
    assert device_mark("", A) == ""


def start(client: Client, quiz: Any, **given: str) -> Any:
    response = client.post(reverse("quizzes:start", args=[quiz.uid]), given)
    assert response.status_code == 302
    return response


@pytest.mark.django_db
def test_a_start_gives_the_browser_a_token_and_keeps_its_mark_alone(settings):
    settings.SESSION_COOKIE_SECURE = True
    quiz, enrolment = make_sitting(attempts_allowed=2)
    client = client_of(enrolment.member)

    cookie = start(client, quiz).cookies["device"]

    attempt = Attempt.objects.get()
    assert attempt.device == device_mark(cookie.value, quiz.uid)
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert cookie["max-age"] == 60 * 60 * 24 * 365
    submit_attempt(attempt_uid=attempt.uid, member=enrolment.member)
    assert start(client, quiz).cookies["device"].value == cookie.value
    assert set(Attempt.objects.values_list("device", flat=True)) == {attempt.device}


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "x" * 32, "a" * 33, "../../etc"])
def test_what_is_no_token_of_ours_is_replaced(given):
    quiz, enrolment = make_sitting()
    client = client_of(enrolment.member)
    client.cookies["device"] = given

    cookie = start(client, quiz).cookies["device"].value

    assert cookie != given
    assert Attempt.objects.get().device == device_mark(cookie, quiz.uid)


@pytest.mark.django_db
def test_who_goes_on_elsewhere_changes_nothing_and_practice_leaves_no_mark():
    quiz, enrolment = make_sitting(practice="beside")
    client, elsewhere = client_of(enrolment.member), client_of(enrolment.member)
    assert "device" not in start(client, quiz, kind="practice").cookies
    start(client, quiz)
    (mark,) = Attempt.objects.filter(kind="counted").values_list("device", flat=True)

    assert "device" not in start(elsewhere, quiz).cookies

    assert dict(Attempt.objects.values_list("kind", "device")) == {"practice": "", "counted": mark}


@pytest.fixture
def shared(db: None) -> dict[str, Any]:
    """Ani and Budi on one telephone, Cici on hers; Dodi of another batch, and a second test, on the first one."""
    batch = make_batch()
    quiz, another = (make_quiz(batch.course, questions=1, time_limit_minutes=30) for _number in range(2))
    other = make_batch(batch.course)
    for one, test in ((batch, quiz), (other, quiz), (batch, another)):
        open_for(test, one)
    people = {name: make_enrolment(batch, make_member(name)) for name in ("Ani Wijaya", "Budi Santoso", "Cici Lestari")}
    dodi = make_enrolment(other, make_member("Dodi Pratama"))
    ani, budi, cici = people.values()
    for enrolment, device in ((ani, PHONE), (budi, PHONE), (cici, OTHER), (dodi, PHONE)):
        begin(quiz, enrolment, device=device)
    begin(another, cici, device=PHONE)
    return {"quiz": quiz, "batch": batch, "ani": ani, "budi": budi, "cici": cici, "dodi": dodi}


def live(shared: dict[str, Any]) -> str:
    return reverse("quizzes:live", args=[shared["batch"].code, shared["quiz"].uid])


def person(shared: dict[str, Any], name: str) -> str:
    return reverse("quizzes:person", args=[shared["batch"].code, shared["quiz"].uid, shared[name].uid])


def test_the_live_view_names_who_shares_with_the_caution(shared):
    page = client_of(organiser_of(shared["batch"])).get(live(shared)).content.decode()

    assert page.count("same device as") == 2
    assert "<span>same device as Budi Santoso</span>" in page
    assert "<span>same device as Ani Wijaya</span>" in page
    assert "Dodi" not in page
    assert page.count(CAUTION) == 1


@pytest.mark.django_db
def test_the_live_view_of_people_with_devices_of_their_own_says_nothing():
    quiz, enrolment = make_sitting()
    begin(quiz, enrolment, device=PHONE)
    begin(quiz, make_enrolment(enrolment.batch), device=OTHER)

    page = client_of(organiser_of(enrolment.batch)).get(reverse("quizzes:live", args=[enrolment.batch.code, quiz.uid]))

    assert "same device" not in page.content.decode()
    assert CAUTION not in page.content.decode()


def test_the_page_of_a_person_names_the_others_of_this_batch_and_test(shared):
    staff = client_of(organiser_of(shared["batch"]))

    anis = staff.get(person(shared, "ani")).content.decode()
    cicis = staff.get(person(shared, "cici")).content.decode()

    assert "<dt>Same device</dt><dd>Budi Santoso (" in anis
    assert "Dodi" not in anis
    assert anis.count(CAUTION) == 1
    assert "Same device" not in cicis
    assert CAUTION not in cicis


def test_no_participant_is_told(shared):
    quiz, ani = shared["quiz"], shared["ani"]
    attempt = Attempt.objects.get(quiz=quiz, enrolment=ani)
    client = client_of(ani.member)
    pages = [
        client.get(reverse(f"quizzes:{name}", args=[uid]))
        for name, uid in (("landing", quiz.uid), ("attempt", attempt.uid))
    ]
    submit_attempt(attempt_uid=attempt.uid, member=ani.member)
    pages.append(client.get(reverse("quizzes:result", args=[attempt.uid])))

    for page in pages:
        assert page.status_code == 200
        for secret in ("Budi", "Same device", "same device as", attempt.device):
            assert secret not in page.content.decode()
    assert [client.get(address).status_code for address in (live(shared), person(shared, "ani"))] == [404, 404]
    copy = copy_of(attempt)
    assert copy["device_mark"] == attempt.device
    assert "Budi" not in copy["whole"]


def test_the_mark_goes_with_the_account_and_nothing_is_told_of_it_any_more(shared):
    forget_devices(shared["budi"].member)
    forget_devices(shared["budi"].member)

    page = client_of(organiser_of(shared["batch"])).get(live(shared)).content.decode()

    assert "same device" not in page
    assert Attempt.objects.get(enrolment=shared["budi"]).device == ""
    assert Attempt.objects.get(enrolment=shared["ani"], quiz=shared["quiz"]).device != ""


def test_as_many_queries_for_three_on_a_device_as_for_two(shared, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"  # Redis would keep them, and save a query
    administrator = client_of(make_member("Sri", role=SiteRole.ADMINISTRATOR))
    administrator.get(person(shared, "ani"))

    costs = []
    for _number in range(2):
        with counted() as watched:
            administrator.get(live(shared))
        with CaptureQueriesContext(connection) as looked:
            administrator.get(person(shared, "ani"))
        costs.append((watched.both, len(looked)))
        begin(shared["quiz"], make_enrolment(shared["batch"], make_member("Eka")), device=PHONE)

    assert costs == [((8, 0), PERSON), ((8, 0), PERSON)]
