"""The participant's desk in each state that a participant can be in."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.choices import MATERIALS, EnrolmentState
from courses.conditions import Condition
from courses.models import Completion
from courses.services import record_material_opened
from members.models import User
from quizzes.choices import Purpose
from quizzes.registrations import QUIZ_PASSED
from quizzes.services import record_result, submit_attempt
from tests.factories.certificates import make_completion
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member, make_nip
from tests.factories.quizzes import answer, begin, make_quiz, open_for
from tests.home.test_desks import client_of

pytestmark = pytest.mark.django_db

TOMORROW = clock.now().astimezone(ZoneInfo("Asia/Makassar")).date() + timedelta(days=1)


def page_of(user: User, query: str = "") -> str:
    return client_of(user).get(reverse("home:participant_desk") + query).content.decode()


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def next_card(page: str) -> str:
    """The words of the one dark card, without tags."""
    card = re.search(r'<section class="card card--next.*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", card[0]).split()) if card else ""


@pytest.mark.parametrize("count", [1, 3])
def test_shows_the_next_step_and_session(count: int, django_assert_num_queries: Any) -> None:
    member = make_member("Grace Rumagit")
    for number in range(count):
        course = make_course(title=f"Bimtek {number}")
        make_material(course, f"Materi {number}")
        batch = make_batch(
            course,
            starts_on=TOMORROW + timedelta(days=number),
            map_url="https://osm.org/1",
            zone="Asia/Makassar",
            notice="Bawa telepon genggam.",
        )
        make_session(batch, f"Sesi {number}")
        make_enrolment(batch, member)
    stranger_batch = make_batch(name="Angkatan Rahasia")
    make_session(stranger_batch, "Sesi Rahasia")
    client = client_of(member)
    client.get(reverse("home:participant_desk"))

    with django_assert_num_queries(12):
        page = client.get(reverse("home:participant_desk")).content.decode()

    assert f"Start here Materi {count - 1}" in next_card(page)
    assert "Tomorrow, 09.00 WITA" in page
    assert "Sesi 0" in page
    assert "https://osm.org/1" in page
    assert "Bawa telepon genggam." in page
    assert "Rahasia" not in page


def test_another_batch_can_be_chosen_and_a_strangers_cannot() -> None:
    member = make_member()
    for name in ("lama", "baru"):
        course = make_course(title=f"Kursus {name}", slug=name)
        make_material(course, f"Materi {name}")
        make_enrolment(make_batch(course, code=name), member)
    make_batch(make_course(title="Kursus orang"), code="orang")

    assert "Materi lama" in next_card(page_of(member, "?batch=lama"))
    assert "Materi baru" in next_card(page_of(member, "?batch=orang"))


def test_desk_and_course_page_lead_to_the_same_material() -> None:
    member, course = make_member("Grace Rumagit"), make_course(slug="bimtek")
    first, second, third = (make_material(course, f"Materi {number}") for number in (1, 2, 3))
    enrolment = make_enrolment(make_batch(course), member)
    for opened in (third, first):
        record_material_opened(enrolment=enrolment, material=opened)
    client = client_of(member)

    for address in (reverse("home:participant_desk"), "/courses/bimtek/"):
        page = client.get(address).content.decode()
        assert "Continue reading" in page
        assert f'<a class="button" href="/courses/bimtek/{second.slug}/">' in page
        assert "2 of 3 materials" in page


def test_an_attempt_under_way_comes_first() -> None:
    course = make_course()
    make_material(course)
    quiz = make_quiz(course, title="Post-test")
    batch = make_batch(course)
    open_for(quiz, batch)
    enrolment = make_enrolment(batch)

    before = page_of(enrolment.member)
    attempt = begin(quiz, enrolment)
    after = page_of(enrolment.member)

    assert next_card(before).startswith("Start here")
    assert next_card(after).startswith("A test is running Post-test")
    assert f'href="/attempts/{attempt.uid}/"' in after


def test_the_rules_of_a_test_stand_in_plain_words() -> None:
    course = make_course(materials_target=None)
    quiz = make_quiz(course, title="Post-test", pass_mark=Decimal(70), time_limit_minutes=40, attempts_allowed=2)
    batch = make_batch(course)
    open_for(quiz, batch)
    make_rule(course, Condition(f"quiz:{quiz.pk}", Decimal(70)))
    enrolment = make_enrolment(batch)

    page = page_of(enrolment.member)

    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Time 40 minutes Attempts left 2 of 2 Pass mark 70 %" in words
    assert "If the signal fails" in words
    assert f'<a class="button button--secondary" href="/quizzes/{quiz.uid}/">Take the test' in page


def test_a_gate_stands_before_the_materials() -> None:
    course = make_course(materials_target=None)
    make_material(course, "Materi terkunci")
    quiz = make_quiz(course, title="Pre-test")
    batch = make_batch(course)
    open_for(quiz, batch)
    make_rule(
        course,
        Condition(f"quiz:{quiz.pk}", Decimal(1), is_test=True, gates_materials=True),
        Condition(MATERIALS, Decimal(100)),
    )

    assert next_card(page_of(make_enrolment(batch).member)).startswith("First this, then the materials Pre-test")


def test_a_pre_test_opens_the_materials_once_handed_in_whatever_the_score() -> None:
    course = make_course(materials_target=None)
    make_material(course, "Materi terkunci", slug="isi", body=[("text", "<p>Isi yang belum terbuka</p>")])
    batch = make_batch(course)
    quiz = make_quiz(course, title="Pre-test", purpose=Purpose.PRE_TEST, pass_mark=Decimal(45))
    open_for(quiz, batch)
    key = f"quiz:{quiz.pk}"
    make_rule(
        course,
        Condition(key, QUIZ_PASSED.default_target(key), is_test=True, gates_materials=True),
        Condition(MATERIALS, Decimal(100)),
    )
    member = make_enrolment(batch).member
    client = client_of(member)
    material = reverse("courses:material", args=[course.slug, "isi"])

    desk, shut = words_of(page_of(member)), client.get(material)
    attempt = begin(quiz, member.enrolments.get())
    answer(attempt, right=0, wrong=5)
    record_result(attempt=submit_attempt(attempt_uid=attempt.uid, member=member))
    result = words_of(client.get(f"/attempts/{attempt.uid}/result/").content.decode())
    landing = words_of(client.get(f"/quizzes/{quiz.uid}/").content.decode())
    opened = client.get(material)

    assert "Pre-test Not done yet" in desk
    assert "Pass mark none: handing in is enough" in desk
    assert (shut.status_code, opened.status_code) == (403, 200)
    assert "Pre-test Not done yet" in words_of(shut.content.decode())
    assert "Isi yang belum terbuka" not in shut.content.decode()
    assert "Isi yang belum terbuka" in opened.content.decode()
    assert "You reached 0 %. The test is done." in result
    assert "0 of 5 marks. They show where you stand and decide nothing." in result
    assert "Pass mark none: handing in is enough" in landing
    assert "Pre-test Done met" in words_of(page_of(member))
    completion = Completion.objects.get()  # by reading; the test was done, but not passed
    assert (completion.passed_test, completion.score) == (False, None)


def test_who_has_completed_is_told_so() -> None:
    batch = make_batch()
    member = make_completion(batch).member

    card = next_card(page_of(member))

    assert card.startswith("Nothing left to do You have completed this course Your certificate follows")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EnrolmentState.WITHDRAWN, "You do not take part in this batch any more."),
        (EnrolmentState.WAITING, "You are number 1 on the waiting list"),
        (EnrolmentState.NOMINATED, "A place is kept for you until it is confirmed."),
    ],
)
def test_who_does_not_take_part_now_is_told_why(state: EnrolmentState, words: str) -> None:
    enrolment = make_enrolment(state=state)
    make_material(enrolment.batch.course, "Materi tertutup")

    page = page_of(enrolment.member)

    assert words in page
    assert "Materi tertutup" not in page


def test_who_is_in_no_batch_has_somewhere_to_go() -> None:
    page = page_of(make_member())

    assert "You are in no batch yet" in page
    assert 'href="/courses/"' in page


def hours_in(year: int, member: User, title: str) -> None:
    batch = make_batch(make_course(title=title), starts_on=datetime(year, 9, 22, tzinfo=UTC).date())
    make_session(
        batch, hours="7.5", delivered=True, starts_at=datetime.combine(batch.starts_on, time(3), ZoneInfo("UTC"))
    )
    make_completion(batch, member)


@pytest.mark.parametrize("count", [1, 3])
def test_the_year_in_jp_is_ones_own(count: int, django_assert_num_queries: Any) -> None:
    member = make_member(number=make_nip())
    for number in range(count):
        hours_in(2020, member, f"Bimtek {number}")
    hours_in(2019, member, "Bimtek lama")
    hours_in(2020, make_member("Orang Lain"), "Bimtek orang")
    client = client_of(member)
    client.get(reverse("home:jp_year"))

    with django_assert_num_queries(5):
        page = client.get(reverse("home:jp_year"), {"year": "2020"}).content.decode()

    assert page.count("Completed; certificate not issued yet") == count
    assert f"{figure(7.5 * count)} JP" in page
    assert "of 20 JP a year" in page
    assert "?year=2019" in page
    assert "orang" not in page


def test_a_year_is_drawn_by_month_with_what_it_asks_and_its_neighbours() -> None:
    member = make_member(number=make_nip())
    hours_in(2020, member, "Bimtek")
    client = client_of(member)

    page = client.get(reverse("home:jp_year"), {"year": "2020"}).content.decode()
    between = client.get(reverse("home:jp_year"), {"year": "2022"}).content.decode()
    now = client.get(reverse("home:jp_year")).content.decode()

    assert "7.5 of the 20 JP that the year asks, most of them in September: 7.5 JP." in page
    assert '<th scope="row">Sep</th><td class="number">7.5</td>' in page
    assert ('rel="prev"' in page, 'rel="next" href="?year=2021"' in page) == (False, True)
    assert "No hours in 2022 yet" in between
    assert 'class="chart' not in between
    assert ('rel="prev" href="?year=2021"' in between, 'rel="next" href="?year=2023"' in between) == (True, True)
    assert (f'rel="prev" href="?year={clock.site_day().year - 1}"' in now, 'rel="next"' in now) == (True, False)


def figure(value: float) -> str:
    return f"{value:g}"


@pytest.mark.parametrize("year", ["", "abc", "0000", "99999", "2020-09"])
def test_a_year_that_is_none_shows_the_present_one(year: str) -> None:
    response = client_of(make_member()).get(reverse("home:jp_year"), {"year": year})

    assert (response.status_code, f"My JP in {clock.site_day().year}" in response.content.decode()) == (200, True)


def test_a_visitor_is_sent_to_log_in() -> None:
    assert Client().get(reverse("home:jp_year")).status_code == 302
