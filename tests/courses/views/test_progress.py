import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from core import clock
from courses.choices import Audience, EnrolmentState
from courses.conditions import Condition
from courses.models import MaterialProgress, RequirementResult
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def course():
    with clock.at(NOW - timedelta(days=10)):
        return make_course(slug="smrt")


@pytest.fixture
def material(course):
    return make_material(course, slug="dasar")


@pytest.fixture
def enrolment(course):
    made = make_enrolment(make_batch(course), make_member("Budi"))
    made.enrolled_at = NOW - timedelta(days=5)
    made.save()
    return made


def opened(at, **data):
    return {"id": str(uuid4()), "kind": "opened", "at": at.isoformat(), **data}


def send(member, material, *entries, **more):
    body = json.dumps({"entries": entries, **more})
    with clock.at(NOW):
        return client_of(member).post(f"/materials/{material.uid}/progress/", body, content_type="application/json")


def test_what_was_read_without_network_counts_at_its_own_time_once(enrolment, material):
    entry = opened(NOW - timedelta(hours=3), revision=material.live_revision_id)

    first = send(enrolment.member, material, entry)
    again = send(enrolment.member, material, entry)

    assert first.json() == again.json() == {"taken": [entry["id"]], "refused": []}
    row = MaterialProgress.objects.get()
    assert row.opened_at == row.last_opened_at == NOW - timedelta(hours=3)
    assert row.revision_seen == material.live_revision_id
    assert RequirementResult.objects.get(enrolment=enrolment, key="materials").met


def test_the_order_of_arrival_does_not_matter(enrolment, material):
    early, late = opened(NOW - timedelta(hours=9), revision=1), opened(NOW - timedelta(hours=1), revision=1)
    between = opened(NOW - timedelta(hours=4))

    send(enrolment.member, material, late)
    send(enrolment.member, material, between, early)

    row = MaterialProgress.objects.get()
    assert (row.opened_at, row.last_opened_at) == (NOW - timedelta(hours=9), NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("told", "kept"),
    [(timedelta(days=400), timedelta(0)), (timedelta(days=-400), timedelta(days=-5))],
    ids=["a phone of next year", "a phone of last year"],
)
def test_a_wrong_clock_is_kept_between_the_enrolment_and_now(enrolment, material, told, kept):
    send(enrolment.member, material, opened(NOW + told))

    assert MaterialProgress.objects.get().opened_at == NOW + kept


@pytest.mark.parametrize("revision", [None, "1", -1, 10**9, True, [1]])
def test_a_revision_that_cannot_be_is_not_believed(enrolment, material, revision):
    send(enrolment.member, material, opened(NOW, revision=revision))

    seen = MaterialProgress.objects.get().revision_seen
    assert seen is None or (revision is True and seen == 1)


def test_an_unknown_kind_is_refused_and_the_others_are_taken(enrolment, material):
    strange = {"id": str(uuid4()), "kind": "danced", "at": NOW.isoformat()}
    entry = opened(NOW)

    answer = send(enrolment.member, material, strange, entry).json()

    assert answer == {
        "taken": [entry["id"]],
        "refused": [{"id": strange["id"], "reason": "This kind of progress is not known here."}],
    }


def test_entries_of_somebody_else_are_never_taken_under_this_name(enrolment, material):
    other = make_enrolment(enrolment.batch, make_member("Wati"))

    answer = send(other.member, material, opened(NOW), person=str(enrolment.member.uid))

    assert (answer.status_code, answer.json()) == (403, {"error": "Somebody else is logged in here."})
    assert not MaterialProgress.objects.exists()
    assert send(other.member, material, opened(NOW), person=str(other.member.uid)).status_code == 200


def test_entries_stay_on_the_device_while_somebody_logged_in_who_learns_nothing_here(enrolment, material):
    """A 404 would let the device forget what it keeps for the one who learns here."""
    visitor = make_member("Singgah")

    answer = send(visitor, material, opened(NOW), person=str(enrolment.member.uid))

    assert (answer.status_code, answer.json()) == (403, {"error": "Somebody else is logged in here."})
    assert send(visitor, material, opened(NOW), person=str(visitor.uid)).status_code == 404
    assert not MaterialProgress.objects.exists()


def test_a_gated_material_takes_nothing(course, enrolment, material):
    make_rule(course, Condition("materials", Decimal(100)), Condition("quiz:1", Decimal(60), True, True))

    answer = send(enrolment.member, material, opened(NOW))

    assert (answer.status_code, answer.json()) == (403, {"error": "This material is not open yet."})
    assert not MaterialProgress.objects.exists()


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.WAITING, EnrolmentState.NOMINATED])
def test_who_does_not_take_part_leaves_no_progress(state, enrolment, material):
    type(enrolment).objects.update(state=state)

    assert send(enrolment.member, material, opened(NOW)).status_code == 404
    assert not MaterialProgress.objects.exists()


def test_a_reader_of_a_public_course_leaves_no_progress():
    material = make_material(make_course(slug="umum", audience=Audience.PUBLIC))

    assert send(make_member("Tamu"), material, opened(NOW)).status_code == 404
    assert not MaterialProgress.objects.exists()


def test_a_stranger_is_led_to_the_log_in(material):
    answer = client_of().post(f"/materials/{material.uid}/progress/", "{}", content_type="application/json")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("body", "status"),
    [("not json", 400), ('{"entries": [{"id": 1}]}', 400), ('{"entries": []}' + " " * 66_000, 413)],
)
def test_what_cannot_be_read_changes_nothing(enrolment, material, body, status):
    address = f"/materials/{material.uid}/progress/"

    answer = client_of(enrolment.member).post(address, body, content_type="application/json")

    assert answer.status_code == status
    assert not MaterialProgress.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_openings_told_again_cost_the_same_questions_each(rows, enrolment, material, django_assert_num_queries):
    entries = [opened(NOW - timedelta(hours=number)) for number in range(rows)]
    send(enrolment.member, material, *entries)
    client = client_of(enrolment.member)
    body = json.dumps({"entries": entries})

    # session, user, material, course, enrolment with its rule, and the block's two; for each entry its row and two
    # times, between a savepoint's two
    with django_assert_num_queries(8 + rows * 5):
        client.post(f"/materials/{material.uid}/progress/", body, content_type="application/json")
