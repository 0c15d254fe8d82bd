import base64
import hmac
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from tests.factories.members import PASSWORD, make_administrator, make_member, make_organiser

pytestmark = pytest.mark.django_db
AFTER = "/account/profile/"


@pytest.fixture
def visitor(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    make_administrator(email="sri@example.go.id", password=PASSWORD)
    return client


def log_in(client: Client) -> str:
    response = client.post("/account/login/", {"login": "sri@example.go.id", "password": PASSWORD, "next": AFTER})
    client.cookies["django_language"] = "en"
    return str(response["Location"])


def code(secret: str, *, ahead: int = 0) -> str:
    """What an authenticator app shows now (RFC 6238), or `ahead` half minutes later."""
    counter = int(time.time()) // 30 + ahead
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8), "sha1")
    start = digest[-1] & 0xF
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def set_up_totp(client: Client) -> str:
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": AFTER})
    page = client.get("/account/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    assert 'src="data:image/svg+xml' in page.content.decode()
    activated = client.post("/account/2fa/totp/activate/", {"code": code(secret)})
    assert activated.status_code == 302
    return secret


def test_an_authenticator_app_is_asked_at_log_in(visitor: Client) -> None:
    log_in(visitor)
    secret = set_up_totp(visitor)
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    visitor.post("/account/logout/")
    visitor.cookies["django_language"] = "en"

    assert log_in(visitor).startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in visitor.session
    page = visitor.get("/account/2fa/authenticate/").content.decode()
    assert page.count("<h1") == 1
    assert visitor.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    done = visitor.post("/account/2fa/authenticate/", {"code": code(secret, ahead=1)})

    assert done.status_code == 302
    assert "_auth_user_id" in visitor.session


def test_a_recovery_code_opens_once(visitor: Client) -> None:
    log_in(visitor)
    set_up_totp(visitor)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    for expected in (True, False):
        visitor.post("/account/logout/")
        log_in(visitor)
        visitor.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert ("_auth_user_id" in visitor.session) is expected


@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_staff_set_up_a_second_step_before_the_admin(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    log_in(visitor)

    refused = visitor.get("/admin/")
    assert refused["Location"] == "/account/2fa/"
    assert "asks for a second step" in visitor.get("/account/2fa/").content.decode()

    set_up_totp(visitor)
    assert visitor.get("/admin/").status_code == 200
    seen = visitor.session["second_factor_seen"]
    assert visitor.get("/admin/").status_code == 200
    assert visitor.session["second_factor_seen"] == seen

    session = visitor.session
    session["second_factor_seen"] = time.time() - 601
    session.save()
    Authenticator.objects.all().delete()
    assert visitor.get("/admin/")["Location"] == "/account/2fa/"


@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_the_site_asks_nobody_for_a_second_step(client: Client) -> None:
    client.force_login(make_member("Budi"))

    assert client.get(AFTER).status_code == 200


@pytest.mark.parametrize("path", ["/desk/", "/batches/", "/certificates/", "/courses/", "/search/"])
@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_staff_need_it_on_the_site_too(client: Client, path: str) -> None:
    client.force_login(make_organiser("Rina"))

    assert client.get(path)["Location"] == "/account/2fa/"
    assert client.post(path)["Location"] == "/account/2fa/"
    assert client.get(AFTER).status_code == 200
    assert client.get("/").status_code == 200


def test_participants_never_reach_the_admin(client: Client) -> None:
    client.force_login(make_member("Budi"))

    for path in ("/admin/", "/admin/pages/", "/admin/users/", "/admin/members/"):
        assert client.get(path).status_code in {302, 403, 404}
        assert b"wagtail" not in client.get(path).content
