import pytest
from django.urls import reverse
from django.utils.formats import date_format

from core.models import AuditEntry
from courses.models import Batch, Competency, Session, Topic
from members.choices import SiteRole
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import (
    make_batch,
    make_course,
    make_material,
    make_part,
    make_session,
    make_speaker_profile,
)
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    organiser = make_member("Ratna", role=SiteRole.ORGANISER)
    batch = make_batch(make_course("Tanggap hoaks", organisers=[organiser]), name="Angkatan Yogya", code="yk")
    make_session(batch, "Sesi rahasia")
    other = make_member("Joko", role=SiteRole.ORGANISER)
    make_course(organisers=[other])
    return {
        "organiser": organiser,
        "organiser of another course": other,
        "speaker": make_member("Siti", role=SiteRole.SPEAKER),
        "auditor": make_member("Auditor", role=SiteRole.AUDITOR),
        "administrator": make_member("Admin", role=SiteRole.ADMINISTRATOR),
    }


@pytest.mark.parametrize(
    ("who", "listed", "edited"),
    [
        ("organiser", True, 200),
        ("organiser of another course", False, 404),
        ("speaker", False, 302),
        ("auditor", True, 302),
        ("administrator", True, 200),
    ],
)
def test_rows_in_the_admin(who, listed, edited, people):
    client = client_of(people[who])
    batch = Batch.objects.get(code="yk")

    batches = client.get(reverse("batches:index"))
    sessions = client.get(reverse("sessions:index"))

    assert ("Angkatan Yogya" in text_of(batches)) is listed
    assert ("Sesi rahasia" in text_of(sessions)) is listed
    assert client.get(reverse("batches:edit", args=[batch.pk])).status_code == edited


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("batches", 9), ("sessions", 9), ("speakers", 9), ("topics", 9), ("competencies", 9)]
)
def test_lists_ask_the_same_whatever_the_rows(name, queries, rows, people, django_assert_num_queries):
    for number in range(rows):
        make_session(make_batch(make_course(), name=f"Angkatan {number}"))
        make_speaker_profile(make_member(f"Narasumber {number}"))
        competency = Competency.objects.create(code=f"k{number}", name=f"Kompetensi {number}")
        Topic.objects.create(code=f"t{number}", name=f"Topik {number}").competencies.add(competency)
    client = client_of(people["administrator"])
    address = reverse(f"{name}:index")
    client.get(address)

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_a_topic_leads_to_competencies_and_keeps_its_code(people):
    client = client_of(people["organiser"])
    client.post(reverse("competencies:add"), {"name": "Menelusuri sumber", "code": "telusur", "description": ""})
    competency = Competency.objects.get()
    client.post(reverse("topics:add"), {"name": "Hoks", "code": "hoaks", "competencies": [competency.pk]})
    topic = Topic.objects.get()

    client.post(reverse("topics:edit", args=[topic.pk]), {"name": "Hoaks", "code": "lain", "competencies": []})

    topic.refresh_from_db()
    assert (topic.name, topic.code, list(topic.competencies.all())) == ("Hoaks", "hoaks", [])
    said = AuditEntry.objects.order_by("-pk").values_list("action", "subject")[:3]
    assert list(said)[::-1] == [
        ("competency.made", "competency:telusur"),
        ("topic.made", "topic:hoaks"),
        ("topic.changed", "topic:hoaks"),
    ]


@pytest.mark.parametrize("who", ["speaker", "auditor"])
def test_topics_are_changed_by_organisers_only(who, people):
    topic = Topic.objects.create(code="hoaks", name="Hoaks")

    client_of(people[who]).post(reverse("topics:edit", args=[topic.pk]), {"name": "Lain", "code": "hoaks"})

    topic.refresh_from_db()
    assert topic.name == "Hoaks"


def test_an_organiser_adds_a_batch_to_own_courses_only(people):
    own = people["organiser"].organised_courses.get().course
    foreign = people["organiser of another course"].organised_courses.get().course
    facts = {
        "name": "Angkatan II",
        "code": "dua",
        "mode": "onsite",
        "city": "Magelang",
        "zone": "Asia/Jakarta",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-02",
        "self_enrolment": "nobody",
    }
    client = client_of(people["organiser"])

    late = client.post(reverse("batches:add"), {**facts, "course": own.pk, "nominations_until": "2026-12-03"})
    refused = client.post(reverse("batches:add"), {**facts, "course": foreign.pk})
    made = client.post(reverse("batches:add"), {**facts, "course": own.pk})

    assert (late.status_code, refused.status_code) == (200, 200)
    assert made.status_code == 302
    assert list(Batch.objects.filter(code="dua").values_list("course", flat=True)) == [own.pk]


def test_a_session_is_planned_on_the_clocks_of_its_place(people):
    batch = Batch.objects.get(code="yk")
    batch.zone = "Asia/Jayapura"
    batch.save()
    part, material = make_part(batch, make_member("Siti")), make_material(batch.course, "Dasar")
    foreign = make_part(make_batch(), make_member("Asing"))
    client = client_of(people["organiser"])
    facts = {"subject": "Sesi baru", "starts_at": "2026-12-01T09:00", "ends_at": "2026-12-01T10:30", "jp": "2"}

    made = client.post(reverse("sessions:add"), {**facts, "batch": batch.pk, "order": "0"})
    session = Session.objects.get(subject="Sesi baru")
    form = client.get(made["Location"])
    facts = {**facts, "batch": make_batch(batch.course).pk, "order": "0"}
    refused = client.post(made["Location"], {**facts, "speakers": [foreign.pk]})
    done = client.post(made["Location"], {**facts, "speakers": [part.pk], "materials": [material.pk]})

    assert made["Location"] == reverse("sessions:edit", args=[session.pk])
    assert session.starts_at.isoformat() == "2026-12-01T00:00:00+00:00"
    assert 'value="2026-12-01T09:00"' in text_of(form)
    assert "Siti, speaker (Kepala Dinas Kominfo)" in text_of(form)
    assert "Asing" not in text_of(form)
    assert refused.status_code == 200
    assert done.status_code == 302
    session.refresh_from_db()
    assert (session.batch, session.starts_at.isoformat()) == (batch, "2026-12-01T00:00:00+00:00")
    assert [row.part for row in session.session_speakers.all()] == [part]
    assert [row.material for row in session.session_materials.all()] == [material]


def test_the_new_session_is_of_the_batch_that_the_link_names(people):
    address = reverse("sessions:add")
    batch = Batch.objects.get(code="yk")

    own = client_of(people["organiser"]).get(f"{address}?batch=yk")
    foreign = client_of(people["organiser of another course"]).get(f"{address}?batch=yk")

    assert f'<option value="{batch.pk}" selected>' in text_of(own)
    assert " selected>Angkatan Yogya" not in text_of(foreign)


def test_lists_say_the_day_and_not_how_long_ago_it_was(people):
    listed = text_of(client_of(people["organiser"]).get(reverse("batches:index")))

    assert date_format(Batch.objects.get(code="yk").starts_on, "j M Y") in listed
    assert " ago" not in listed
