import pytest
from django.test import Client, override_settings

from members.models import User
from tests.factories.members import PASSWORD, make_member

pytestmark = pytest.mark.django_db


def log_in(client: Client) -> int:
    return client.post("/account/login/", {"login": "budi@example.go.id", "password": PASSWORD}).status_code


def test_demo_accounts_open_nothing_where_demo_is_off() -> None:
    budi = make_member("Budi Santoso", email="budi@example.go.id", password=PASSWORD)
    User.objects.filter(pk=budi.pk).update(is_demo=True)
    visitor = Client()
    assert log_in(visitor) == 302

    with override_settings(DEMO=False):
        kept_session = visitor.get("/account/profile/")
        answer = log_in(Client())

    assert (kept_session.status_code, kept_session["Location"]) == (302, "/account/login/?next=/account/profile/")
    assert answer == 200


def test_a_log_in_begins_a_session_of_its_own() -> None:
    """Whoever planted a session's key on a visitor knows nothing after the log-in."""
    make_member("Budi Santoso", email="budi@example.go.id", password=PASSWORD)
    visitor = Client()
    session = visitor.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    log_in(visitor)

    assert visitor.cookies["sessionid"].value != planted
    assert not type(session)(planted).exists(planted)
