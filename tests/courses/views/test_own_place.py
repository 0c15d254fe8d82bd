import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.models import Job
from courses.choices import Audience, EnrolmentState, SelfEnrolment
from courses.errors import NotAllowedError
from courses.models import Enrolment, PlaceLink
from courses.place_links import link_for_message, token_of
from courses.services import change_enrolment_state, enrol_member
from courses.services.joining import join_batch
from courses.services.nominations import nominate_members, swap_nominee
from courses.services.place_asking import ask_again
from members.choices import SiteRole
from members.models import Message
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
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


@pytest.mark.parametrize("sent", [{}, {"reason": "Sakit"}, {"answer": "nonsense", "reason": "Sakit"}])
def test_what_is_neither_yes_nor_no_answers_nothing(sent):
    row = nominated()
    link = PlaceLink.objects.get()

    again = client_of().post(address(link), sent)

    row.refresh_from_db()
    assert (again.status_code, row.state) == (400, "nominated")
    assert "Budi, do you come?" in text_of(again)


def test_enter_in_the_line_for_the_reason_declines():
    """The browser sends a form by its first button: with the reason stands the one that declines, and no other."""
    row = nominated()
    client = client_of()
    page = client.get(address(PlaceLink.objects.get())).content.decode()

    [form] = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="reason"' in form]
    assert re.findall(r"<button[^>]*>", form) == [
        '<button class="button button--secondary" name="answer" value="decline">'
    ]
    client.post(address(PlaceLink.objects.get()), {"answer": "decline", "reason": "Sakit"})
    row.refresh_from_db()
    assert (row.state, row.left_as, row.left_reason) == ("withdrawn", "declined", "Sakit")


def test_a_link_of_a_swap_in_the_middle_of_the_batch_works_until_its_end_and_none_is_sent_dead():
    row = nominated()
    batch, head = row.batch, row.nominated_by
    today = timezone.localdate()
    batch.nominations_until, batch.starts_on = today - timedelta(days=9), today - timedelta(days=1)
    batch.swaps_until = batch.ends_on = today + timedelta(days=2)
    batch.save()

    after = swap_nominee(enrolment=row, member=make_member("Citra", office=row.office), actor=head)
    link = PlaceLink.objects.get(enrolment=after)
    accepted = client_of().post(address(link), {"answer": "accept"})
    after.refresh_from_db()

    assert timezone.localdate(link.expires_at - timedelta(seconds=1), batch.timezone) == batch.ends_on
    assert (accepted.status_code, after.state) == (302, "confirmed")
    # A link that was not used does not give a confirmed place up in the middle of the batch.
    other = PlaceLink.objects.get(enrolment=row)
    Enrolment.objects.filter(pk=row.pk).update(state=EnrolmentState.CONFIRMED)
    assert client_of().post(address(other), {"answer": "decline"}).status_code == 404

    batch.ends_on = today - timedelta(days=1)
    batch.swaps_until = None
    batch.save()
    late = swap_nominee(
        enrolment=make_enrolment(batch, make_member("Dewi"), state=EnrolmentState.NOMINATED),
        member=make_member("Eka"),
        actor=batch.course.organisers.get().member,
    )
    assert (late.state, late.links.count()) == ("nominated", 0)
    assert not Message.objects.filter(recipient=late.member).exists()


def test_a_link_is_sent_anew_and_the_one_before_ends():
    row = nominated()
    organiser = row.batch.course.organisers.get().member
    first = PlaceLink.objects.get()

    assert ask_again(batch=row.batch, enrolments=[row], actor=organiser) == []  # just asked
    with clock.at(clock.now() + timedelta(hours=2)):
        assert ask_again(batch=row.batch, enrolments=[row], actor=organiser) == [row]
        second = PlaceLink.objects.exclude(pk=first.pk).get()
        assert client_of().get(address(first)).status_code == 404
        assert client_of().post(address(second), {"answer": "accept"}).status_code == 302
    with clock.at(clock.now() + timedelta(hours=9)):
        assert ask_again(batch=row.batch, enrolments=[row], actor=organiser) == []  # has answered
    with pytest.raises(NotAllowedError):
        ask_again(batch=row.batch, enrolments=[row], actor=row.nominated_by)
    assert Message.objects.filter(template="place_asked").count() == 2


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
    asked = text_of(client_of().get(address(link)))
    done = client_of().post(address(link), {"answer": "accept"}, follow=True)

    assert "Your request waits for approval" in page
    assert "The person, and those who look after this batch, read it." in asked
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


def test_who_is_nominated_for_a_closed_course_is_led_to_the_place_and_meets_nothing_else():
    row = nominated()
    course = row.batch.course
    course.slug, course.audience, course.title = "tertutup", Audience.ENROLLED, "Kursus tertutup"
    course.save()
    make_material(course, "Isi", slug="isi")
    client, stranger = client_of(row.member), client_of(make_member("Asing"))

    listed = text_of(client.get("/courses/"))
    assert "Your place is not decided yet" in listed
    assert f"/places/{row.uid}/" in listed
    assert "Tertutup" not in text_of(stranger.get("/courses/")).title()
    led = client.get("/courses/tertutup/")
    assert (led.status_code, led.headers["Location"]) == (302, f"/places/{row.uid}/")
    assert client.get("/courses/tertutup/isi/").status_code == 404
    assert stranger.get("/courses/tertutup/").status_code == 404
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN)
    assert client.get("/courses/tertutup/").status_code == 404
    assert "Your place is not decided yet" not in text_of(client.get("/courses/"))
