"""Coordinators see the offices of their province, office heads their own: nobody else's people, in no list."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from courses.choices import EnrolmentState
from courses.models import Batch
from members.choices import SiteRole
from members.models import Office, User
from members.services import appoint_coordinator, move_member
from tests.factories.courses import make_batch, make_enrolment, make_session
from tests.factories.members import make_member, make_office, make_province
from tests.home.test_desks import client_of
from tests.home.test_organiser_desk import count_on

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@dataclass
class Provinces:
    coordinator: User
    head: User
    bitung: Office
    manado: Office
    jogja: Office
    batch: Batch


@pytest.fixture
def provinces() -> Provinces:
    """Two offices here of which one sent nobody, one elsewhere; a batch that all may join, with a session tomorrow."""
    here, there = make_province(), make_province("34", "DI Yogyakarta", "Asia/Jakarta")
    bitung, manado = make_office(province=here), make_office("KSOP Kelas III Manado", province=here)
    jogja = make_office("KSOP Kelas II Tanjung", province=there)
    coordinator = make_member("Meike Wowor", office=bitung)
    appoint_coordinator(province=here, office=bitung, member=coordinator, decree="SK 1", actor=None)
    head = make_member("Eko Kepala", office=bitung, role=SiteRole.OFFICE_HEAD)
    batch = make_batch()
    make_session(batch, "Sesi besok", starts_at=clock.now() + timedelta(days=1))
    elsewhere = make_batch(name="Angkatan Jawa")
    make_session(elsewhere, "Sesi Jawa", starts_at=clock.now() + timedelta(days=1))
    make_enrolment(elsewhere, make_member("Orang Jawa", office=jogja))
    make_enrolment(batch, make_member("Tamu Jawa", office=jogja))
    return Provinces(coordinator, head, bitung, manado, jogja, batch)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("who", "name", "queries"), [("coordinator", "coordinator_desk", 17), ("head", "office_desk", 14)]
)
def test_shows_the_own_people(
    provinces: Provinces, who: str, name: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_enrolment(provinces.batch, make_member(f"Peserta {number}", office=provinces.bitung))
    client = client_of(getattr(provinces, who))
    client.get(reverse(f"home:{name}"))

    with django_assert_num_queries(queries):
        page = client.get(reverse(f"home:{name}")).content.decode()

    assert len(re.findall(r'lang="id">Peserta \d', page)) == count
    assert "Sesi besok" in page
    assert "Jawa" not in page


@pytest.mark.parametrize("address", ["/desk/missing/", "/desk/missing/export/", "/desk/offices/", "/desk/sessions/"])
@pytest.mark.parametrize("who", ["coordinator", "head"])
def test_no_list_tells_of_another_province(provinces: Provinces, who: str, address: str) -> None:
    make_enrolment(provinces.batch, make_member("Peserta Bitung", office=provinces.bitung))
    client = client_of(getattr(provinces, who))

    for query in ("", f"?office={provinces.jogja.pk}", "?province=34", "?q=jawa", "?batch=*running"):
        page = client.get(address + query).content.decode()

        # What was typed stands in the search field; what was found would stand as a cell.
        assert not re.search(r"(Orang|Tamu|Sesi|Angkatan) Jawa|Tanjung|DI Yogyakarta", page), query


def test_each_number_of_the_province_leads_to_a_list_of_as_many(provinces: Provinces) -> None:
    make_enrolment(provinces.batch, make_member("Tuntas", office=provinces.bitung), state=EnrolmentState.COMPLETED)
    for name in ("Satu", "Dua"):
        make_enrolment(provinces.batch, make_member(name, office=provinces.bitung))
    client = client_of(provinces.coordinator)
    address = reverse("home:coordinator_desk")

    page = client.get(address).content.decode()

    stats = re.findall(r'<a class="stat[^>]*? href="([^"]+)"><strong class="stat__value">(\d+)</strong>', page)
    lists = {url: count_on(client, (url if url[0] == "/" else address + url).replace("&amp;", "&")) for url, _ in stats}
    assert lists == {url: int(number) for url, number in stats}
    assert sorted(lists.values()) == [1, 1, 2]
    assert "KSOP Kelas III Manado" in page


def test_the_office_is_that_of_then_and_contact_that_of_now(provinces: Provinces) -> None:
    """Who moved away after enrolling is named still, but the address is another coordinator's business."""
    member = make_member("Pindah Tugas", office=provinces.bitung, email="pindah@example.go.id")
    make_enrolment(provinces.batch, member)
    move_member(member=member, office=provinces.jogja, actor=None)

    page = client_of(provinces.coordinator).get(reverse("home:missing")).content.decode()

    assert "Pindah Tugas" in page
    assert "pindah@example.go.id" not in page


def test_a_coordinator_whose_time_is_over_has_no_desk(provinces: Provinces, client: Client) -> None:
    yesterday = clock.site_day() - timedelta(days=1)
    provinces.coordinator.appointments.update(valid_to=yesterday, valid_from=yesterday)
    client = client_of(provinces.coordinator)

    assert client.get(reverse("home:coordinator_desk")).status_code == 404
    assert client.get(reverse("home:missing")).status_code == 404


def test_an_office_that_sent_nobody_has_an_empty_desk(provinces: Provinces) -> None:
    page = client_of(provinces.head).get(reverse("home:office_desk")).content.decode()

    assert "Nobody of yours is enrolled yet" in page
