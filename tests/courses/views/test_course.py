from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from courses import slots
from courses.choices import MATERIALS, Audience, BatchState, EnrolmentState, Part
from courses.conditions import Condition
from courses.services import record_material_opened, record_requirement, set_completion_rule
from members.choices import SiteRole
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_part,
    make_rule,
    make_session,
)
from tests.factories.members import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


def client_of(member=None):
    client = Client()
    client.cookies["django_language"] = "en"
    if member is not None:
        client.force_login(member)
    return client


def text_of(response):
    return response.content.decode()


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt")


@pytest.fixture
def participant(course):
    return make_enrolment(make_batch(course, name="Angkatan I"), make_member("Budi")).member


def test_a_participant_sees_what_is_next_what_is_met_and_what_is_missing(course, participant):
    enrolment = participant.enrolments.get()
    batch = enrolment.batch
    batch.zone, batch.venue, batch.map_url = "Asia/Makassar", "Gedung Serbaguna", "https://maps.example/x"
    batch.save()
    first = make_material(course, "Dasar", slug="dasar")
    make_material(course, "Lanjut", slug="lanjut")
    make_material(course, "Rahasia belum terbit", live=False)
    past, coming = clock.now() - timedelta(days=2), clock.now() + timedelta(days=1)
    make_session(batch, "Sesi kemarin", starts_at=past)
    make_session(batch, "Sesi besok", starts_at=coming, speakers=[make_part(batch, function="Kepala Dinas")])
    record_material_opened(enrolment=enrolment, material=first)

    response = client_of(participant).get("/courses/smrt/")
    page = text_of(response)

    assert response.status_code == 200
    assert "Continue reading" in page
    assert '<a class="button" href="/courses/smrt/lanjut/">Lanjut</a>' in page
    assert "1 of 2 materials" in page
    assert "missing" in page
    assert "Rahasia belum terbit" not in page
    assert page.index("Next session") < page.index("Sesi besok") < page.index("Timetable")
    assert page.index("Timetable") < page.index("Sesi kemarin")
    assert "All times in WITA" in page
    assert "https://maps.example/x" in page
    assert "Kepala Dinas" in page


def test_a_completed_participant_reads_the_day(course, participant):
    enrolment = participant.enrolments.get()
    record_material_opened(enrolment=enrolment, material=make_material(course))

    page = text_of(client_of(participant).get("/courses/smrt/"))

    assert "You completed this course on" in page
    assert "100 %" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_course_page_asks_five_questions_whatever_the_rows(course, participant, rows, django_assert_num_queries):
    batch = participant.enrolments.get().batch
    for number in range(rows):
        material = make_material(course, f"Materi {number}")
        make_session(batch, f"Sesi {number}", materials=[material], speakers=[make_part(batch, make_member("A"))])
        make_enrolment(batch, make_member(f"Peserta {number}"))
    client = client_of(participant)
    client.get("/courses/smrt/")

    with django_assert_num_queries(5):  # session, user, enrolment and course, materials, results
        response = client.get("/courses/smrt/")

    assert text_of(response).count('<li class="card card--link"') == rows


def test_a_new_rule_and_what_was_reached_show_at_once(course, participant):
    client = client_of(participant)
    make_material(course, "Materi")
    make_material(course, "Materi lain")
    assert "0 of 2 materials" in text_of(client.get("/courses/smrt/"))

    set_completion_rule(course=course, conditions=[Condition(MATERIALS, Decimal(40))])

    assert "0 of 1 asked for; there are 2<" in text_of(client.get("/courses/smrt/"))


def test_a_changed_timetable_and_a_new_material_show_at_once(course, participant):
    batch = participant.enrolments.get().batch
    session = make_session(batch, "Judul lama")
    client = client_of(participant)
    assert "Judul lama" in text_of(client.get("/courses/smrt/"))

    session.subject = "Judul baru"
    session.save()
    make_material(course, "Materi baru")
    page = text_of(client.get("/courses/smrt/"))

    assert "Judul baru" in page
    assert "Judul lama" not in page
    assert "Materi baru" in page


def test_a_material_published_anew_is_marked(course, participant):
    material = make_material(course, "Dasar")
    record_material_opened(enrolment=participant.enrolments.get(), material=material)
    material.save_revision().publish()

    assert "Updated" in text_of(client_of(participant).get("/courses/smrt/"))


@pytest.mark.parametrize(
    ("audience", "who", "status"),
    [
        (Audience.ENROLLED, "visitor", 302),
        (Audience.ENROLLED, "member", 404),
        (Audience.ENROLLED, "withdrawn", 404),
        (Audience.ENROLLED, "participant of another course", 404),
        (Audience.ENROLLED, "organiser of another course", 404),
        (Audience.ENROLLED, "coordinator", 404),
        (Audience.ENROLLED, "speaker", 200),
        (Audience.ENROLLED, "organiser", 200),
        (Audience.ENROLLED, "administrator", 200),
        (Audience.ENROLLED, "auditor", 200),
        (Audience.MEMBERS, "visitor", 302),
        (Audience.MEMBERS, "member", 200),
        (Audience.PUBLIC, "visitor", 200),
    ],
)
def test_who_reads_a_course_and_its_material(audience, who, status):
    organiser = make_member("Ratna")
    course = make_course("Tanggap hoaks", slug="smrt", audience=audience, organisers=[organiser])
    make_material(course, "Isi rahasia", slug="isi")
    batch = make_batch(course)
    speaker = make_part(batch, part=Part.SPEAKER).member
    person = {
        "visitor": lambda: None,
        "member": lambda: make_member("Sembarang"),
        "withdrawn": lambda: make_enrolment(batch, state=EnrolmentState.WITHDRAWN).member,
        "participant of another course": lambda: make_enrolment().member,
        "organiser of another course": lambda: make_course(organisers=[make_member("Joko")]).organisers.get().member,
        "coordinator": lambda: make_member("Koordinator", role=SiteRole.COORDINATOR),
        "speaker": lambda: speaker,
        "organiser": lambda: organiser,
        "administrator": lambda: make_member("Admin", role=SiteRole.ADMINISTRATOR),
        "auditor": lambda: make_member("Auditor", role=SiteRole.AUDITOR),
    }[who]()
    client = client_of(person)

    for address in ("/courses/smrt/", "/courses/smrt/isi/"):
        response = client.get(address)
        assert response.status_code == status, address
        assert ("Isi rahasia" in text_of(response)) is (status == 200)
    listed = client.get("/courses/")
    assert ("Tanggap hoaks" in text_of(listed)) is (status == 200)


def test_drafts_and_restricted_courses_are_nowhere(course, participant):
    from wagtail.models import PageViewRestriction

    draft = make_material(course, "Belum terbit", slug="belum", live=False)
    client = client_of(participant)
    assert client.get("/courses/smrt/belum/").status_code == 404
    assert draft.live is False

    PageViewRestriction.objects.create(page=course.get_parent(), restriction_type="login")

    assert client.get("/courses/smrt/").status_code == 404


def test_an_unpublished_course_is_gone_for_its_participants(course, participant):
    course.unpublish()

    assert client_of(participant).get("/courses/smrt/").status_code == 404


def test_of_two_batches_the_open_one_counts(course):
    member = make_member("Budi")
    make_enrolment(make_batch(course, name="Angkatan lama", state=BatchState.CLOSED), member)
    make_enrolment(make_batch(course, name="Angkatan baru"), member)

    page = text_of(client_of(member).get("/courses/smrt/"))

    assert "Angkatan baru" in page
    assert "Angkatan lama" not in page


def test_upper_apps_fill_sections(course, participant):
    slots.register_course_section(
        lambda request, page, enrolment: [
            slots.SlotLink(f"Post-test of {enrolment.member.name}", "/quizzes/x/", "open", tone="info")
        ],
        heading="Tests",
    )

    page = text_of(client_of(participant).get("/courses/smrt/"))

    assert "Post-test of Budi" in page
    assert '<span class="badge badge--info">open</span>' in page


def test_a_gate_stands_before_every_content_address(course, participant):
    make_material(course, "Isi", slug="isi")
    make_rule(course, Condition("materials", Decimal(100)), Condition("test:1", Decimal(1), gates_materials=True))
    enrolment = participant.enrolments.get()
    client = client_of(participant)

    shut = client.get("/courses/smrt/isi/")
    record_requirement(enrolment=enrolment, key="test:1", met=True, value=Decimal(10), target=Decimal(1))
    opened = client.get("/courses/smrt/isi/")

    assert shut.status_code == 403
    assert "Try the pre-test" in text_of(shut)
    assert "Periksa sumber" not in text_of(shut)
    assert opened.status_code == 200
    assert "Periksa sumber" in text_of(opened)


@pytest.fixture(autouse=True)
def _a_kind_of_test(monkeypatch):
    from courses import requirements

    kind = requirements.RequirementKind(
        name="test",
        describe=lambda keys: {
            key: requirements.RequirementFace(label="Try the pre-test", url="/quizzes/x/") for key in keys
        },
        default_target=lambda key: Decimal(1),
        is_test=True,
    )
    monkeypatch.setitem(requirements._kinds, "test", kind)


def test_search_finds_by_every_word():
    member = make_member("Budi")
    make_course("Menjawab hoaks", audience=Audience.MEMBERS)
    make_course("Keselamatan kapal", audience=Audience.MEMBERS, summary="Apa saja")
    make_course("Hoaks rahasia")

    page = text_of(client_of(member).get("/courses/?q=hoaks"))

    assert "Menjawab hoaks" in page
    assert "Keselamatan kapal" not in page
    assert "Hoaks rahasia" not in page
    assert "1 course" in page
