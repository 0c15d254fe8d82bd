"""The texts of messages in the admin: changed by administrators, previewed before, taken back."""

import pytest
from django.test import Client

from core.models import AuditEntry
from members.choices import SiteRole
from members.models import MessageTemplate, User
from members.services import send_message
from tests.factories.members import make_administrator, make_member

pytestmark = pytest.mark.django_db
PAGE = "/admin/message-texts/result_published/id/"
OWN = {"subject": "Kabar untuk {name}", "text": "Yth. {recipient},\n\nhasil <b>{test}</b> ada.\n\n{url}"}


@pytest.fixture
def admin(client: Client) -> User:
    member = make_administrator()
    client.cookies["django_language"] = "en"
    client.force_login(member, backend="members.backends.EmailOrNumberBackend")
    return member


def written(to: User, key: str = "k") -> tuple[str, str]:
    said = {"name": "Budi", "test": "Tes & Uji", "url": "https://example.go.id/hasil/"}
    message = send_message(key=key, recipient=to, template="result_published", context=said)
    return message.subject, message.html


def test_own_words_hold_from_the_next_message_on_until_taken_back(client: Client, admin: User) -> None:
    budi, eve = make_member("Budi"), make_member("Eve", language="en")
    shipped, _html = written(budi)

    assert client.post(PAGE, OWN).status_code == 302
    subject, html = written(budi, "own")
    english, _html = written(eve, "eve")
    assert client.post(f"{PAGE}reset/").status_code == 302

    assert subject == "Kabar untuk Budi"
    assert "hasil &lt;b&gt;Tes &amp; Uji&lt;/b&gt; ada." in html
    assert 'class="mail__button" href="https://example.go.id/hasil/"' in html
    assert english == "The result is published: Tes & Uji"
    assert written(budi, "again")[0] == shipped
    trail = AuditEntry.objects.filter(subject="message_template:result_published:id").order_by("id")
    assert [(entry.action, entry.data) for entry in trail] == [
        ("message_template.changed", {"before": {}}),
        ("message_template.reset", {"before": OWN}),
    ]
    assert "What stood here before" in client.get(PAGE).content.decode()


def test_words_that_lose_the_way_or_name_the_unknown_are_refused(client: Client, admin: User) -> None:
    page = client.post(PAGE, {"subject": "Halo {siapa}", "text": "Tanpa jalan"}).content.decode()

    assert "{siapa} is not known here." in page
    assert "{url} must stay" in page
    assert not MessageTemplate.objects.exists()


def test_the_preview_shows_what_is_typed_and_keeps_nothing(client: Client, admin: User) -> None:
    typed = client.post(f"{PAGE}preview/", {**OWN, "subject": "Halo {siapa}"}).content.decode()
    shipped = client.get("/admin/message-texts/daily_digest/en/preview/").content.decode()

    assert "<h1>Halo {siapa}</h1>" in typed
    assert "is not known here" in typed
    assert "Yth. Budi Santoso, S.Sos.," in typed
    assert 'srcdoc="&lt;!doctype html&gt;' in typed
    assert "2 messages for you" in shipped
    assert not MessageTemplate.objects.exists()


def test_lists_are_not_put_into_words_and_auditors_only_read(client: Client, admin: User) -> None:
    assert client.post("/admin/message-texts/daily_digest/id/", OWN)["Location"] == "/admin/"
    assert client.get("/admin/message-texts/unknown/id/").status_code == 404
    assert client.get("/admin/message-texts/result_published/xx/").status_code == 404

    auditor = make_member("Auditor", role=SiteRole.AUDITOR)
    client.force_login(auditor, backend="members.backends.EmailOrNumberBackend")
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, OWN)["Location"] == "/admin/"
    assert client.post(f"{PAGE}reset/")["Location"] == "/admin/"
    assert not MessageTemplate.objects.exists()
