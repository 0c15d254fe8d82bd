from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from courses.choices import Audience, Opening, SessionState
from courses.models import MaterialProgress
from courses.selectors.waiting import waiting_for
from courses.services import record_material_opened
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.courses.views.test_material import make_attachment
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

STARTS = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)  # 09.30 WITA
EARLIER, LATER = STARTS - timedelta(minutes=1), STARTS + timedelta(minutes=1)


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt", materials_target=None)


@pytest.fixture
def batch(course):
    return make_batch(course, zone="Asia/Makassar", starts_on=STARTS.date())


@pytest.fixture
def client(batch):
    with clock.at(STARTS - timedelta(days=30)):
        member = make_enrolment(batch, make_member("Budi")).member
    return client_of(member)


def status(client, moment, address="/courses/smrt/isi/"):
    with clock.at(moment):
        return client.get(address).status_code


@pytest.mark.parametrize(
    ("opening", "days", "closed_at", "open_at", "words"),
    [
        (
            Opening.START,
            0,
            EARLIER,
            STARTS,
            "Opens on 27 November 2026, 09.30 WITA, when the session begins",
        ),
        (
            Opening.END,
            0,
            STARTS + timedelta(minutes=89),
            STARTS + timedelta(minutes=90),
            "Opens on 27 November 2026, 11.00 WITA, when the session has ended",
        ),
        (
            Opening.BEFORE,
            2,
            datetime(2026, 11, 24, 15, 59, tzinfo=UTC),
            datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
            "Opens on 25 November 2026, 2 days before its session",
        ),
    ],
)
def test_a_material_opens_by_its_session(opening, days, closed_at, open_at, words, course, batch, client):
    material = make_material(course, "Isi", slug="isi", opens=opening, opens_days_before=days)
    make_session(batch, starts_at=STARTS, minutes=90, materials=[material])
    make_session(batch, starts_at=STARTS + timedelta(days=1), materials=[material])

    with clock.at(closed_at):
        shut = client.get("/courses/smrt/isi/")
        card = text_of(client.get("/courses/smrt/"))

    assert shut.status_code == 403
    assert words in text_of(shut)
    assert "Periksa sumber" not in text_of(shut)
    assert words in card
    assert "Start here" not in card
    assert not MaterialProgress.objects.exists()
    assert status(client, open_at) == 200


def test_a_moved_session_moves_the_opening_and_a_cancelled_one_opens_nothing(course, batch, client):
    material = make_material(course, slug="isi", opens=Opening.START)
    session = make_session(batch, starts_at=STARTS, materials=[material])
    assert status(client, LATER) == 200
    MaterialProgress.objects.all().delete()

    session.starts_at, session.ends_at = STARTS + timedelta(hours=2), STARTS + timedelta(hours=3)
    session.save()
    assert status(client, LATER) == 403

    make_session(batch, starts_at=STARTS, materials=[material], state=SessionState.CANCELLED)
    assert status(client, LATER) == 403

    session.state = SessionState.CANCELLED
    session.save()
    assert status(client, LATER) == 200  # no session left to wait for


def test_a_session_of_another_batch_does_not_count(course, batch, client):
    material = make_material(course, slug="isi", opens=Opening.START)
    make_session(make_batch(course), starts_at=STARTS + timedelta(days=9), materials=[material])

    assert status(client, EARLIER) == 200


def test_what_is_opened_first(course, batch, client):
    first = make_material(course, "Dasar", slug="dasar")
    make_material(course, "Belum terbit", slug="draf", live=False)
    make_material(course, "Isi", slug="isi", prerequisites=[first])

    shut = client.get("/courses/smrt/isi/")
    page = text_of(client.get("/courses/smrt/"))
    opened = client.get("/courses/smrt/dasar/")
    after = client.get("/courses/smrt/isi/")

    assert (shut.status_code, opened.status_code, after.status_code) == (403, 200, 200)
    assert 'Open first: <a href="/courses/smrt/dasar/" lang="id">Dasar</a>' in text_of(shut)
    assert 'Open first: <a href="/courses/smrt/dasar/" lang="id">Dasar</a>' in page
    assert '<a class="button" href="/courses/smrt/dasar/">Dasar</a>' in page


def test_a_prerequisite_that_is_not_published_any_more_does_not_stand_in_the_way(course, batch, client):
    first = make_material(course, "Dasar", slug="dasar")
    make_material(course, "Isi", slug="isi", prerequisites=[first])

    first.unpublish()

    assert status(client, clock.now()) == 200


def test_every_address_of_a_closed_material_is_closed(course, batch, client):
    attachment = make_attachment()
    body = [("document", {"document": attachment, "note": ""})]
    material = make_material(course, slug="isi", opens=Opening.START, body=body)
    make_session(batch, starts_at=STARTS, materials=[material])
    file = f"/materials/{material.uid}/files/{attachment.pk}/{attachment.filename}"

    with clock.at(EARLIER):
        assert client.get(file).status_code == 404
        assert client.post(f"/materials/{material.uid}/progress/", {}, "application/json").status_code == 403
    with clock.at(LATER):
        assert b"".join(client.get(file)) == b"%PDF-1.7 rahasia"


def test_who_teaches_runs_oversees_or_completed_reads_what_is_closed(course, batch, client):
    material = make_material(course, slug="isi", opens=Opening.START)
    make_session(batch, starts_at=STARTS, materials=[material])
    people = {
        "speaker": make_part(batch, make_member("Siti", role=SiteRole.SPEAKER)).member,
        "auditor": make_member("Auditor", role=SiteRole.AUDITOR),
        "administrator": make_member("Admin", role=SiteRole.ADMINISTRATOR),
        "completed": make_member("Wati"),
        "participant": make_member("Tono"),
    }
    with clock.at(EARLIER - timedelta(days=2)):
        enrolments = {who: make_enrolment(batch, person) for who, person in people.items()}
    from courses.choices import MATERIALS
    from courses.conditions import Condition
    from courses.models import Completion
    from tests.factories.courses import make_rule

    rule = make_rule(course, Condition(MATERIALS, 100))
    Completion.objects.create(enrolment=enrolments["completed"], rule=rule, completed_at=EARLIER)

    found = {who: status(client_of(person), EARLIER) for who, person in people.items()}

    assert found == {"speaker": 200, "auditor": 200, "administrator": 200, "completed": 200, "participant": 403}
    with clock.at(EARLIER):
        assert set(waiting_for(people["participant"]).materials) == {material.pk}
        assert waiting_for(people["completed"]).materials == waiting_for(people["speaker"]).materials == {}


def test_a_reader_without_a_batch_has_no_session_to_wait_for():
    course = make_course("Terbuka", slug="terbuka", audience=Audience.PUBLIC)
    material = make_material(course, slug="isi", opens=Opening.START)
    make_session(make_batch(course), starts_at=STARTS, materials=[material])

    assert status(client_of(), EARLIER, "/courses/terbuka/isi/") == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_closed_costs_the_same_whatever_the_rows(rows, course, batch, client, django_assert_num_queries):
    first = make_material(course, "Dasar", slug="dasar")
    for number in range(rows):
        material = make_material(course, f"Materi {number}", opens=Opening.START, prerequisites=[first])
        make_session(batch, starts_at=STARTS, materials=[material])
    with clock.at(EARLIER):
        client.get("/courses/smrt/")
        with django_assert_num_queries(6):  # session, user, enrolment and course, materials; roles, part in the course
            page = text_of(client.get("/courses/smrt/"))

    assert page.count("Opens on") == rows


def test_opening_a_prerequisite_counts_for_the_own_enrolment_only(course, batch, client):
    first = make_material(course, "Dasar", slug="dasar")
    make_material(course, "Isi", slug="isi", prerequisites=[first])
    other = make_enrolment(batch)
    record_material_opened(enrolment=other, material=first)

    assert status(client, clock.now()) == 403
    assert status(client_of(other.member), clock.now()) == 200
