import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from core.models import AuditEntry
from members.models import Message, User
from members.services import move_member
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db
PROFILE = "/account/profile/"
PASSWORD = "gelombang-tenang-42"


@pytest.fixture
def budi(client: Client) -> User:
    member = make_member(
        "Budi",
        email="budi@example.go.id",
        password=PASSWORD,
        number="198503122010031004",
        office=make_office("Adpel Bitung"),
        since=date(2015, 1, 1),
    )
    move_member(member=member, office=make_office("KSOP Kelas III Manado"), since=date(2022, 7, 1), actor=None)
    make_member("Andi", email="andi@example.go.id", number="198503122010031005")
    client.cookies["django_language"] = "en"
    client.force_login(member)
    return member


def test_strangers_are_led_to_log_in(client: Client) -> None:
    assert client.get(PROFILE)["Location"] == f"/account/login/?next={PROFILE}"
    assert client.get(f"{PROFILE}data.json")["Location"] == f"/account/login/?next={PROFILE}data.json"


def test_members_see_their_own_data(client: Client, budi: User) -> None:
    page = client.get(PROFILE).content.decode()

    assert page.count("<h1") == 1
    for part in ("19850312 201003 1 004", "Adpel Bitung", "30 June 2022", "KSOP Kelas III Manado", "UU 27/2022"):
        assert part in page
    for foreign in ("Andi", "198503122010031005"):
        assert foreign not in page


def test_they_correct_contact_zone_and_language_only(client: Client, budi: User) -> None:
    response = client.post(
        PROFILE,
        {
            "email": "Budi.S@example.go.id",
            "phone": "0431 1234",
            "current_password": PASSWORD,
            "zone": "Asia/Jayapura",
            "language": "en",
            "name": "Somebody else",
            "number": "198503122010031009",
            "is_superuser": "on",
        },
    )

    assert response["Location"] == PROFILE
    assert response.cookies["django_language"].value == "en"
    saved = User.objects.get(pk=budi.pk)
    assert (saved.email, saved.phone, saved.zone, saved.language) == (
        "budi.s@example.go.id",
        "0431 1234",
        "Asia/Jayapura",
        "en",
    )
    assert (saved.name, saved.number, saved.is_superuser) == ("Budi", "198503122010031004", False)
    entry = AuditEntry.objects.get(action="member.changed")
    assert (entry.subject, entry.data) == (f"member:{budi.uid}", {"fields": ["email", "language", "phone", "zone"]})


def test_a_taken_address_is_refused(client: Client, budi: User) -> None:
    response = client.post(
        PROFILE,
        {
            "email": "ANDI@example.go.id",
            "current_password": PASSWORD,
            "zone": "Asia/Jakarta",
            "language": "id",
            "phone": "",
        },
    )

    assert "Another account has this e-mail address." in response.content.decode()
    assert User.objects.get(pk=budi.pk).email == "budi@example.go.id"


def test_the_copy_holds_all_and_only_ones_own(client: Client, budi: User) -> None:
    response = client.get(f"{PROFILE}data.json")
    data = json.loads(response.content)

    assert response["Content-Disposition"] == f'attachment; filename="{budi.username}.json"'
    assert data["account"]["number"] == "198503122010031004"
    assert data["offices"] == [
        {"office": "KSOP Kelas III Manado", "from": "2022-07-01", "to": None},
        {"office": "Adpel Bitung", "from": "2015-01-01", "to": "2022-06-30"},
    ]
    assert "andi@example.go.id" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("password", ["", "not-the-password"])
def test_without_the_password_the_address_stays(client: Client, budi: User, password: str) -> None:
    typed = {"email": "thief@example.com", "current_password": password, "zone": "Asia/Jakarta", "language": "id"}

    response = client.post(PROFILE, typed)

    errors = response.context["form"].errors
    assert errors == {
        "current_password": ["Type your current password: without it the e-mail address stays as it was."]
    }
    assert User.objects.get(pk=budi.pk).email == "budi@example.go.id"
    assert not AuditEntry.objects.filter(action="member.changed").exists()
    assert not Message.objects.exists()


def test_the_old_address_is_told_of_the_new_one(client: Client, budi: User) -> None:
    typed = {"email": "new@example.go.id", "current_password": PASSWORD, "zone": "Asia/Jakarta", "language": "id"}

    client.post(PROFILE, typed)
    client.post(PROFILE, {**typed, "current_password": "", "phone": "0431 1234"})

    message = Message.objects.get()
    assert (message.address, message.template, message.recipient) == ("budi@example.go.id", "address_changed", budi)
    assert "new@example.go.id" not in message.text + message.html
    saved = User.objects.get(pk=budi.pk)
    assert (saved.email, saved.phone) == ("new@example.go.id", "0431 1234")


@time_machine.travel(datetime(2026, 5, 4, 2, 0, 10, tzinfo=UTC), tick=False)
def test_the_password_cannot_be_guessed_for_long(client: Client, budi: User) -> None:
    typed = {"email": "thief@example.com", "current_password": "guess", "zone": "Asia/Jakarta", "language": "id"}

    answers = [client.post(PROFILE, typed).status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]
    assert client.get(PROFILE).status_code == 200
