"""The list and the sheet of what came from another program, as organisers read them."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from members.choices import SiteRole
from members.models import User
from members.services import erase_member
from quizzes.imported_sheet import lines_of
from quizzes.models import ImportedSitting
from quizzes.personal_data import sitting_data
from quizzes.services import import_django_quiz
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_course
from tests.factories.members import make_member, make_organiser
from tests.quizzes.formats.dumps import OLD_SITE, sitting

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]
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
    sittings = [row for row in own if row["kind"] == "sitting"]
    assert sittings[0]["answers"][0].keys() == {"number", "kind", "answer"}
    assert "Apa < itu & ini?" not in str(own)
    assert sitting_data(wati)["history_from_elsewhere"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_member_reads_the_own_ones_without_what_may_be_asked_again(rows: int, django_assert_num_queries: Any) -> None:
    budi, wati = make_member("Budi", email="budi@example.go.id"), make_member("Wati")
    imported()
    kept = [row.pk for row in ImportedSitting.objects.filter(member=budi)[:rows]]
    ImportedSitting.objects.exclude(pk__in=kept).delete()
    client = english(budi)
    client.get("/account/former-tests/")

    with django_assert_num_queries(3):
        page = client.get("/account/former-tests/").content.decode()

    assert "Kuis awal" in page
    assert [text in page for text in ("Apa &lt; itu", "Karena sumbernya jelas.", "budi")] == [False, False, False]
    assert "/account/former-tests/" in client.get("/account/profile/").content.decode()
    other = english(wati).get("/account/former-tests/").content.decode()
    assert ("Kuis awal" in other, "Nothing from the former site" in other) == (False, True)
    assert "/account/former-tests/" not in english(wati).get("/account/profile/").content.decode()


@pytest.mark.parametrize(
    ("person", "is_known"),
    [
        ("melati@contoh.id", True),
        ("Melati Samudra (msamudra)", True),
        ("Siti (MELATI@contoh.id)", True),
        ("melati@contoh.id kantor-3", True),
        ("melati samudra", True),
        ("Melati Samudrawati (melatis)", False),
        ("Melati (melati)", False),
    ],
)
def test_an_erasure_reaches_names_that_were_matched_with_nobody(person: str, is_known: bool) -> None:
    melati = make_member("Melati Samudra", email="melati@contoh.id")
    row = ImportedSitting.objects.create(
        course=make_course(),
        source="django-quiz-app",
        external_id="1",
        person=person,
        zone="Asia/Jakarta",
        findings=[["person_unknown", {"name": person}], ["end_missing", {}]],
    )

    erase_member(member=melati, actor=None, reason="Permintaan")

    row.refresh_from_db()
    assert (row.person == "", row.is_forgotten) == (is_known, is_known)
    assert (["end_missing", {}] in row.findings, len(row.findings)) == (True, 1 if is_known else 2)


def test_the_same_file_does_not_bring_an_erased_name_back() -> None:
    course = make_course()
    data = json.dumps(OLD_SITE).encode()
    zone = ZoneInfo("Asia/Jakarta")
    import_django_quiz(data=data, course=course, bank_name="Lama", zone=zone)
    assert ImportedSitting.objects.filter(person="Budi Santoso (budi)", member=None).exists()
    budi = make_member("Budi Santoso", email="b@contoh.id")

    erase_member(member=budi, actor=None, reason="Permintaan")
    import_django_quiz(data=data, course=course, bank_name="Lama", zone=zone)

    assert not ImportedSitting.objects.filter(person__icontains="budi").exists()
    assert not any("budi" in str(row.findings).lower() for row in ImportedSitting.objects.all())
