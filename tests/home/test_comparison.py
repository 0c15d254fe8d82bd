"""A province beside the national median: no other one is told of, and no small group."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import clock
from courses.choices import ATTENDANCE, EnrolmentState
from courses.models import Attendance, Batch, RequirementResult
from courses.selectors.provinces import (
    ATTENDED,
    COMPLETED,
    SENT,
    TESTED,
    ProvinceFigures,
    figures_by_province,
    national_median,
)
from members.models import Province, User
from members.services import appoint_coordinator
from reports.selectors.recap_means import recap_means
from reports.selectors.recap_queries import measures_of
from tests.factories.courses import make_batch, make_enrolment, make_session
from tests.factories.members import make_auditor, make_member, make_office, make_province
from tests.home.test_desks import client_of

NAMES = ("Aceh", "Bali", "Jambi", "Maluku", "Papua")


def province(people: int, **values: str) -> ProvinceFigures:
    return ProvinceFigures(Province(name="X"), people, {name: Decimal(value) for name, value in values.items()})


def test_the_median_leaves_out_small_groups_and_is_not_told_of_few_provinces() -> None:
    big = [province(5, completed=value) for value in ("10", "20", "30", "40")]

    assert national_median([*big, province(4, completed="90")], COMPLETED) == (None, 4)
    assert national_median([*big, province(6, completed="91.25")], COMPLETED) == (Decimal("30.0"), 5)
    six = [*big, province(6, completed="91"), province(6, completed="92")]
    assert national_median(six, COMPLETED) == (Decimal("35.0"), 6)
    offices = [province(0, sent=value) for value in ("0", "0", "10", "50", "100")]
    assert national_median(offices, SENT) == (Decimal("10.0"), 5)


@pytest.fixture
def batch() -> Batch:
    """Five provinces of five people; one more completes from one to the next; a second office each sent nobody."""
    batch = make_batch(name="Angkatan Uji")
    for completed, name in enumerate(NAMES):
        here = make_province(str(11 + completed), name)
        office = make_office(f"KSOP {name}", province=here)
        make_office(f"UPP {name}", province=here)
        for number in range(5):
            enrolment = make_enrolment(batch, make_member(f"{name} {number}", office=office))
            if number < completed:
                enrolment.state = EnrolmentState.COMPLETED
                enrolment.save(update_fields=["state"])
            RequirementResult.objects.create(
                enrolment=enrolment, key="quiz:1", is_test=True, met=True, value=10 * completed + number, target=70
            )
    return batch


def coordinator_of(name: str) -> User:
    here = Province.objects.get(name=name)
    office = here.offices.order_by("pk")[0]
    person = make_member(f"Koordinator {name}", office=office)
    appoint_coordinator(province=here, office=office, member=person, decree="SK 1", actor=None)
    return person


@pytest.mark.django_db
def test_a_coordinator_sees_the_own_province_and_the_middle_of_all(
    batch: Batch, django_assert_num_queries: Any
) -> None:
    client = client_of(coordinator_of("Papua"))
    client.get("/desk/comparison/")

    with django_assert_num_queries(9):
        page = client.get("/desk/comparison/").content.decode()

    figures = {row.province.name: row.values for row in figures_by_province(batch)}
    assert figures["Papua"] == {SENT: Decimal("50.0"), COMPLETED: Decimal("80.0"), TESTED: Decimal("42.0")}
    assert re.findall(r"Completed</title>\s*<desc[^>]*>(.*?)</desc>", page, re.S) == [
        "The middle of all provinces is 40 %. Papua: 80 %; Median of 5 provinces: 40 %"
    ]
    assert not [name for name in NAMES if name != "Papua" and name in page]
    assert "No other province is named." in page


@pytest.mark.django_db
def test_a_small_group_is_told_of_its_offices_only(batch: Batch) -> None:
    batch.enrolments.filter(member__name="Papua 0").update(state=EnrolmentState.WITHDRAWN)

    page = client_of(coordinator_of("Papua")).get("/desk/comparison/").content.decode()

    assert "Fewer than 5 people from Papua take part" in page
    assert "Offices that sent somebody" in page
    assert not re.search("80 %|75 %", page)


@pytest.mark.django_db
def test_who_came_to_nothing_counts_in_the_mean_and_few_sitters_are_not_told_of(batch: Batch) -> None:
    make_session(batch, delivered=True)
    bali = batch.enrolments.get(member__name="Bali 0")
    RequirementResult.objects.create(enrolment=bali, key=ATTENDANCE, value=90, target=100, met=False)
    RequirementResult.objects.filter(enrolment=bali, is_test=True).delete()

    figures = {row.province.name: row.values for row in figures_by_province(batch)}

    assert {name: values.get(ATTENDED) for name, values in figures.items()} == {
        name: Decimal("18.0") if name == "Bali" else Decimal(0) for name in NAMES
    }
    assert [name for name in NAMES if TESTED not in figures[name]] == ["Bali"]


@pytest.mark.django_db
def test_attendance_is_what_a_recap_says_of_the_same_people(batch: Batch) -> None:
    """Of what was held, not of the whole; and counted anew where a completion keeps what was met."""
    make_session(batch, hours="2", delivered=True)
    make_session(batch, hours="3", starts_at=clock.now() + timedelta(days=2))
    for person in batch.enrolments.filter(member__name__startswith="Papua"):
        RequirementResult.objects.create(enrolment=person, key=ATTENDANCE, value=40, target=80, met=False)
    RequirementResult.objects.filter(enrolment__member__name="Papua 0", key=ATTENDANCE).update(value=80, counted=20)
    first = Attendance.objects.create(
        session=batch.sessions.earliest("starts_at"),
        enrolment=batch.enrolments.get(member__name="Papua 0"),
        state="present",
        credit=1,
        method="hand",
    )

    figures = {row.province.name: row.values.get(ATTENDED) for row in figures_by_province(batch)}
    measures = measures_of(batch)
    recaps = {
        name: recap_means(batch.enrolments.filter(office__province__name=name), measures).means["attendance"]
        for name in NAMES
    }

    assert first.credit == 1
    assert figures == recaps == {name: Decimal(90 if name == "Papua" else 0) for name in NAMES}


@pytest.mark.django_db
def test_who_sees_everything_reads_all_provinces_in_a_table(batch: Batch) -> None:
    batch.enrolments.filter(member__name="Papua 0").update(state=EnrolmentState.WITHDRAWN)

    page = client_of(make_auditor()).get("/desk/comparison/").content.decode()

    assert "No other province is named." not in page
    rows = re.findall(r"<tr><th scope=\"row\"[^>]*>(.*?)</th>(.*?)</tr>", page, re.S)
    cells = {name: re.findall(r"<td[^>]*>(?:<strong>)?([^<]*)", rest) for name, rest in rows}
    assert cells["Maluku"] == ["5", "50", "60", "–", "32"]
    assert cells["Papua"] == ["–", "50", "–", "–", "–"]
    assert cells["National median"] == ["", "50", "–", "–", "–"]
