from datetime import date

import pytest

from members import rules
from members.choices import NumberKind, SiteRole
from members.errors import MemberError
from members.models import CoordinatorAppointment, Membership, User
from members.selectors import coordinator_of, current_office, office_history, provinces_coordinated_by
from members.services import (
    appoint_coordinator,
    change_member,
    end_appointment,
    grant_role,
    move_member,
    register_member,
    rename_office,
    revoke_role,
    sync_coordinator_roles,
)
from tests.factories.members import (
    make_administrator,
    make_member,
    make_office,
    make_organiser,
    make_province,
)

pytestmark = pytest.mark.django_db


def test_a_registered_member_is_stored_tidily() -> None:
    bitung = make_office()

    member = register_member(
        name=" Capt. Budi ",
        email="Budi@Example.go.id",
        number_kind=NumberKind.NIP,
        number="19850312 201003 1 004",
        office=bitung,
        since=date(2020, 1, 1),
        actor=None,
    )

    member.refresh_from_db()
    assert (member.name, member.email, member.number) == ("Capt. Budi", "budi@example.go.id", "198503122010031004")
    assert member.zone == "Asia/Makassar"
    assert not member.has_usable_password()
    assert member.username.startswith("u-")
    assert current_office(member) == bitung
    assert current_office(member, date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    ("taken", "sentence"),
    [
        ({"number_kind": "nip", "number": "198503122010031004"}, "Another account has this number."),
        ({"email": "BUDI@example.go.id"}, "Another account has this e-mail address."),
    ],
)
def test_what_is_taken_is_refused(taken: dict[str, str], sentence: str, english: None) -> None:
    make_member("Budi", email="budi@example.go.id", number="198503122010031004")

    with pytest.raises(MemberError, match=sentence):
        register_member(name="Andi", actor=None, **taken)

    assert User.objects.filter(name="Andi").count() == 0


def test_a_wrong_number_leaves_nothing_behind(english: None) -> None:
    with pytest.raises(MemberError, match="A NIP has 18 digits; this one has 4"):
        register_member(name="Andi", number_kind=NumberKind.NIP, number="1985", office=make_office(), actor=None)

    assert User.objects.count() == 0
    assert Membership.objects.count() == 0


def test_changing_a_member_checks_the_number_again(english: None) -> None:
    budi = make_member("Budi")
    budi.number_kind, budi.number = NumberKind.NIP, "198513122010031004"

    with pytest.raises(MemberError, match="birth date"):
        change_member(member=budi, actor=None)

    assert User.objects.get(pk=budi.pk).number == ""


def test_a_move_ends_the_membership_the_day_before() -> None:
    bitung, manado = make_office(), make_office("KSOP Kelas III Manado")
    budi = make_member("Budi", office=bitung, since=date(2020, 1, 1))

    moved = move_member(member=budi, office=manado, since=date(2022, 7, 1), actor=None)
    again = move_member(member=budi, office=manado, since=date(2023, 7, 1), actor=None)

    assert again == moved
    assert [(row.office, row.valid_from, row.valid_to) for row in office_history(budi)] == [
        (manado, date(2022, 7, 1), None),
        (bitung, date(2020, 1, 1), date(2022, 6, 30)),
    ]
    assert current_office(budi, date(2022, 6, 30)) == bitung
    assert current_office(budi, date(2022, 7, 1)) == manado


def test_a_move_into_the_past_is_refused(english: None) -> None:
    budi = make_member("Budi", office=make_office(), since=date(2020, 1, 1))

    with pytest.raises(MemberError, match="since 2020-01-01: a move must be later"):
        move_member(member=budi, office=make_office("KSOP Kelas III Manado"), since=date(2019, 1, 1), actor=None)


def test_a_renamed_office_keeps_its_old_name_for_its_days(english: None) -> None:
    office = make_office("Adpel Bitung", since=date(2005, 1, 1))

    rename_office(office=office, name="KSOP Kelas II Bitung", since=date(2012, 6, 1), source="PM 36/2012", actor=None)

    office.refresh_from_db()
    assert office.name == "KSOP Kelas II Bitung"
    assert office.name_on(date(2012, 5, 31)) == "Adpel Bitung"
    assert office.name_on(date(2012, 6, 1)) == "KSOP Kelas II Bitung"
    with pytest.raises(MemberError, match="in the future"):
        rename_office(office=office, name="KSOP Bitung", since=date(2999, 1, 1), actor=None)
    with pytest.raises(MemberError, match="holds since 2012-06-01"):
        rename_office(office=office, name="KSOP Bitung", since=date(2012, 6, 1), actor=None)


def test_yesterdays_coordinator_can_still_be_named() -> None:
    sulut = make_province()
    bitung = make_office(province=sulut)
    siti, joko = make_member("Siti"), make_member("Joko")

    appoint_coordinator(province=sulut, office=bitung, member=siti, decree="SK 1", since=date(2020, 9, 22), actor=None)
    for _time in range(2):
        appoint_coordinator(
            province=sulut, office=bitung, member=joko, decree="SK 2", since=date(2023, 1, 1), actor=None
        )

    assert CoordinatorAppointment.objects.count() == 2
    then, now = coordinator_of(sulut, date(2022, 12, 31)), coordinator_of(sulut)
    assert then is not None
    assert now is not None
    assert (then.member, then.valid_to, now.member) == (siti, date(2022, 12, 31), joko)
    assert provinces_coordinated_by(joko) == [sulut]
    assert provinces_coordinated_by(siti) == []
    assert provinces_coordinated_by(siti, date(2021, 1, 1)) == [sulut]
    assert not User.objects.get(pk=siti.pk).is_staff
    assert User.objects.get(pk=joko.pk).is_staff


def test_a_coordinating_office_lies_in_the_province(english: None) -> None:
    elsewhere = make_office("KSOP Tanjung Emas", province=make_province("33", "Jawa Tengah", "Asia/Jakarta"))

    with pytest.raises(MemberError, match="KSOP Tanjung Emas does not lie in Sulawesi Utara"):
        appoint_coordinator(province=make_province(), office=elsewhere, member=make_member(), decree="SK 1", actor=None)


def test_ending_an_appointment_takes_the_role() -> None:
    bitung = make_office()
    assert bitung.province is not None
    siti = make_member("Siti")
    held = appoint_coordinator(
        province=bitung.province, office=bitung, member=siti, decree="SK 1", since=date(2020, 9, 22), actor=None
    )

    end_appointment(appointment=held, last_day=date(2021, 1, 1), actor=None)
    sync_coordinator_roles()

    siti = User.objects.get(pk=siti.pk)
    assert not rules.has_role(siti, SiteRole.COORDINATOR)
    assert not siti.is_staff


def test_administrators_give_and_take_roles() -> None:
    boss, rina = make_administrator(), make_member("Rina")

    grant_role(member=rina, role=SiteRole.ORGANISER, actor=boss)
    grant_role(member=rina, role=SiteRole.ORGANISER, actor=boss)

    assert rules.site_roles(rina) == {SiteRole.ORGANISER}
    assert rina.is_staff
    assert rina.has_perm("wagtailadmin.access_admin")
    revoke_role(member=rina, role=SiteRole.ORGANISER, actor=boss)
    assert rules.site_roles(rina) == frozenset()
    assert not rina.is_staff


def test_others_do_not(english: None) -> None:
    rina, budi = make_organiser(), make_member("Budi")

    with pytest.raises(MemberError, match="Only administrators"):
        grant_role(member=budi, role=SiteRole.AUDITOR, actor=rina)
    with pytest.raises(MemberError, match="Only administrators"):
        revoke_role(member=rina, role=SiteRole.ORGANISER, actor=budi)

    assert rules.site_roles(budi) == frozenset()


def test_the_last_administrator_stays(english: None) -> None:
    boss = make_administrator()

    with pytest.raises(MemberError, match="last administrator"):
        revoke_role(member=boss, role=SiteRole.ADMINISTRATOR, actor=boss)

    assert rules.is_administrator(boss)
