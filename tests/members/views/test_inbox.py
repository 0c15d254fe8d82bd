from typing import Any

import pytest
from django.test import Client

from members.models import Message, User
from members.services import send_message
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def write(to: User, test: str, template: str = "result_published") -> Message:
    said = {"test": test, "name": to.name, "url": "https://example.go.id/hasil/", "link": "[[one-time-link]]"}
    return send_message(key=f"{to.pk}:{test}", recipient=to, template=template, context=said)


@pytest.fixture
def budi(client: Client) -> User:
    member = make_member("Budi", email="", language="en")
    client.cookies["django_language"] = "en"
    client.force_login(member)
    return member


def test_it_shows_ones_own_newest_first_and_reads_by_opening(client: Client, budi: User) -> None:
    first, second = write(budi, "Test A"), write(budi, "Test B")
    foreign = write(make_member("Wati", language="en"), "Test C")

    page = client.get("/inbox/").content.decode()
    client.head(f"/inbox/{first.uid}/")
    for ahead in ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        client.get(f"/inbox/{first.uid}/", headers=ahead)
    looked_ahead = Message.objects.filter(read_at=None).count()
    opened = client.get(f"/inbox/{first.uid}/").content.decode()

    assert page.index("Test B") < page.index("Test A")
    assert "Test C" not in page
    assert "2 unread" in page
    assert looked_ahead == 3
    assert '<a href="https://example.go.id/hasil/" rel="nofollow">' in opened
    assert "Answers to this address" not in opened
    assert "No e-mail of it reached you" in opened
    assert client.get(f"/inbox/{foreign.uid}/").status_code == 404
    assert set(Message.objects.filter(read_at=None)) == {second, foreign}


def test_it_is_narrowed_and_searched(client: Client, budi: User) -> None:
    read, _unread = write(budi, "Apa kabar"), write(budi, "Ombak")
    client.get(f"/inbox/{read.uid}/")

    def found(query: str) -> list[str]:
        return [message.subject for message in client.get(f"/inbox/?{query}").context["page_obj"]]

    assert found("state=unread") == ["The result is published: Ombak"]
    assert found("state=read") == ["The result is published: Apa kabar"]
    assert found("q=hasil+kabar") == ["The result is published: Apa kabar"]
    assert found("category=material") == []
    assert len(found("category=result")) == 2


def test_a_link_for_the_mail_alone_is_told_and_markup_stays_text(client: Client, budi: User) -> None:
    reset = write(budi, "x", "password_reset")
    marked = write(budi, "<script>alert(1)</script>")

    assert "(the link stands only in the e-mail)" in client.get(f"/inbox/{reset.uid}/").content.decode()
    assert "<script>alert" not in client.get(f"/inbox/{marked.uid}/").content.decode()


def test_all_can_be_marked_as_read(client: Client, budi: User) -> None:
    write(budi, "A")
    foreign = write(make_member("Wati"), "B")

    assert client.get("/inbox/read/").status_code == 405
    assert client.post("/inbox/read/")["Location"] == "/inbox/"
    assert list(Message.objects.filter(read_at=None)) == [foreign]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_as_much_for_many(
    count: int, client: Client, budi: User, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        write(budi, str(number))

    with django_assert_num_queries(6):
        client.get("/inbox/")
