import pytest
from django.utils import translation

from courses.choices import BatchState, EnrolmentState, Part
from courses.models import Batch, BatchPart, Enrolment
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_member("Ratna", role=SiteRole.ORGANISER)


@pytest.fixture
def batch(organiser):
    return make_batch(make_course(organisers=[organiser]), code="yk")


def test_an_organiser_withdraws_a_participant_for_a_reason(organiser, batch):
    enrolment = make_enrolment(batch, make_member("Budi"))
    client = client_of(organiser)
    address = f"/batches/yk/participants/{enrolment.uid}/"

    listed = text_of(client.get("/batches/yk/participants/"))
    silent = client.post(address, {"state": "withdrawn", "reason": ""})
    done = client.post(address, {"state": "withdrawn", "reason": "Mutasi"}, follow=True)
    forged = client.post(address, {"state": "completed", "reason": "x"})

    assert address in listed
    assert "Say why the place is taken back." in text_of(silent)
    assert "Budi: not registered any more." in text_of(done)
    assert forged.status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "left_as", "said"),
    [
        ("confirmed", "", "dikonfirmasi"),
        ("withdrawn", "", "mengundurkan diri"),
        ("withdrawn", "declined", "mengundurkan diri"),
        ("withdrawn", "given_up", "mengundurkan diri"),
        ("withdrawn", "refused", "tidak lagi terdaftar"),
        ("withdrawn", "taken_back", "tidak lagi terdaftar"),
        ("withdrawn", "swapped", "tidak lagi terdaftar"),
    ],
)
def test_who_was_taken_back_did_not_withdraw(state, left_as, said):
    with translation.override("id"):
        assert Enrolment(state=state, left_as=left_as).state_words == said


def test_an_enrolment_of_another_batch_is_not_found_here(organiser, batch):
    foreign = make_enrolment(make_batch(), make_member("Asing"))

    assert client_of(organiser).get(f"/batches/yk/participants/{foreign.uid}/").status_code == 404


def test_an_organiser_names_speakers_corrects_and_removes_them(organiser, batch):
    make_member("Siti", email="siti@example.go.id")
    client = client_of(organiser)

    unknown = client.post("/batches/yk/people/", {"login": "x@example.go.id", "part": "speaker", "function": ""})
    client.post("/batches/yk/people/", {"login": "siti@example.go.id", "part": "speaker", "function": "Kepala"})
    part = BatchPart.objects.get()
    client.post(f"/batches/yk/people/{part.pk}/", {"function": "Kepala Dinas"})
    part.refresh_from_db()
    session = make_session(batch, "Komunikasi krisis", speakers=[part])
    kept = client.post(f"/batches/yk/people/{part.pk}/remove/", {"confirmed": "1"}, follow=True)
    session.session_speakers.all().delete()
    client.post(f"/batches/yk/people/{part.pk}/remove/", {"confirmed": "1"})

    assert "Nobody with an account has this address or number." in text_of(unknown)
    assert (part.part, part.function) == (Part.SPEAKER, "Kepala Dinas")
    assert "Siti still speaks in “Komunikasi krisis”." in text_of(kept)
    assert not BatchPart.objects.exists()


def test_a_part_of_another_batch_is_not_found_here(organiser, batch):
    foreign = make_part(make_batch())

    assert client_of(organiser).post(f"/batches/yk/people/{foreign.pk}/remove/").status_code == 404
    assert BatchPart.objects.get() == foreign


def test_a_closed_batch_offers_no_change(organiser, batch):
    enrolment = make_enrolment(batch, make_member("Budi"))
    part = make_part(batch)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=enrolment.enrolled_at)
    client = client_of(organiser)

    people, person = client.get("/batches/yk/people/"), client.get(f"/batches/yk/participants/{enrolment.uid}/")
    refused = client.post(f"/batches/yk/people/{part.pk}/remove/", {"confirmed": "1"}, follow=True)

    assert "Add somebody" not in text_of(people)
    assert "This batch is closed already." in text_of(person)
    assert "is closed: what was delivered is fixed." in text_of(refused)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_people_ask_the_same_whatever_the_rows(rows, organiser, batch, django_assert_num_queries):
    for number in range(rows):
        make_part(batch, make_member(f"Narasumber {number}"))
    client = client_of(organiser)
    client.get("/batches/yk/people/")

    with django_assert_num_queries(6):  # session, user, roles, batch, parts
        assert client.get("/batches/yk/people/").status_code == 200
