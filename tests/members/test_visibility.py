from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from members import rules
from members.choices import SiteRole
from members.models import Office, User
from members.services import appoint_coordinator, end_appointment, move_member
from tests.factories.members import (
    make_administrator,
    make_auditor,
    make_member,
    make_office,
    make_organiser,
    make_province,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


def names(user: object) -> list[str]:
    return [member.name for member in User.objects.visible_to(user)]  # type: ignore[arg-type]


@pytest.fixture
def sulut() -> dict[str, Office]:
    """Two offices in Sulawesi Utara and one in Jawa Tengah, with one member each."""
    jateng = make_province("33", "Jawa Tengah", "Asia/Jakarta")
    offices = {
        "bitung": make_office(),
        "manado": make_office("KSOP Kelas III Manado"),
        "semarang": make_office("KSOP Kelas I Tanjung Emas", province=jateng),
    }
    make_member("Adi of Bitung", office=offices["bitung"])
    make_member("Beni of Manado", office=offices["manado"])
    make_member("Cici of Semarang", office=offices["semarang"])
    return offices


def test_nobody_sees_nothing(sulut: dict[str, Office]) -> None:
    assert names(AnonymousUser()) == []
    assert list(Office.objects.visible_to(AnonymousUser())) == []


def test_a_member_sees_oneself_and_the_own_office(sulut: dict[str, Office]) -> None:
    member = User.objects.get(name="Adi of Bitung")

    assert names(member) == ["Adi of Bitung"]
    assert list(Office.objects.visible_to(member)) == [sulut["bitung"]]


def test_a_coordinator_sees_the_province_as_it_is_now(sulut: dict[str, Office]) -> None:
    bitung = sulut["bitung"]
    assert bitung.province is not None
    siti = make_member("Siti the coordinator", office=bitung)
    held = appoint_coordinator(province=bitung.province, office=bitung, member=siti, decree="SK 1", actor=None)

    assert names(siti) == ["Adi of Bitung", "Beni of Manado", "Siti the coordinator"]
    assert list(Office.objects.visible_to(siti)) == [bitung, sulut["manado"]]

    move_member(member=User.objects.get(name="Beni of Manado"), office=sulut["semarang"], actor=None)
    assert names(siti) == ["Adi of Bitung", "Siti the coordinator"]

    held.valid_from = date(2020, 1, 1)
    held.save()
    end_appointment(appointment=held, last_day=date(2021, 1, 1), actor=None)
    assert names(siti) == ["Siti the coordinator"]
    assert list(Office.objects.visible_to(siti)) == [bitung]


def test_an_office_head_sees_the_own_office(sulut: dict[str, Office]) -> None:
    head = make_member("Hadi the head", office=sulut["bitung"], role=SiteRole.OFFICE_HEAD)

    assert names(head) == ["Adi of Bitung", "Hadi the head"]
    assert list(Office.objects.visible_to(head)) == [sulut["bitung"]]


def test_a_speaker_sees_oneself(sulut: dict[str, Office]) -> None:
    assert names(make_member("Sari the speaker", role=SiteRole.SPEAKER)) == ["Sari the speaker"]


def test_organisers_administrators_and_auditors_see_all(sulut: dict[str, Office]) -> None:
    people = [make_organiser(), make_administrator(), make_auditor()]

    for person in people:
        assert len(names(person)) == 6
        assert Office.objects.visible_to(person).count() == 3


def test_somebody_disabled_has_no_role(sulut: dict[str, Office]) -> None:
    boss = make_administrator()
    boss.is_active = False

    assert rules.site_roles(boss) == frozenset()


def test_roles_cost_one_query_per_request(
    sulut: dict[str, Office], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=make_organiser().pk)

    with django_assert_num_queries(2):
        assert rules.has_role(user, SiteRole.ORGANISER)
        assert not rules.is_administrator(user)
        assert not rules.is_auditor(user)
        assert len(User.objects.visible_to(user)) == 4


def test_search_finds_by_name_position_number_and_its_last_three(sulut: dict[str, Office]) -> None:
    make_member("Dewi", number="198503122010032117", position="Analis Humas")

    def found(text: str) -> list[str]:
        return [member.name for member in User.objects.get_queryset().search(text)]

    assert found("bit adi") == ["Adi of Bitung"]
    assert found("humas") == ["Dewi"]
    assert found("117") == ["Dewi"]
    assert found("2117") == []
    assert found("19850312 201003 2 117") == ["Dewi"]
