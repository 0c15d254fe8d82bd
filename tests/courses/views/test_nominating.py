"""The screens of quotas, nominations and the waiting list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.choices import Audience, EnrolmentState, SelfEnrolment
from courses.models import BatchQuota, Enrolment
from courses.services import enrol_member
from courses.services.nominations import nominate_members
from members.choices import SiteRole
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
    with django_assert_num_queries(13):
        assert "Peserta 0" in text_of(by_head.get("/batches/yk/nominate/"))


def test_an_organiser_decides_on_those_ticked(organiser, batch, office, head):
    people = [make_member(name, office=office) for name in ("Adi", "Budi", "Citra")]
    nominate_members(batch=batch, members=people, actor=head, letter_number="1", letter_date=timezone.localdate())
    uids = {row.member.name: str(row.uid) for row in Enrolment.objects.select_related("member")}
    client = client_of(organiser)

    silent = client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], "decision": "refuse", "reason": ""})
    confirmed = client.post(
        "/batches/yk/nominations/", {"person": [uids["Adi"], uids["Budi"], "x"], "decision": "confirm"}, follow=True
    )
    client.post("/batches/yk/nominations/", {"person": [uids["Citra"]], "decision": "refuse", "reason": "Penuh"})

    assert "Say why the place is taken back." in text_of(silent)
    assert "2 people are confirmed." in text_of(confirmed)
    assert states() == {"Adi": "confirmed", "Budi": "confirmed", "Citra": "withdrawn"}


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
