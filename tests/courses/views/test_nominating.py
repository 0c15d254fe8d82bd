"""The screens of quotas, nominations and the waiting list."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.choices import Audience, EnrolmentState, SelfEnrolment
from courses.models import BatchQuota, Enrolment, PlaceLink
from courses.services import enrol_member
from courses.services.nominations import nominate_members
from courses.views import nominating
from members.choices import SiteRole
from members.models import Membership, Message
from tests.access.papers import appoint
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment
from tests.factories.members import make_member, make_office, make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    today = timezone.localdate()
    return make_batch(
        make_course("Tanggap hoaks", slug="smrt", organisers=[organiser], audience=Audience.MEMBERS),
        code="yk",
        starts_on=today + timedelta(days=9),
        nominations_until=today + timedelta(days=2),
    )


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def head(office):
    return make_member("Eko Kepala", office=office, role=SiteRole.OFFICE_HEAD)


def states():
    return dict(Enrolment.objects.order_by("pk").values_list("member__name", "state"))


def test_an_organiser_sets_changes_and_removes_quotas_and_sees_what_is_used(organiser, batch, office):
    make_enrolment(batch, make_member("Adi", office=office))
    client = client_of(organiser)

    client.post("/batches/yk/quotas/", {"target": f"office-{office.pk}", "places": "1"})
    client.post("/batches/yk/quotas/", {"target": f"province-{office.province_id}", "places": "30"})
    client.post("/batches/yk/quotas/", {"target": "each", "places": "2"})
    wrong = client.post("/batches/yk/quotas/", {"target": "office-0", "places": "-1"})
    page = text_of(client.get("/batches/yk/quotas/"))
    quota = BatchQuota.objects.get(office=office)
    client.post(f"/batches/yk/quotas/{quota.pk}/", {"places": "5"})
    refused = client.post(f"/batches/yk/quotas/{quota.pk}/", {"places": "many"}, follow=True)
    asked = client.post(f"/batches/yk/quotas/{BatchQuota.objects.get(office=None, province=None).pk}/remove/")

    assert wrong.status_code == 200
    assert "Each other office" in page
    assert "3 quotas" in page
    assert page.count('1 <span class="badge badge--warning">used</span>') == 1
    assert "Give a whole number of places." in text_of(refused)
    assert "Remove this quota?" in text_of(asked)
    assert list(BatchQuota.objects.order_by("pk").values_list("places", flat=True)) == [5, 30, 2]


def test_an_office_head_searches_names_swaps_and_takes_back(batch, office, head):
    budi, citra = make_member("Budi", office=office), make_member("Citra", office=office)
    make_member("Asing", office=make_office("KSOP Tanjung", province=make_province("34", "DIY", "Asia/Jakarta")))
    BatchQuota.objects.create(batch=batch, office=office, places=1)
    client = client_of(head)
    letter = {"letter_number": "KP.301/7", "letter_date": timezone.localdate().isoformat()}

    found = text_of(client.get("/batches/yk/nominate/?q=budi"))
    empty = text_of(client.post("/batches/yk/nominate/", letter))
    unsigned = text_of(client.post("/batches/yk/nominate/", {"person": str(budi.uid)}))
    tomorrow = {**letter, "letter_date": (timezone.localdate() + timedelta(days=1)).isoformat()}
    undated = text_of(client.post("/batches/yk/nominate/", {**tomorrow, "person": str(budi.uid)}))
    done = text_of(client.post("/batches/yk/nominate/", {**letter, "person": str(budi.uid)}, follow=True))
    over = text_of(client.post("/batches/yk/nominate/", {**letter, "person": str(citra.uid)}))
    row = Enrolment.objects.get()
    swapped = client.post(f"/batches/yk/nominate/{row.uid}/swap/", {"person": str(citra.uid)}, follow=True)
    after = Enrolment.objects.get(member=citra)
    client.post(f"/batches/yk/nominate/{after.uid}/take-back/", {"reason": "Tugas lain"})

    assert "Budi" in found
    assert "Citra" not in found
    assert "Asing" not in found
    assert "Tick at least one person." in empty
    assert "This field is required." in unsigned
    assert "A letter cannot be dated in the future." in undated
    assert "1 person is nominated." in done
    assert 'value="KP.301/7"' in done
    assert "1 of 1 used" in done
    assert f"The quota of {office.name} is 1 person" in over
    assert "Citra comes instead of Budi." in text_of(swapped)
    assert states() == {"Budi": "withdrawn", "Citra": "withdrawn"}


def test_a_coordinator_names_and_swaps_people_of_the_own_province_only(batch, office):
    coordinator = make_member("Dewi", office=office, role=SiteRole.COORDINATOR)
    appoint(coordinator, office, office.province)
    there = make_office("KSOP Tanjung", province=make_province("34", "DIY", "Asia/Jakarta"))
    foreign, theirs = make_member("Asing", office=there), make_enrolment(batch, make_member("Yoga", office=there))
    client = client_of(coordinator)
    letter = {"letter_number": "KP.301/7", "letter_date": timezone.localdate().isoformat()}

    page = text_of(client.get("/batches/yk/nominate/"))
    forged = client.post("/batches/yk/nominate/", {**letter, "person": str(foreign.uid)})
    swap = client.post(f"/batches/yk/nominate/{theirs.uid}/swap/", {"person": str(coordinator.uid)})

    assert "Asing" not in page
    assert "Yoga" not in page
    assert "Tanjung" not in page
    assert "Tick at least one person." in text_of(forged)
    assert swap.status_code == 404
    assert states() == {"Yoga": "confirmed"}


def test_nobody_nominates_where_the_batch_asks_for_nobody(batch, head):
    client = client_of(head)
    assert "Nominate people" in text_of(client.get("/desk/office/"))
    batch.nominations_until = None
    batch.save()

    assert client.get("/batches/yk/nominate/").status_code == 404
    assert "Nominate people" not in text_of(client.get("/desk/office/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_whatever_the_rows(organiser, batch, office, head, rows, django_assert_num_queries):
    people = [make_member(f"Peserta {number}", office=office) for number in range(rows + 1)]
    nominate_members(batch=batch, members=people[1:], actor=head, letter_number="1", letter_date=timezone.localdate())
    for number in range(1, rows + 1):
        BatchQuota.objects.create(batch=batch, office=make_office(f"Kantor {number}"), places=3)
        enrol_member(batch=batch, member=make_member(f"Tunggu {number}"), state=EnrolmentState.WAITING)
    by_organiser, by_head = client_of(organiser), client_of(head)

    with django_assert_num_queries(7):
        assert "Peserta 1" in text_of(by_organiser.get("/batches/yk/nominations/"))
    with django_assert_num_queries(9):
        assert "Tunggu 1" in text_of(by_organiser.get("/batches/yk/waiting/"))
    with django_assert_num_queries(10):
        assert "Kantor 1" in text_of(by_organiser.get("/batches/yk/quotas/"))
    Enrolment.objects.filter(member__name="Peserta 1").update(state=EnrolmentState.WITHDRAWN, left_as="declined")
    with django_assert_num_queries(14):
        assert "Peserta 0" in text_of(by_head.get("/batches/yk/nominate/"))


def test_an_organiser_decides_on_those_ticked(organiser, batch, office, head):
    people = [make_member(name, office=office) for name in ("Adi", "Budi", "Citra")]
    nominate_members(batch=batch, members=people, actor=head, letter_number="1", letter_date=timezone.localdate())
    uids = {row.member.name: str(row.uid) for row in Enrolment.objects.select_related("member")}
    client = client_of(organiser)

    listed = client.get("/batches/yk/nominations/").content.decode()
    nothing = [
        client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], **sent})
        for sent in ({}, {"decision": "nonsense"}, {"reason": "Penuh"})
    ]
    asked = client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], "decision": "refuse"})
    silent = client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], "decision": "refuse", "reason": ""})
    assert [(answer.status_code, text_of(answer).count(" checked")) for answer in nothing] == [(400, 1)] * 3
    assert 'name="reason"' not in listed  # Enter behind a typed reason would confirm: it has a page with one button
    assert re.findall(r'<button class="button" name="decision"[^>]*>', asked.content.decode()) == [
        '<button class="button" name="decision" value="refuse">'
    ]
    assert "Refuse 1 person?" in text_of(asked)
    assert states() == {"Adi": "nominated", "Budi": "nominated", "Citra": "nominated"}
    confirmed = client.post(
        "/batches/yk/nominations/", {"person": [uids["Adi"], uids["Budi"], "x"], "decision": "confirm"}, follow=True
    )
    client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], "decision": "refuse", "reason": "Penuh"})

    assert "Say why the place is taken back." in text_of(silent)
    assert "2 people are confirmed." in text_of(confirmed)
    assert states() == {"Adi": "confirmed", "Budi": "confirmed", "Citra": "withdrawn"}
    for page in ("/batches/yk/participants/", f"/batches/yk/participants/{uids['Citra']}/"):
        assert "The reason: Penuh" in text_of(client.get(page))
    assert "The reason: Penuh" in text_of(client_of(head).get("/batches/yk/nominate/"))
    assert "The reason: Penuh" in text_of(client_of(people[2]).get(f"/places/{uids['Citra']}/"))


def test_an_organiser_sends_the_link_once_more(organiser, batch, office, head):
    budi, citra = make_member("Budi", office=office), make_member("Citra", office=office)
    nominate_members(batch=batch, members=[budi, citra], actor=head, letter_number="1", letter_date=batch.today)
    rows = Enrolment.objects.order_by("pk")
    rows.filter(member=citra).update(accepted_at=timezone.now())
    sent = {"person": [str(row.uid) for row in rows], "decision": "ask"}
    client = client_of(organiser)

    early = client.post("/batches/yk/nominations/", sent, follow=True)
    PlaceLink.objects.update(sent_at=timezone.now() - timedelta(hours=2))
    done = text_of(client.post("/batches/yk/nominations/", sent, follow=True))

    assert "2 people got none" in text_of(early)
    assert "The link was sent once more, for 1 person." in done
    assert "1 person got none" in done
    assert PlaceLink.objects.filter(asked=budi).count() == 2
    assert states() == {"Budi": "nominated", "Citra": "nominated"}


def test_an_organiser_swaps_somebody_and_the_new_person_is_told(organiser, batch, office, head):
    budi, citra = make_member("Budi", office=office), make_member("Citra", email="citra@example.go.id")
    row = make_enrolment(batch, budi)
    gone = make_enrolment(batch, make_member("Dewi"), state=EnrolmentState.WITHDRAWN)
    client = client_of(organiser)
    address = f"/batches/yk/participants/{row.uid}/swap/"

    linked = text_of(client.get(f"/batches/yk/participants/{row.uid}/"))
    unknown = client.post(address, {"login": "x@example.go.id"})
    done = client.post(address, {"login": "citra@example.go.id"}, follow=True)
    late = client.get(f"/batches/yk/participants/{gone.uid}/swap/")

    assert address in linked
    assert "Nobody with an account has this address or number." in text_of(unknown)
    assert "Citra comes instead of Budi." in text_of(done)
    assert "cannot be swapped" in text_of(late)
    assert states() == {"Budi": "withdrawn", "Dewi": "withdrawn", "Citra": "confirmed"}
    assert Message.objects.filter(template="place_confirmed", recipient=citra).count() == 1
    assert client_of(head).get(address).status_code == 404


def test_who_left_the_office_is_named_and_nobody_is_nominated(batch, office, head):
    budi, citra = make_member("Budi", office=office), make_member("Citra", office=office)
    foreign = make_member("Asing", office=make_office("KSOP Tanjung"))
    Membership.objects.filter(member=budi).update(valid_to=timezone.localdate() - timedelta(days=1))
    letter = {"letter_number": "KP.301/7", "letter_date": timezone.localdate().isoformat()}
    ticked = [str(person.uid) for person in (budi, citra, foreign)]
    client = client_of(head)

    refused = text_of(client.post("/batches/yk/nominate/", {**letter, "person": ticked}))

    assert "Budi does not work in your offices any more. Nothing was saved." in refused
    assert "Asing" not in refused
    assert states() == {}
    client.post("/batches/yk/nominate/", {**letter, "person": ticked[1:]})
    assert states() == {"Citra": "nominated"}


def test_everybody_is_found_to_be_swapped_after_the_last_day_of_nominations(batch, office, head, monkeypatch):
    monkeypatch.setattr(nominating, "PEOPLE_PER_PAGE", 2)
    for number in range(3):
        make_enrolment(batch, make_member(f"Peserta {number}", office=office))
    batch.nominations_until, batch.swaps_until = batch.today - timedelta(days=1), batch.today
    batch.save()
    client = client_of(head)

    first, second = (text_of(client.get(f"/batches/yk/nominate/?page={number}")) for number in (1, 2))
    found = text_of(client.get("/batches/yk/nominate/?q=2"))

    assert ("Peserta 1" in first, "Peserta 2" in first, "Peserta 2" in second) == (True, False, True)
    assert ("Peserta 2" in found, "Peserta 1" in found) == (True, False)
    assert "/swap/" in found


def test_members_enrol_on_the_course_page_and_read_how_their_place_stands(batch, office):
    batch.self_enrolment, batch.capacity = SelfEnrolment.AT_ONCE, 1
    batch.save()
    budi, citra = make_member("Budi", office=office), make_member("Citra", office=office)

    before = text_of(client_of(citra).get("/courses/smrt/"))
    client_of(budi).post("/batches/yk/join/")
    joined = client_of(citra).post("/batches/yk/join/", follow=True)
    after = text_of(client_of(citra).get("/courses/smrt/"))
    desk = text_of(client_of(citra).get("/desk/participant/"))

    assert 'action="/batches/yk/join/"' in before
    assert 'action="/batches/yk/join/"' not in after
    for page in (text_of(joined), after, desk):
        assert "You are number 1 on the waiting list" in page
    assert states() == {"Budi": "confirmed", "Citra": "waiting"}
    batch.self_enrolment = SelfEnrolment.NOBODY
    batch.save()
    assert client_of(make_member("Dodi")).post("/batches/yk/join/").status_code == 404
