import importlib
from datetime import UTC, datetime

import pytest
from django.apps import apps

from core import clock
from courses.models import MaterialChange, MaterialProgress
from courses.services import record_material_opened
from courses.services.changes import note_publication
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db

READ = datetime(2026, 9, 12, 3, tzinfo=UTC)


@pytest.fixture
def enrolment():
    with clock.at(READ):
        return make_enrolment(make_batch(make_course(slug="smrt", materials_target=None)), make_member("Budi"))


@pytest.fixture
def material(enrolment):
    body = [("text", "<h2>Periksa sumber</h2><p>Lama</p>"), ("quote", {"text": "Tetap", "source": ""})]
    return make_material(enrolment.batch.course, slug="dasar", body=body)


def publish(material, *, note="", user=None, **changes):
    """The next version, in which the first block says something else and a third is new."""
    raw = list(material.body.raw_data)
    raw[0] = {**raw[0], "value": "<h2>Periksa sumber</h2><p>Baru</p>"}
    material.body = [*raw, {"type": "quote", "value": {"text": "Tambahan", "source": ""}}]
    material.change_note = note
    material.save_revision(user=user).publish()
    material.refresh_from_db()


def test_each_publication_is_written_down_once(material):
    author = make_member("Siti Rahma")
    publish(material, note="Contoh diperbarui.", user=author)

    note_publication(material=material, revision=material.live_revision)

    second, first = MaterialChange.objects.filter(material=material)
    assert (first.number, first.differences, first.note) == (1, [], "")
    assert (second.number, second.note, second.published_by) == (2, "Contoh diperbarui.", author)
    assert [(each["deed"], each["label"]) for each in second.differences] == [
        ("rewritten", "Periksa sumber"),
        ("added", "Tambahan"),
    ]


def test_a_note_that_a_later_draft_carries_along_is_not_said_again(material):
    publish(material, note="Contoh diperbarui.")
    publish(material, note="Contoh diperbarui.")

    assert [row.note for row in MaterialChange.objects.filter(material=material)] == ["", "Contoh diperbarui.", ""]


def test_a_reader_hears_once_what_changed_since(enrolment, material):
    with clock.at(READ):
        record_material_opened(enrolment=enrolment, material=material)
    publish(material, note="Contoh diperbarui.")
    rewritten, _kept, added = (block["id"] for block in material.body.raw_data)
    client = client_of(enrolment.member)

    first, second = (text_of(client.get("/courses/smrt/dasar/")) for _time in range(2))

    assert "Changed since you read it on 12 September 2026" in first
    assert "Contoh diperbarui." in first
    assert f'<a href="#block-{rewritten}">Rewritten: “Periksa sumber”</a>' in first
    assert f'<a href="#block-{added}">New: “Tambahan”</a>' in first
    assert first.count("is-changed") == 2
    assert "Changed since" not in second
    assert "is-changed" not in second
    assert MaterialProgress.objects.get().revision_seen == material.live_revision_id


def test_who_opens_it_first_hears_nothing_and_finds_the_history(enrolment, material):
    publish(material, note="Contoh diperbarui.", user=make_member("Siti Rahma"))

    page = text_of(client_of(enrolment.member).get("/courses/smrt/dasar/"))

    assert "Changed since" not in page
    assert "Version history" in page
    assert page.index("Version 2,") < page.index("Siti Rahma") < page.index("Version 1,")


def test_what_the_migration_writes_down_is_what_publishing_does(material):
    [made] = MaterialChange.objects.filter(material=material)
    expected = (made.number, made.revision, made.outline, made.differences)
    made.delete()
    migration = importlib.import_module("courses.migrations.0014_first_state_of_published_materials")

    for _time in range(2):
        migration.write_down(apps, None)

    [row] = MaterialChange.objects.filter(material=material)
    assert (row.number, row.revision, row.outline, row.differences) == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_what_changed_costs_one_question(rows, enrolment, material, django_assert_num_queries):
    record_material_opened(enrolment=enrolment, material=material)
    for _time in range(rows):
        publish(material)
    client = client_of(enrolment.member)
    client.get("/courses/smrt/dasar/")
    MaterialProgress.objects.update(revision_seen=MaterialChange.objects.get(number=1).revision)

    # session, user, enrolment and course, neighbours, material, changes; the progress moves on in three
    with django_assert_num_queries(9):
        assert "Changed since" in text_of(client.get("/courses/smrt/dasar/"))
