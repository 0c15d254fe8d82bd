import re
import time

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries

from core.services import work_jobs
from members.backends import EmailOrNumberBackend
from members.choices import MessageState, NumberKind
from members.models import Message, User
from tests.factories.members import PASSWORD, make_administrator, make_member

pytestmark = pytest.mark.django_db
WRONG = "The name and the password do not go together. Check both and try again."
AFTER = "/account/profile/"


@pytest.fixture
def visitor(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def budi() -> User:
    return make_member("Budi", email="budi@example.go.id", number="198503122010031004", password=PASSWORD)


def log_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post("/account/login/", {"login": login, "password": password, "next": AFTER}).status_code


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login",
    [
        "budi@example.go.id",
        " BUDI@Example.go.id ",
        "198503122010031004",
        "19850312 201003 1 004",
        "19850312-201003-1-004",
    ],
)
def test_people_log_in_with_their_address_or_number(visitor: Client, budi: User, login: str) -> None:
    response = visitor.post("/account/login/", {"login": login, "password": PASSWORD, "next": AFTER})

    assert (response.status_code, response["Location"]) == (302, AFTER)
    assert visitor.session["_auth_user_id"] == str(budi.pk)


def test_contract_staff_log_in_with_their_number(visitor: Client) -> None:
    make_member("Tari", number="199001022023212015", number_kind=NumberKind.NI_PPPK, password=PASSWORD)

    assert log_in(visitor, "19900102 202321 2 015") == 302


def test_the_opaque_name_is_no_secret_but_works(visitor: Client, budi: User) -> None:
    assert log_in(visitor, budi.username) == 302


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("budi@example.go.id", "wrong"),
        ("nobody@example.go.id", PASSWORD),
        ("198503122010031005", PASSWORD),
        ("", PASSWORD),
        ("unused@example.go.id", ""),
    ],
)
def test_a_wrong_pair_is_refused_without_telling_which(visitor: Client, budi: User, login: str, password: str) -> None:
    response = visitor.post("/account/login/", {"login": login, "password": password})

    assert response.status_code == 200
    assert not is_logged_in(visitor)
    if login and password:
        assert WRONG in response.content.decode()


def test_a_disabled_account_gets_the_same_answer(visitor: Client, budi: User) -> None:
    User.objects.filter(pk=budi.pk).update(is_active=False)

    response = visitor.post("/account/login/", {"login": budi.email, "password": PASSWORD})

    assert WRONG in response.content.decode()
    assert not is_logged_in(visitor)


def test_one_number_of_two_kinds_opens_neither_account(visitor: Client, budi: User) -> None:
    make_member("Twin", number=budi.number, number_kind=NumberKind.NI_PPPK, password=PASSWORD)

    assert log_in(visitor, budi.number) == 200


@override_settings(PASSWORD_HASHERS=["members.hashers.Argon2Hasher"])
def test_time_does_not_tell_who_has_an_account(rf: object) -> None:
    member = make_member("Budi", email="budi@example.go.id", password=PASSWORD)
    backend = EmailOrNumberBackend()

    def seconds(login: str) -> float:
        spent = []
        for _time in range(5):
            start = time.process_time()
            assert backend.authenticate(None, username=login, password="wrong") is None
            spent.append(time.process_time() - start)
        return min(spent)

    known, unknown = seconds(member.email or ""), seconds("nobody@example.go.id")

    assert unknown == pytest.approx(known, rel=0.5)


def test_ten_failures_lock_the_account_by_whatever_name(visitor: Client, budi: User) -> None:
    for number in range(9):
        login = budi.email if number % 2 else budi.number
        assert log_in(visitor, login or "", "wrong") == 200

    tenth = visitor.post("/account/login/", {"login": "19850312 201003 1 004", "password": "wrong"})
    right = visitor.post("/account/login/", {"login": budi.email, "password": PASSWORD})

    for response in (tenth, right):
        assert response.status_code == 429
        assert "it is locked on this network for 15 minutes" in response.content.decode()
        assert response["Retry-After"] == "900"
    assert not is_logged_in(visitor)


def test_a_colleague_on_the_same_network_is_not_locked_out(visitor: Client, budi: User) -> None:
    make_member("Andi", email="andi@example.go.id", password=PASSWORD)
    for _time in range(11):
        log_in(visitor, "budi@example.go.id", "wrong")

    assert log_in(visitor, "andi@example.go.id") == 302


def test_a_success_forgives_earlier_failures(visitor: Client, budi: User) -> None:
    for _round in range(2):
        for _time in range(9):
            log_in(visitor, budi.email or "", "wrong")
        assert log_in(visitor, budi.number) == 302
        visitor.post("/account/logout/")
        visitor.cookies["django_language"] = "en"


def test_a_whole_class_logs_in_from_one_address(budi: User) -> None:
    assert [log_in(Client(), "budi@example.go.id") for _person in range(60)] == [302] * 60


def test_a_log_in_costs_a_fixed_number_of_queries(
    visitor: Client, budi: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visitor.get("/account/login/")

    with django_assert_num_queries(13):
        log_in(visitor, budi.number)


def test_the_saved_language_comes_with_the_log_in(client: Client) -> None:
    make_member("Eve", email="eve@example.go.id", password=PASSWORD, language="en")
    assert 'lang="id"' in client.get("/account/login/").content.decode()

    log_in(client, "eve@example.go.id")

    assert client.cookies["django_language"].value == "en"
    assert 'lang="en"' in client.get(AFTER).content.decode()


def test_a_strange_next_address_is_not_followed(visitor: Client, budi: User) -> None:
    response = visitor.post(
        "/account/login/?next=https://evil.example/", {"login": budi.email, "password": PASSWORD, "next": AFTER}
    )

    assert response["Location"] == AFTER


def test_logging_out_takes_a_post(visitor: Client, budi: User) -> None:
    log_in(visitor, budi.number)

    assert visitor.get("/account/logout/").status_code == 200
    assert is_logged_in(visitor)
    assert visitor.post("/account/logout/")["Location"] == "/"
    assert not is_logged_in(visitor)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_email_verification_sent", "account_confirm_login_code"],
)
def test_what_is_not_used_is_not_routed(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/admin/login/?next=/admin/pages/", "/account/login/?next=/admin/pages/"),
        ("/admin/password_reset/", "/account/password/reset/"),
        ("/admin/password_reset/confirm/abc/def/", "/account/password/reset/"),
        ("/admin/", "/account/login/?next=/admin/"),
    ],
)
def test_wagtails_doors_lead_to_ours(visitor: Client, path: str, target: str) -> None:
    assert visitor.get(path)["Location"] == target


def test_wagtails_log_out_is_ours(visitor: Client) -> None:
    visitor.force_login(make_administrator())

    assert visitor.post("/admin/logout/")["Location"] == "/"
    assert not is_logged_in(visitor)


def reset_link(client: Client, login: str) -> str | None:
    response = client.post("/account/password/reset/", {"email": login})
    assert response["Location"] == "/account/password/reset/done/"
    work_jobs(kinds=["members.send_message"], until_idle=False)
    if not mail.outbox:
        return None
    found = re.search(r"http://\S+(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    return found[1] if found else None


@pytest.mark.django_db(transaction=True)
def test_a_new_password_is_set_by_mail_once(visitor: Client, budi: User) -> None:
    link = reset_link(visitor, "19850312 201003 1 004")
    assert link is not None
    message = Message.objects.get()
    assert (message.state, message.template) == (MessageState.SENT, "password_reset")
    assert link.rsplit("-", 1)[1].strip("/") not in message.text + message.html

    form = visitor.get(link, follow=True)
    assert "Set the password" in form.content.decode()
    new = {"password1": "selat-lembeh-2026", "password2": "selat-lembeh-2026"}
    done = visitor.post(form.redirect_chain[-1][0], new)

    assert done["Location"] == "/account/password/reset/key/done/"
    assert log_in(visitor, budi.number, "selat-lembeh-2026") == 302
    assert "This link does not work any more" in Client().get(link, HTTP_COOKIE="django_language=en").content.decode()


@pytest.mark.django_db(transaction=True)
def test_strangers_and_the_disabled_get_the_same_answer_and_no_mail(visitor: Client, budi: User) -> None:
    User.objects.filter(pk=budi.pk).update(is_active=False)

    assert reset_link(visitor, "nobody@example.go.id") is None
    assert reset_link(visitor, "budi@example.go.id") is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
    ],
)
def test_the_open_pages_stand_in_our_frame(visitor: Client, name: str) -> None:
    page = visitor.get(reverse(name)).content.decode()
    page = visitor.get(reverse(name)).content.decode()

    assert page.count("<h1") == 1
    assert 'class="site-head"' in page


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
    ],
)
def test_the_members_pages_stand_in_our_frame(visitor: Client, budi: User, name: str) -> None:
    log_in(visitor, budi.number)
    visitor.post("/account/reauthenticate/", {"password": PASSWORD, "next": AFTER})

    page = visitor.get(reverse(name)).content.decode()

    assert page.count("<h1") == 1
    assert 'class="site-head"' in page
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
