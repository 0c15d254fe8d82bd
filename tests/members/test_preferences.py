from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from core import clock
from core.services import work_jobs
from members.choices import Delivery, MessageCategory, MessageState
from members.errors import MemberError
from members.models import Message, User
from members.selectors import inbox_glance
from members.services import Letter, choose_delivery, erase_member, send_message, send_messages
from members.services.digests import send_digests
from members.stop_tokens import stop_token, whose_token
from tests.factories.members import make_administrator, make_member

pytestmark = pytest.mark.django_db
SAID = {"test": "Post-test", "name": "Budi", "url": "https://example.go.id/x"}
RESULT = MessageCategory.RESULT


def write(to: User, key: str = "k", template: str = "result_published") -> Message:
    return send_message(key=key, recipient=to, template=template, context={**SAID, "link": "https://example.go.id/x"})


def choose(member: User, way: Delivery) -> None:
    choose_delivery(member=member, choices={RESULT: way})


def mails_sent() -> list[str]:
    work_jobs(kinds=["members.send_message"], until_idle=False)
    return [f"{mail.to[0]}: {mail.subject}" for mail in mail.outbox]


@pytest.mark.parametrize(
    ("way", "template", "state"),
    [
        (Delivery.AT_ONCE, "result_published", MessageState.WAITING),
        (Delivery.DAILY, "result_published", MessageState.COLLECTED),
        (Delivery.INBOX, "result_published", MessageState.KEPT),
        (Delivery.INBOX, "third_marker_wanted", MessageState.WAITING),  # of another category
        (Delivery.INBOX, "password_reset", MessageState.WAITING),  # waits for nobody
    ],
)
def test_each_category_comes_as_its_recipient_chose(way: Delivery, template: str, state: MessageState) -> None:
    budi = make_member("Budi")
    choose(budi, Delivery.AT_ONCE)
    choose(budi, way)

    message = write(budi, template=template)

    assert message.state == state
    assert inbox_glance(budi).unread == 1


def test_what_cannot_wait_cannot_be_chosen() -> None:
    with pytest.raises(MemberError):
        choose_delivery(member=make_member("Budi"), choices={MessageCategory.ACCOUNT: Delivery.INBOX})


@pytest.mark.parametrize("count", [1, 3])
def test_asking_what_people_chose_costs_one_query(count: int, django_assert_num_queries: Any) -> None:
    people = [make_member(f"Orang {number}") for number in range(count)]
    for person in people:
        choose(person, Delivery.INBOX)

    with django_assert_num_queries(10):
        sent = send_messages(
            template="result_published", letters=[Letter(str(one.pk), one, SAID, about="smrt") for one in people]
        )

    assert {(message.state, message.about, message.category) for message in sent} == {("kept", "smrt", "result")}


def collected(member: User, key: str, at: datetime) -> None:
    choose(member, Delivery.DAILY)
    message = write(member, key)
    Message.objects.filter(pk=message.pk).update(created_at=at)


def test_the_daily_mail_comes_once_in_each_persons_morning() -> None:
    west, east = (
        make_member("Wati", email="w@x.id", zone="Asia/Jakarta"),
        make_member("Eko", email="e@x.id", zone="Asia/Jayapura"),
    )
    make_member("Tanpa Pesan", zone="Asia/Jayapura")
    evening = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    for person in (west, east):
        collected(person, f"{person.name}-1", evening)
        collected(person, f"{person.name}-2", evening + timedelta(hours=1))

    sent = {}
    for hour in (21, 22, 23, 24, 25):  # 7.00 is 22.00 UTC in Jayapura and 0.00 UTC in Jakarta
        with clock.at(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hour)):
            sent[hour] = send_digests()

    assert sent == {21: 0, 22: 1, 23: 0, 24: 1, 25: 0}
    assert mails_sent() == ["e@x.id: 2 pesan untuk Anda", "w@x.id: 2 pesan untuk Anda"]
    assert set(Message.objects.exclude(category="digest").values_list("state", flat=True)) == {"sent"}
    assert "http://127.0.0.1:8000/inbox/" in str(mail.outbox[0].body)
    assert inbox_glance(west).unread == 2  # the daily mail itself is none


def test_what_came_too_late_waits_for_tomorrow_and_nothing_is_sent_to_nobody() -> None:
    budi, joko = make_member("Budi", email="b@x.id"), make_member("Joko", email="j@x.id")
    morning = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    collected(budi, "early", morning - timedelta(minutes=1))
    collected(budi, "late", morning + timedelta(minutes=1))
    collected(joko, "lost", morning - timedelta(hours=1))
    User.objects.filter(pk=joko.pk).update(email=None)

    with clock.at(morning + timedelta(hours=3)):
        assert send_digests() == 1
        Message.objects.filter(key="late").update(created_at=morning - timedelta(seconds=1))  # written, not yet seen
        assert send_digests() == 0
    states = dict(Message.objects.exclude(category="digest").values_list("key", "state"))
    assert states == {"early": "sent", "late": "collected", "lost": "kept"}
    with clock.at(morning + timedelta(days=1)):
        assert send_digests() == 1


def test_a_mail_carries_its_way_out_and_that_way_needs_no_log_in(client: Client) -> None:
    budi, other = make_member("Budi", email="b@x.id", language="en"), make_member("Lain")
    choose(other, Delivery.AT_ONCE)
    write(budi)
    write(budi, "k2", "password_reset")
    mails_sent()
    [stoppable, reset] = sorted(mail.outbox, key=lambda one: "new password" in one.subject)
    address = stoppable.extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://127.0.0.1:8000")

    assert stoppable.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in str(stoppable.body)
    assert address in str(stoppable.alternatives[0][0])
    assert "List-Unsubscribe" not in reset.extra_headers
    assert client.get(path).status_code == 200
    assert list(budi.message_preferences.all()) == []

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert write(budi, "k3").state == MessageState.KEPT
    offered = strict.post(path, {"delivery": "daily"}).content.decode()
    assert 'value="daily"' not in offered  # as it is now; the other ways stay open
    assert 'value="at_once"' in offered
    assert write(budi, "k4").state == MessageState.COLLECTED
    assert other.message_preferences.get().delivery == Delivery.AT_ONCE


def test_a_forged_key_opens_nothing(client: Client) -> None:
    budi, wati = make_member("Budi"), make_member("Wati")
    token = stop_token(budi, RESULT)
    forged = token.replace(budi.uid.hex, wati.uid.hex)

    assert whose_token(token) == (budi, RESULT)
    assert [whose_token(one) for one in (forged, token[:-1], "x", "")] == [None] * 4
    assert client.post(f"/inbox/stop/{forged}/").status_code == 404


@pytest.mark.parametrize("category", ["certificate", "of-long-ago"])
def test_a_way_out_of_what_can_no_longer_be_chosen_ends_on_a_page(client: Client, category: str) -> None:
    budi = make_member("Budi", language="en")
    client.cookies["django_language"] = "en"
    address = f"/inbox/stop/{stop_token(budi, category)}/"

    for answer in (client.get(address), client.post(address, {"List-Unsubscribe": "One-Click"})):
        assert answer.status_code == 200
        assert "cannot be chosen any more" in answer.content.decode()
    assert list(budi.message_preferences.all()) == []


def test_the_own_page_keeps_the_choice(client: Client) -> None:
    budi = make_member("Budi", language="en")
    client.force_login(budi)
    page = client.get("/account/messages/")
    choices = {name: field.initial for name, field in page.context["form"].fields.items()}

    answer = client.post("/account/messages/", {**choices, "result": "daily", "account": "inbox"})

    assert set(choices.values()) == {"at_once"}
    assert "account" not in choices
    assert answer.status_code == 302
    assert dict(budi.message_preferences.values_list("category", "delivery")) == {**choices, "result": "daily"}
    assert client.post("/account/messages/", {**choices, "result": "never"}).status_code == 200
    assert client.post("/account/messages/", {"all": "never"}).status_code == 200
    assert budi.message_preferences.get(category="result").delivery == "daily"

    assert client.post("/account/messages/", {"all": "inbox"}).status_code == 302
    ways = dict(budi.message_preferences.values_list("category", "delivery"))
    assert ways == dict.fromkeys(choices, "inbox")


def test_erasure_leaves_no_choice_and_sends_nothing_more() -> None:
    budi = make_member("Budi")
    collected(budi, "k", datetime(2026, 3, 1, 12, 0, tzinfo=UTC))

    erase_member(member=budi, actor=make_administrator(), reason="Permintaan")

    assert list(budi.message_preferences.all()) == []
    assert Message.objects.get(key="k").state == MessageState.FAILED
    with clock.at(datetime(2026, 3, 2, 5, 0, tzinfo=UTC)):
        assert send_digests() == 0
