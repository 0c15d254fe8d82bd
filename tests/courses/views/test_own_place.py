import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.models import Job
from courses.choices import EnrolmentState, SelfEnrolment
from courses.models import Enrolment, PlaceLink
from courses.place_links import link_for_message, token_of
from courses.services import change_enrolment_state, enrol_member
from courses.services.joining import join_batch
from courses.services.nominations import nominate_members
from members.choices import SiteRole
from members.models import Message
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db


def nominated(**fields):
    office = make_office()
    head = make_member("Eko Kepala", office=office, role=SiteRole.OFFICE_HEAD)
    today = timezone.localdate()
    batch = make_batch(
        make_course(organisers=[make_member("Ratna")]),
        nominations_until=today,
        starts_on=today + timedelta(days=20),
        **fields,
    )
    [row] = nominate_members(
        batch=batch,
        members=[make_member("Budi", office=office)],
        actor=head,
        letter_number="KP.301/7",
        letter_date=today,
    )
    return row


def address(link):
    return f"/places/asked/{token_of(link)}/"


@pytest.mark.parametrize(
    ("answer", "confirms", "state", "said"),
    [
        ("accept", True, "confirmed", "You have accepted. See you there."),
        ("accept", False, "nominated", "You have accepted. See you there."),
        ("decline", True, "withdrawn", "You have declined."),
        ("nonsense", True, "withdrawn", "You have declined."),
    ],
)
def test_the_link_is_answered_once_without_a_log_in_and_opening_it_changes_nothing(answer, confirms, state, said):
    row = nominated(accepting_confirms=confirms)
    link = PlaceLink.objects.get()
    client = client_of()

    for _ in range(2):
        opened = client.get(address(link), headers={"user-agent": "SafeLinks scanner"})
    row.refresh_from_db()
    assert (opened.status_code, row.state) == (200, "nominated")
    assert "Budi, do you come?" in text_of(opened)
    done = client.post(address(link), {"answer": answer, "reason": "Dinas luar"}, follow=True)
    other = client.post(address(link), {"answer": "accept" if answer == "decline" else "decline"})

    row.refresh_from_db()
    assert (row.state, bool(row.accepted_at)) == (state, answer == "accept")
    assert said in text_of(done)
    assert other.status_code == 200  # what was said stands
    assert Enrolment.objects.get().state == state


def test_the_log_of_mails_holds_no_token_and_the_wire_does():
    nominated()
    link = PlaceLink.objects.get()
    message = Message.objects.get(template="place_asked")

    kept = f"{message.text}{message.html}{message.subject}{list(Job.objects.values('payload', 'key'))}"
    assert token_of(link) not in kept
    assert re.search(r"KP\.301/7", message.text)
    assert link_for_message(message).endswith(address(link))
    assert token_of(link) not in str(list(PlaceLink.objects.values()))


def test_a_link_ends_with_its_time_and_when_it_was_decided_otherwise():
    row = nominated()
    link = PlaceLink.objects.get()

    with clock.at(link.expires_at):
        late = client_of().post(address(link), {"answer": "accept"})
    change_enrolment_state(enrolment=row, state=EnrolmentState.WITHDRAWN, reason="Surat tidak sah")
    refused = client_of().post(address(link), {"answer": "accept"})

    assert (late.status_code, refused.status_code) == (404, 404)
    assert "This link does not work any more" in text_of(late)
    assert "Budi" not in text_of(late) + text_of(refused)
    row.refresh_from_db()
    assert row.state == EnrolmentState.WITHDRAWN


def test_a_superior_approves_what_the_person_asked_for_and_the_person_cannot():
    office = make_office()
    head = make_member("Eko Kepala", office=office, role=SiteRole.OFFICE_HEAD)
    budi = make_member("Budi", office=office)
    batch = make_batch(self_enrolment=SelfEnrolment.APPROVAL)
    row = join_batch(batch=batch, member=budi)
    link = PlaceLink.objects.get()

    client_of(budi).post(f"/places/{row.uid}/accept/")
    row.refresh_from_db()
    assert (link.asked, row.state, row.accepted_at) == (head, "nominated", None)
    page = text_of(client_of(budi).get(f"/places/{row.uid}/"))
    done = client_of().post(address(link), {"answer": "accept"}, follow=True)

    assert "Your request waits for approval" in page
    assert "You have approved." in text_of(done)
    assert Enrolment.objects.get().state == EnrolmentState.CONFIRMED
    assert Message.objects.filter(template="place_confirmed", recipient=budi).count() == 1


def test_the_own_page_says_how_it_stands_and_who_waits_is_told_the_turn(django_assert_num_queries):
    batch = make_batch(capacity=1, starts_on=timezone.localdate() + timedelta(days=5))
    first = make_enrolment(batch, make_member("Adi"))
    rows = [enrol_member(batch=batch, member=make_member(name), state=EnrolmentState.WAITING) for name in "BC"]
    client = client_of(rows[1].member)

    with django_assert_num_queries(4):
        page = text_of(client.get(f"/places/{rows[1].uid}/"))
    foreign = client.get(f"/places/{rows[0].uid}/")
    asked = text_of(client_of(first.member).get(f"/places/{first.uid}/leave/"))
    left = client_of(first.member).post(f"/places/{first.uid}/leave/", {"reason": ""}, follow=True)

    assert "You are number 2 on the waiting list" in page
    assert foreign.status_code == 404
    assert "you cannot simply take it back" in asked
    assert "You do not take part in this batch" in text_of(left)
    assert "You are number 1 on the waiting list" in text_of(client.get(f"/places/{rows[1].uid}/"))
    assert "You have a place" in text_of(client_of(rows[0].member).get(f"/places/{rows[0].uid}/"))
