import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.models import AuditEntry
from members import rules
from members.choices import MessageState, SiteRole
from members.models import CoordinatorAppointment, Message, Office, User
from members.selectors import current_office
from members.services import appoint_coordinator, send_message
from tests.factories.members import (
    make_administrator,
    make_auditor,
    make_member,
    make_office,
    make_organiser,
    make_province,
)

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]
NIP = "198503122010031004"


@pytest.fixture
def english_client(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def bitung() -> Office:
    return make_office()


@pytest.fixture
def budi(bitung: Office) -> User:
    return make_member("Budi Santoso", office=bitung, email="budi@example.go.id", number=NIP)


@pytest.fixture
def failed(budi: User) -> Message:
    return Message.objects.create(
        key="x", recipient=budi, address="a@b.id", template="account_ready", language="en", subject="Hello",
        text="Dear Budi", state=MessageState.FAILED, reason="refused",
    )  # fmt: skip


def member_form(member: User | None = None, **changes: object) -> dict[str, object]:
    """What the browser sends back for a member's form, with `changes`."""
    base: dict[str, object] = {"name": "Andi", "number_kind": "none", "zone": "Asia/Jakarta", "language": "id"}
    if member is not None:
        office = current_office(member)
        base |= {
            "name": member.name,
            "number_kind": member.number_kind,
            "number": member.number,
            "email": member.email or "",
            "office": office.pk if office else "",
            "is_active": "on",
        }
    return base | changes


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/account/",
        "/admin/users/",
        "/admin/users/results/",
        "/admin/users/new/",
        "/admin/users/inspect/{member}/",
        "/admin/users/edit/{member}/",
        "/admin/users/?q=budi&province={province}&role=organiser&is_active=true&ordering=-office_name",
        "/admin/offices/?q=bitung&kind=ksop",
        "/admin/offices/new/",
        "/admin/offices/inspect/{office}/",
        "/admin/offices/edit/{office}/",
        "/admin/provinces/?q=sulawesi",
        "/admin/provinces/new/",
        "/admin/provinces/inspect/{province}/",
        "/admin/provinces/edit/{province}/",
        "/admin/coordinators/?q=budi",
        "/admin/coordinators/new/",
        "/admin/coordinators/inspect/{appointment}/",
        "/admin/coordinators/edit/{appointment}/",
        "/admin/messages/?q=hello&state=failed",
        "/admin/messages/inspect/{message}/",
        "/admin/groups/",
        "/admin/groups/new/",
        "/admin/groups/edit/{group}/",
        "/admin/pages/",
        "/admin/reports/site-history/",
        "/admin/workflows/list/",
        "/admin/sites/",
        "/admin/collections/",
    ],
)
def test_an_administrator_finds_every_page_in_order(
    english_client: Client, path: str, bitung: Office, budi: User, failed: Message
) -> None:
    assert bitung.province is not None
    held = appoint_coordinator(province=bitung.province, office=bitung, member=budi, decree="SK 1", actor=None)
    english_client.force_login(make_administrator())

    response = english_client.get(
        path.format(
            member=budi.pk,
            office=bitung.pk,
            province=bitung.province.pk,
            appointment=held.pk,
            message=failed.pk,
            group=budi.groups.get().pk,
        )
    )

    assert response.status_code == 200


def test_the_log_says_why_a_message_failed_in_few_columns(english_client: Client, failed: Message) -> None:
    english_client.force_login(make_administrator())
    Message.objects.create(key="y", address="speaker@b.id", template="speaker_invitation", language="en", subject="Hi")

    page = english_client.get("/admin/messages/").content.decode()

    head = re.search(r'<table class="listing.*?</thead>', page, re.S)
    assert head is not None
    assert len(re.findall(r"<th[ >]", head[0])) == 6
    assert "failed: refused" in page
    assert re.search(r"<td[^>]*>\s*speaker@b.id\s*</td>", page)  # without an account, the address


def test_the_side_bar_shows_the_name(english_client: Client) -> None:
    boss = make_administrator("Sri Administrator")
    english_client.force_login(boss)

    page = english_client.get("/admin/").content.decode()

    assert "Sri Administrator" in page
    assert boss.username not in page


def person(who: str, bitung: Office) -> User:
    if who == "coordinator":
        assert bitung.province is not None
        member = make_member("Siti Coordinator", office=bitung)
        appoint_coordinator(province=bitung.province, office=bitung, member=member, decree="SK 1", actor=None)
        return User.objects.get(pk=member.pk)
    if who == "office head":
        return make_member("Hadi Head", office=bitung, role=SiteRole.OFFICE_HEAD)
    if who == "speaker":
        return make_member("Sari Speaker", role=SiteRole.SPEAKER)
    if who == "participant":
        return make_member("Pita Participant", office=bitung)
    makers = {"administrator": make_administrator, "organiser": make_organiser, "auditor": make_auditor}
    return makers[who]()


@pytest.mark.parametrize(
    ("who", "listed", "own_province", "elsewhere", "edit", "full_number"),
    [
        ("administrator", 200, 200, 200, 200, True),
        ("organiser", 200, 200, 200, 200, True),
        ("auditor", 200, 200, 200, 302, False),
        ("coordinator", 200, 200, 404, 302, False),
        ("office head", 200, 200, 404, 302, False),
        ("speaker", 302, 404, 404, 302, False),
        ("participant", 302, 302, 302, 302, False),
    ],
)
def test_who_may_see_and_change_members(
    english_client: Client,
    bitung: Office,
    budi: User,
    who: str,
    listed: int,
    own_province: int,
    elsewhere: int,
    edit: int,
    full_number: bool,
) -> None:
    semarang = make_office("KSOP Tanjung Emas", province=make_province("33", "Jawa Tengah", "Asia/Jakarta"))
    cici = make_member("Cici of Semarang", office=semarang)
    english_client.force_login(person(who, bitung))

    index = english_client.get("/admin/users/")
    seen = english_client.get(f"/admin/users/inspect/{budi.pk}/")
    far = english_client.get(f"/admin/users/inspect/{cici.pk}/")

    assert (index.status_code, seen.status_code, far.status_code) == (listed, own_province, elsewhere)
    assert english_client.get(f"/admin/users/edit/{budi.pk}/").status_code == edit
    assert NIP not in index.content.decode()
    assert ("19850312 201003 1 004" in seen.content.decode()) is full_number
    assert ("•••004" in index.content.decode()) is (listed == 200)
    assert ("Cici of Semarang" in index.content.decode()) is (elsewhere == 200)


@pytest.mark.parametrize("path", ["/admin/offices/new/", "/admin/provinces/new/", "/admin/coordinators/new/"])
def test_offices_are_head_offices_business(english_client: Client, bitung: Office, path: str) -> None:
    for who in ("organiser", "auditor", "coordinator", "office head", "speaker", "participant"):
        english_client.force_login(person(who, bitung))
        assert english_client.get(path).status_code == 302


@pytest.mark.parametrize(("path", "refusal"), [("/admin/messages/", 302), ("/admin/messages/inspect/{message}/", 404)])
def test_the_log_of_messages_is_for_administrators_and_auditors(
    english_client: Client, bitung: Office, failed: Message, path: str, refusal: int
) -> None:
    for who, allowed in [("administrator", True), ("auditor", True), ("organiser", False), ("coordinator", False)]:
        english_client.force_login(person(who, bitung))
        response = english_client.get(path.format(message=failed.pk))
        assert response.status_code == (200 if allowed else refusal)
        assert ("Hello" in response.content.decode()) is allowed


def test_a_member_is_made_with_number_office_role_and_invitation(english_client: Client, bitung: Office) -> None:
    english_client.force_login(make_administrator())

    response = english_client.post(
        "/admin/users/new/",
        member_form(
            number_kind="nip",
            number="19850312 201003 1 004",
            email="andi@example.go.id",
            office=bitung.pk,
            since="2020-01-01",
            roles=["organiser"],
            invite="on",
        ),
    )

    assert response.status_code == 302
    andi = User.objects.get(name="Andi")
    assert (andi.number, current_office(andi), rules.site_roles(andi)) == (NIP, bitung, {"organiser"})
    assert Message.objects.get(recipient=andi).template == "account_ready"
    assert AuditEntry.objects.filter(action="member.registered", subject=f"member:{andi.uid}").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number_kind": "nip", "number": NIP}, "Another account has this number."),
        ({"email": "BUDI@example.go.id"}, "Another account has this e-mail address."),
        ({"number_kind": "nip", "number": "1985"}, "A NIP has 18 digits; this one has 4."),
        (
            {"number_kind": "nip", "number": "198513122010031004"},
            "The first 8 digits must be a birth date, year, month and day: 19851312 is none.",
        ),
        ({"number_kind": "nip"}, "Give the number that goes with its kind, or choose “No number”."),
        ({"number": NIP}, "Give the number that goes with its kind, or choose “No number”."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    english_client: Client, budi: User, changes: dict[str, object], sentence: str
) -> None:
    english_client.force_login(make_administrator())

    response = english_client.post("/admin/users/new/", member_form(**changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.filter(name="Andi").exists()


def test_a_member_moves_and_keeps_the_past(english_client: Client, budi: User, bitung: Office) -> None:
    manado = make_office("KSOP Kelas III Manado")
    english_client.force_login(make_organiser())

    form = member_form(budi, office=manado.pk, since="2022-07-01", position="Analis")
    assert english_client.post(f"/admin/users/edit/{budi.pk}/", form).status_code == 302

    budi.refresh_from_db()
    assert (budi.position, current_office(budi)) == ("Analis", manado)
    page = english_client.get(f"/admin/users/inspect/{budi.pk}/").content.decode()
    assert "KSOP Kelas II Bitung, 1 January 2020 to 30 June 2022" in page

    refused = english_client.post(
        f"/admin/users/edit/{budi.pk}/", member_form(budi, office=bitung.pk, since="2021-01-01", position="Other")
    )
    assert "a move must be later than that" in refused.content.decode()
    budi.refresh_from_db()
    assert budi.position == "Analis"


def test_only_administrators_give_roles(english_client: Client, budi: User) -> None:
    english_client.force_login(make_organiser())

    english_client.post(f"/admin/users/edit/{budi.pk}/", member_form(budi, roles=["administrator"]))

    assert rules.site_roles(User.objects.get(pk=budi.pk)) == frozenset()


def test_an_organiser_cannot_take_over_an_administrator(english_client: Client, budi: User) -> None:
    boss = make_administrator(email="boss@example.go.id")
    english_client.force_login(make_organiser())

    english_client.post(f"/admin/users/edit/{boss.pk}/", member_form(boss, email="mine@example.org"))

    boss.refresh_from_db()
    assert boss.email == "boss@example.go.id"


def test_roles_are_taken_by_an_administrator(english_client: Client) -> None:
    rina = make_organiser()
    english_client.force_login(make_administrator())

    english_client.post(f"/admin/users/edit/{rina.pk}/", member_form(rina, roles=["auditor"]))

    assert rules.site_roles(User.objects.get(pk=rina.pk)) == {"auditor"}
    assert set(AuditEntry.objects.filter(subject=f"member:{rina.uid}").values_list("action", flat=True)) == {
        "member.registered",
        "role.granted",
        "role.revoked",
    }


def test_wagtails_bulk_actions_leave_members_alone(english_client: Client, budi: User) -> None:
    english_client.force_login(make_administrator())

    for action in ("delete", "assign_role", "set_active_state"):
        english_client.post(f"/admin/bulk/members/user/{action}/?id={budi.pk}", {"mark_as_active": "False"})

    budi.refresh_from_db()
    assert budi.is_active
    for path in ("delete", "history", "usage", "copy"):
        assert english_client.get(f"/admin/users/{path}/{budi.pk}/").status_code == 404


def test_an_office_is_renamed_with_dates(english_client: Client, bitung: Office) -> None:
    english_client.force_login(make_administrator())
    form = {
        "name": "KSOP Utama Bitung", "name_since": "2024-01-01", "source": "PM 1/2024", "code": bitung.code,
        "kind": "ksop", "province": bitung.province_id, "city": "Bitung",
    }  # fmt: skip

    assert english_client.post(f"/admin/offices/edit/{bitung.pk}/", form).status_code == 302

    bitung.refresh_from_db()
    assert (bitung.name, bitung.city) == ("KSOP Utama Bitung", "Bitung")
    page = english_client.get(f"/admin/offices/inspect/{bitung.pk}/").content.decode()
    assert "KSOP Kelas II Bitung, 1 January 2015 to 31 December 2023" in page
    assert Office.objects.get_queryset().search("kelas ii").get() == bitung


def test_a_coordinator_is_appointed_and_ended(english_client: Client, bitung: Office, budi: User) -> None:
    english_client.force_login(make_administrator())
    form = {"province": bitung.province_id, "office": bitung.pk, "member": budi.pk, "decree": "SK 7"}

    made = english_client.post("/admin/coordinators/new/", {**form, "valid_from": "2020-09-22"})
    held = CoordinatorAppointment.objects.get()
    ended = english_client.post(f"/admin/coordinators/edit/{held.pk}/", {"valid_to": "2021-12-31"})
    before = english_client.post(f"/admin/coordinators/edit/{held.pk}/", {"valid_to": "2019-12-31"})

    assert (made.status_code, ended.status_code, before.status_code) == (302, 302, 200)
    assert "The last day may not lie before the first." in before.content.decode()
    held.refresh_from_db()
    assert str(held.valid_to) == "2021-12-31"


def test_a_failed_message_is_sent_again(english_client: Client, failed: Message) -> None:
    english_client.force_login(make_auditor())
    assert "Send again" not in english_client.get(f"/admin/messages/inspect/{failed.pk}/").content.decode()
    assert english_client.post(f"/admin/messages/retry/{failed.pk}/").status_code == 403
    english_client.force_login(make_administrator())
    assert "Send again" in english_client.get(f"/admin/messages/inspect/{failed.pk}/").content.decode()
    assert english_client.get(f"/admin/messages/retry/{failed.pk}/").status_code == 405

    english_client.post(f"/admin/messages/retry/{failed.pk}/")

    failed.refresh_from_db()
    assert (failed.state, failed.reason, failed.address) == (MessageState.WAITING, "", "budi@example.go.id")


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_members_costs_the_same_for_one_and_three(
    english_client: Client, bitung: Office, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    english_client.force_login(make_organiser())
    for number in range(people):
        make_member(f"Person {number}", office=bitung)
    english_client.get("/admin/users/results/")

    with django_assert_num_queries(8):
        english_client.get("/admin/users/results/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_messages_costs_the_same_for_one_and_three(
    english_client: Client, budi: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    english_client.force_login(make_administrator())
    for number in range(rows):
        send_message(key=f"k{number}", recipient=budi, template="account_ready", context={"link": "x"})
    english_client.get("/admin/messages/results/")

    with django_assert_num_queries(6):
        english_client.get("/admin/messages/results/")


def test_the_log_is_narrowed_by_batch_and_taken_out_as_a_harmless_table(english_client: Client, budi: User) -> None:
    english_client.force_login(make_administrator())
    said = {"test": "=1+1", "link": "https://example.go.id/"}
    for key, about in (("a", "smrt-1"), ("b", "smrt-2")):
        send_message(key=key, recipient=budi, template="third_marker_wanted", context=said, about=about)
    Message.objects.filter(key="a").update(subject="=HYPERLINK(1)")

    table = b"".join(english_client.get("/admin/messages/?about=smrt-1&category=task&export=csv").streaming_content)

    [head, row] = table.decode().strip().splitlines()
    assert head.startswith("Written,Recipient,Address,Category")
    assert "'=HYPERLINK(1)" in row
    assert ",smrt-1," in row
