from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from core import clock
from courses.invitation_links import token_of
from courses.models import Batch, BatchPart, SpeakerInvitation
from courses.services.invitations import invite_speaker, revoke_invitation
from members.models import User
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_session
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db
JOIN = {
    "title_before": "Dr.",
    "name": "Lasmi Wardhani",
    "title_after": "",
    "function": "Ahli komunikasi",
    "password": "ombak-besar-di-laut",
}


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna")


@pytest.fixture
def batch(organiser: User) -> Batch:
    return make_batch(make_course("Tanggap hoaks", organisers=[organiser]), code="yk")


@pytest.fixture
def invitation(batch: Batch, organiser: User) -> SpeakerInvitation:
    return invite(batch, organiser)


def invite(batch: Batch, organiser: User, name: str = "Lasmi") -> SpeakerInvitation:
    return invite_speaker(
        batch=batch,
        name=name,
        email=f"{name.lower()}@example.go.id",
        sessions=[make_session(batch, "Menangkal hoaks")],
        actor=organiser,
    )


def address_of(invitation: SpeakerInvitation) -> str:
    return f"/invitations/{token_of(invitation)}/"


def test_an_organiser_invites_and_has_a_link_and_a_text_to_send(batch: Batch, organiser: User) -> None:
    session = make_session(batch, "Menangkal hoaks")
    client = client_of(organiser)
    data = {"name": "Lasmi", "email": "lasmi@example.go.id", "function": "", "sessions": [session.pk]}

    made = client.post("/batches/yk/invite/", data, follow=True)

    shown, invitation = text_of(made), SpeakerInvitation.objects.get()
    assert f"http://127.0.0.1:8000{address_of(invitation)}" in shown
    assert "https://wa.me/?text=Yth.%20Lasmi" in shown
    assert "Menangkal hoaks" in shown
    assert "Lasmi" in text_of(client.get("/batches/yk/people/"))


def test_a_stranger_joins_by_one_form_and_is_logged_in(invitation: SpeakerInvitation) -> None:
    client = client_of(None)

    page = text_of(client.get(address_of(invitation)))
    weak = client.post(address_of(invitation), {**JOIN, "password": "kapal"})
    done = client.post(address_of(invitation), JOIN)
    again = client.post(address_of(invitation), JOIN)

    assert "Menangkal hoaks" in page
    assert "WIB" in page
    assert "at least 10 characters" in text_of(weak)
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert (again.status_code, again["Location"]) == (302, "/desk/")
    assert BatchPart.objects.get().member.full_name == "Dr. Lasmi Wardhani"
    invitation.refresh_from_db()
    assert invitation.opened_at is not None


def test_who_has_an_account_accepts_with_one_button(invitation: SpeakerInvitation) -> None:
    wati = make_member("Wati")
    client = client_of(wati)

    assert "logged in as Wati" in text_of(client.get(address_of(invitation)))
    assert client.post(address_of(invitation))["Location"] == "/desk/"
    assert BatchPart.objects.get().member == wati


def test_every_dead_link_gets_the_same_answer(invitation: SpeakerInvitation, batch: Batch, organiser: User) -> None:
    used, revoked = invite(batch, organiser, "Used"), invite(batch, organiser, "Revoked")
    client_of(make_member("Wati")).post(address_of(used))
    revoke_invitation(invitation=revoked, actor=organiser)
    client = client_of(None)

    answers = [client.get(f"/invitations/{'x' * 24}/"), client.get(address_of(used)), client.get(address_of(revoked))]
    answers.append(client.post(address_of(used), JOIN))
    with clock.at(clock.now() + timedelta(days=15)):
        answers.append(client.get(address_of(invitation)))

    assert {answer.status_code for answer in answers} == {404}
    assert len({text_of(answer).partition("<main")[2].partition("</main>")[0] for answer in answers}) == 1
    assert "Log in: your sessions are on your desk." in text_of(answers[0])


@pytest.mark.parametrize("agent", ["WhatsApp/2.23", "TelegramBot (like TwitterBot)"])
def test_a_messenger_that_looks_ahead_has_not_opened_it(agent: str, invitation: SpeakerInvitation) -> None:
    client_of(None).get(address_of(invitation), headers={"User-Agent": agent})

    invitation.refresh_from_db()
    assert invitation.opened_at is None


def test_the_organiser_who_tries_the_link_cannot_accept(invitation: SpeakerInvitation, organiser: User) -> None:
    client = client_of(organiser)

    assert "You run this batch." in text_of(client.get(address_of(invitation)))
    assert client.post(address_of(invitation)).status_code == 200
    assert not BatchPart.objects.exists()


def test_guessing_is_slowed_down() -> None:
    client = client_of(None)

    answers = [client.post(f"/invitations/{number:024}/").status_code for number in range(21)]

    assert answers == [404] * 20 + [429]


@override_settings(STAFF_SECOND_FACTOR_REQUIRED=True)
def test_a_speaker_who_accepted_is_at_the_desk_without_a_second_factor(invitation: SpeakerInvitation) -> None:
    client = client_of(None)
    client.post(address_of(invitation), JOIN)

    assert client.get("/desk/speaker/").status_code == 200
    assert client.get("/admin/")["Location"] == "/account/2fa/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    count: int, batch: Batch, organiser: User, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        invite(batch, organiser, f"Lasmi{number}")
    client: Client = client_of(organiser)
    client.get("/batches/yk/people/")

    with django_assert_num_queries(7):
        shown = text_of(client.get("/batches/yk/people/"))

    assert shown.count(">Lasmi") == count


def test_a_link_is_sent_anew_three_times_an_hour(batch: Batch, organiser: User) -> None:
    first, second = invite(batch, organiser), invite(batch, organiser, "Melati")
    client = client_of(organiser)

    pages = [client.post(f"/batches/yk/invitations/{first.uid}/renew/", follow=True) for _tap in range(4)]
    other = client.post(f"/batches/yk/invitations/{second.uid}/renew/", follow=True)
    first.refresh_from_db()

    sent = "A new link was sent; the old one does not work any more."
    assert [sent in text_of(page) for page in pages] == [True, True, True, False]
    assert "It was sent anew several times just now. Wait " in text_of(pages[3])
    assert (first.round, sent in text_of(other)) == (4, True)


@override_settings(RATE_LIMITS=False)
def test_where_nothing_is_limited_a_link_is_sent_anew_at_will(batch: Batch, organiser: User) -> None:
    invitation, client = invite(batch, organiser), client_of(organiser)

    for _tap in range(4):
        client.post(f"/batches/yk/invitations/{invitation.uid}/renew/")
    invitation.refresh_from_db()

    assert invitation.round == 5
