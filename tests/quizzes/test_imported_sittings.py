"""The list and the sheet of what came from another program, as organisers read them."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from members.choices import SiteRole
from members.models import User
from quizzes.imported_sheet import lines_of
from quizzes.models import ImportedSitting
from quizzes.personal_data import sitting_data
from quizzes.services import import_django_quiz
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_course
from tests.factories.members import make_member, make_organiser
from tests.quizzes.formats.dumps import OLD_SITE, sitting

pytestmark = pytest.mark.django_db
LIST = "/admin/imported-sittings/"


def imported(*records: Any, organiser: User | None = None, dump: list[Any] = OLD_SITE) -> None:
    course = make_course(organisers=[organiser] if organiser else [])
    data = json.dumps([*dump, *records]).encode()
    import_django_quiz(data=data, course=course, bank_name="Lama", zone=ZoneInfo("Asia/Jakarta"))


def english(user: User) -> Client:
    client = client_of(user)
    client.cookies["django_language"] = "en"
    return client


def test_an_organiser_finds_a_sitting_and_reads_it_with_its_doubts() -> None:
    ratna = make_organiser("Ratna")
    imported(organiser=ratna)
    client = english(ratna)

    found = client.get(f"{LIST}?q=budi").content.decode()
    row = ImportedSitting.objects.get(external_id__startswith="1/")
    page = client.get(f"{LIST}inspect/{row.pk}/").content.decode()

    assert (found.count("Budi Santoso (budi)"), "#99" in found) == (6, False)
    for text in (
        "2 of 3",
        "67 %",
        "pass mark 60 %",
        "Asia/Jakarta",
        "Karena sumbernya jelas.",
        "not marked",
        "no account here",
    ):
        assert text in page
    assert "every essay was until somebody marked it" in page


def test_filters_show_only_courses_of_ones_own() -> None:
    ratna, other = make_organiser("Ratna"), make_organiser("Fitri")
    imported(organiser=ratna)

    assert english(ratna).get(f"{LIST}?is_complete=false").content.decode().count("inspect/") > 0
    page = english(other).get(LIST).content.decode()
    assert ImportedSitting.objects.first().course.title not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(rows: int, django_assert_num_queries: Any) -> None:
    auditor = make_member("Hadi", role=SiteRole.AUDITOR)
    imported(*[sitting(number) for number in range(20, 20 + rows)], dump=[])
    client = english(auditor)
    client.get(LIST)

    with django_assert_num_queries(12):
        page = client.get(LIST).content.decode()

    assert page.count("#1") >= rows


def test_what_is_lost_has_words() -> None:
    imported(organiser=make_organiser())

    said = {line.answer for row in ImportedSitting.objects.all() for line in lines_of(row)}

    assert {"no answer", "an option whose text is lost", "False", "3 of 5"} <= said


def test_it_is_in_the_copy_of_the_own_data_and_not_in_another_ones() -> None:
    budi, wati = make_member("Budi", email="budi@example.go.id"), make_member("Wati")
    imported()

    own = sitting_data(budi)["history_from_elsewhere"]

    assert {row["title"] for row in own} == {"Kuis awal", ""}
    assert own[0]["answers"][0]["question"] == "Apa < itu & ini?"
    assert sitting_data(wati)["history_from_elsewhere"] == []
