"""The organiser's numbers, and that each leads to a list of as many."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.choices import MATERIALS, BatchState, EnrolmentState, SessionState
from courses.conditions import Condition
from courses.models import Batch, CoursePage, MaterialPage, RequirementResult
from courses.services import record_material_opened
from home.selectors import organiser_desk
from members.choices import SiteRole
from members.models import User
from tests.factories.certificates import make_certifiable_batch, make_completion
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_part,
    make_rule,
    make_session,
)
from tests.factories.members import make_administrator, make_member, make_office, make_organiser, make_province
from tests.factories.quizzes import make_quiz, open_for
from tests.home.test_desks import client_of

pytestmark = pytest.mark.django_db


def count_on(client: Client, url: str) -> int:
    """What the list at this address says that it holds."""
    page = client.get(url).content.decode()
    found = re.search(r'role="status">(\d+)', page)
    return int(found[1]) if found else 0


def make_filled_batch(course: CoursePage, *, people: int = 4) -> Batch:
    """One has completed, one is present and has read everything, the others nothing; one has withdrawn."""
    batch = make_batch(course, starts_on=clock.site_day() + timedelta(days=1), capacity=40)
    make_completion(batch, make_member("Tuntas"))
    batch.enrolments.update(state=EnrolmentState.COMPLETED)
    reader = make_enrolment(batch, make_member("Pembaca"), state=EnrolmentState.PRESENT)
    for material in MaterialPage.objects.of_course(course).live():
        record_material_opened(enrolment=reader, material=material)
    for number in range(people - 2):
        make_enrolment(batch, make_member(f"Belum {number}"))
    make_enrolment(batch, make_member("Mundur"), state=EnrolmentState.WITHDRAWN)
    return batch


def make_asked_course(organiser: User) -> CoursePage:
    """A course with a material and a test, both asked for."""
    course = make_course(organisers=[organiser], materials_target=None)
    make_material(course, "Materi terbit")
    quiz = make_quiz(course, title="Post-test")
    make_rule(course, Condition(MATERIALS, Decimal(100)), Condition(f"quiz:{quiz.pk}", Decimal(70), is_test=True))
    return course


@pytest.mark.parametrize("count", [1, 3])
def test_shows_own_batches_with_counts(count: int, django_assert_num_queries: Any) -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    for number in range(count):
        batch = make_batch(course, name=f"Angkatan {number}")
        make_enrolment(batch, make_member(f"Peserta {number}"))
        make_session(batch, f"Sesi {number}", starts_at=clock.now() + timedelta(days=1))
    other = make_batch(name="Angkatan orang lain")
    make_enrolment(other)
    make_session(other, "Sesi orang lain", starts_at=clock.now() + timedelta(days=1))
    client = client_of(organiser)
    client.get(reverse("home:organiser_desk"))

    with django_assert_num_queries(18):
        page = client.get(reverse("home:organiser_desk")).content.decode()

    assert len(set(re.findall(r">(Angkatan \d)</a>", page))) == count
    assert "orang lain" not in page


def test_the_counts_of_a_batch() -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    make_filled_batch(course)
    make_filled_batch(make_asked_course(make_organiser("Penyelenggara Lain")))

    (line,) = organiser_desk(organiser).lines

    figures = line.figures
    assert (figures.taking_part, figures.present, figures.completed, figures.unfinished) == (4, 1, 1, 3)
    assert [(condition.label, condition.met) for condition in figures.conditions] == [
        ("Materials opened", 2),
        ("Post-test", 1),
    ]


def test_how_the_timetable_of_each_batch_stands() -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    tomorrow, yesterday = clock.now() + timedelta(days=1), clock.now() - timedelta(days=1)
    ahead, bare = make_batch(course, name="Ada"), make_batch(course, name="Kosong")
    over, closed = make_batch(course, name="Lewat"), make_batch(course, name="Tutup", state=BatchState.CLOSED)
    make_session(ahead, starts_at=tomorrow + timedelta(days=1))
    make_session(ahead, starts_at=tomorrow)
    make_session(bare, starts_at=tomorrow, state=SessionState.CANCELLED)
    make_session(over, starts_at=yesterday, delivered=True)
    make_session(make_batch(name="Orang lain"), starts_at=clock.now() + timedelta(hours=3))

    lines = {line.batch.name: line for line in organiser_desk(organiser).lines}
    page = client_of(organiser).get(reverse("home:organiser_desk")).content.decode()

    assert {name: bool(line.next_session) for name, line in lines.items()} == {
        "Ada": True,
        "Kosong": False,
        "Lewat": False,
        "Tutup": False,
    }
    assert lines["Ada"].next_session.startswith("Tomorrow, ")
    assert {name: line.is_planned for name, line in lines.items()} == {
        "Ada": True,
        "Kosong": False,
        "Lewat": True,
        "Tutup": True,
    }
    assert page.count("not planned yet") == 1
    plan = reverse("courses:session_new", args=[bare.code])
    assert f'<a href="{plan}">Plan a session<span class="visually-hidden">, Kosong</span>' in page
    assert f'href="/batches/{over.code}/#sessions">all are over' in page
    assert f'href="/batches/{closed.code}/#sessions">all confirmed' in page


def test_every_number_leads_to_a_list_of_as_many() -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    batch = make_filled_batch(course)
    speaker = make_part(batch)
    make_session(batch, "Tanpa materi", speakers=[speaker], starts_at=clock.now() + timedelta(days=2))
    make_session(batch, "Sambutan", starts_at=clock.now() + timedelta(days=2))
    make_session(batch, "Nanti", speakers=[speaker], starts_at=clock.now() + timedelta(days=20))
    make_filled_batch(make_asked_course(make_organiser("Penyelenggara Lain")))
    make_office("UPP Sepi")
    client = client_of(organiser)

    desk = organiser_desk(organiser)
    page = client.get(reverse("home:organiser_desk")).content.decode()

    assert [stat.value for stat in desk.stats] == [3, 2, 2, 1]
    assert [count_on(client, stat.url) for stat in desk.stats] == [3, 2, 2, 1]
    links = re.findall(
        rf'href="(/batches/{batch.code}/participants/\?[^"]+|/desk/missing/\?batch={batch.code})">(\d+)', page
    )
    assert len(links) == 6
    assert {url: count_on(client, url.replace("&amp;", "&")) for url, _ in links} == {
        url: int(number) for url, number in links
    }
    assert count_on(client, f"/desk/sessions/?lack=material&batch={batch.code}") == 2


def test_certificates_ready_and_issued_lead_to_their_list() -> None:
    organiser = make_organiser()
    batch = make_certifiable_batch("Ani", "Budi", organiser=organiser)
    client = client_of(organiser)

    desk = organiser_desk(organiser)
    step = desk.step

    assert step is not None
    assert (step.label, step.detail) == (batch.name, "2 people")
    assert "gets one (2)" in client.get(step.url).content.decode()


def test_a_rule_with_a_higher_target_counts_anew_and_leaves_the_complete() -> None:
    organiser = make_organiser()
    course = make_course(organisers=[organiser], materials_target=50)
    batch = make_batch(course)
    make_completion(batch, make_member("Tuntas"))
    batch.enrolments.update(state=EnrolmentState.COMPLETED)
    half = make_enrolment(batch, make_member("Setengah"))
    RequirementResult.objects.create(enrolment=half, key=MATERIALS, met=True, value=Decimal(50), target=Decimal(50))
    client = client_of(organiser)
    before = organiser_desk(organiser).lines[0].figures.conditions[0].met

    make_rule(course, Condition(MATERIALS, Decimal(100)))

    after = organiser_desk(organiser).lines[0].figures.conditions[0].met
    assert (before, after) == (2, 1)
    assert count_on(client, f"/desk/missing/?batch={batch.code}&item=materials") == 1
    assert count_on(client, f"/batches/{batch.code}/participants/?met=materials") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_missing_list_names_what_each_is_missing(count: int, django_assert_num_queries: Any) -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    batch = make_batch(course)
    office = make_office()
    for number in range(count):
        phone = "" if number else "081234567890"
        make_enrolment(batch, make_member(f"Peserta {number}", office=office, phone=phone))
    make_enrolment(make_batch(make_asked_course(make_organiser("Lain"))), make_member("Rahasia"))
    client = client_of(organiser)
    client.get(reverse("home:missing"))

    with django_assert_num_queries(12):
        page = client.get(reverse("home:missing")).content.decode()

    assert page.count('<span class="badge badge--warning">Materials opened</span>') == count
    assert page.count('<span class="badge badge--warning">Post-test</span>') == count
    assert page.count('href="https://wa.me/6281234567890?text=Yth.%20Peserta%200') == 1
    assert len(re.findall(r"wa\.me/\?text=Yth\.%20Peserta[^>]*>WhatsApp, choose whom", page)) == count - 1
    assert "Rahasia" not in page


def test_the_missing_list_is_narrowed_by_each_filter() -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    here, there = make_office(), make_office("KSOP Tanjung", province=make_province("34", "DI Yogyakarta"))
    first, second = make_batch(course, name="Satu"), make_batch(course, name="Dua", state=BatchState.OPEN)
    read = make_enrolment(first, make_member("Ani Pembaca", office=here))
    record_material_opened(enrolment=read, material=MaterialPage.objects.of_course(course).live().get())
    make_enrolment(first, make_member("Budi", office=there))
    make_enrolment(second, make_member("Citra", office=there))
    client = client_of(organiser)

    def names(query: str) -> list[str]:
        page = client.get(f"{reverse('home:missing')}?{query}").content.decode()
        return sorted(re.findall(r'<th scope="row" lang="id">([^<]+)</th>', page))

    assert names("") == ["Ani Pembaca", "Budi", "Citra"]
    assert names(f"batch={first.code}") == ["Ani Pembaca", "Budi"]
    assert names("item=materials") == ["Budi", "Citra"]
    assert names(f"office={here.pk}") == ["Ani Pembaca"]
    assert names("province=34") == ["Budi", "Citra"]
    assert names("q=pembaca") == ["Ani Pembaca"]
    assert names("q=%00tanjung") == ["Budi", "Citra"]


def test_a_closed_batch_is_not_among_the_running_ones() -> None:
    organiser = make_organiser()
    course = make_asked_course(organiser)
    closed = make_batch(course, state=BatchState.CLOSED)
    make_enrolment(closed, make_member("Lama"))
    client = client_of(organiser)

    assert count_on(client, f"{reverse('home:missing')}?batch=*running") == 0
    assert count_on(client, f"{reverse('home:missing')}?batch={closed.code}") == 1


def test_the_export_holds_the_rows_of_the_list_and_no_formula() -> None:
    organiser = make_organiser()
    batch = make_batch(make_asked_course(organiser))
    make_enrolment(batch, make_member("=HYPERLINK(0)", email="jahat@example.go.id"))
    make_enrolment(make_batch(make_asked_course(make_organiser("Lain"))), make_member("Rahasia"))

    response = client_of(organiser).get(reverse("home:missing_export"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().lstrip("\ufeff").splitlines() == [
        "Name,Office at enrolment,Province,Batch,Missing,E-mail address",
        "'=HYPERLINK(0),,,Angkatan I,Materials opened (0 of 1 material); Post-test (0 % of 70 %),jahat@example.go.id",
    ]


def test_roles_without_rows_have_their_desks_too() -> None:
    auditor = make_member("Agus Auditor", role=SiteRole.AUDITOR)
    make_batch(name="Angkatan yang diperiksa")

    page = client_of(auditor).get(reverse("home:organiser_desk")).content.decode()

    assert "Angkatan yang diperiksa" in page
    assert "Background work" in page


def test_an_empty_site_is_told_so() -> None:
    page = client_of(make_administrator()).get(reverse("home:organiser_desk")).content.decode()

    assert "No batch yet" in page


def test_leads_to_the_tests_that_are_open_now() -> None:
    organiser = make_organiser()
    batch = make_batch(make_asked_course(organiser), name="Angkatan I")
    now_open, over = make_quiz(batch.course, title="Pre-test"), make_quiz(batch.course, title="Sudah lewat")
    open_for(now_open, batch)
    open_for(over, batch, since=timedelta(hours=3), until=-timedelta(hours=1))
    elsewhere = make_batch()
    open_for(make_quiz(elsewhere.course, title="Tes orang lain"), elsewhere)

    page = client_of(organiser).get(reverse("home:organiser_desk")).content.decode()

    assert f'href="/batches/{batch.code}/tests/{now_open.uid}/"' in page
    assert "Sudah lewat" not in page
    assert "Tes orang lain" not in page
