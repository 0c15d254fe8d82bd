import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image

from core.models import Attachment, Picture
from courses.choices import Audience
from courses.conditions import Condition
from courses.models import MaterialProgress
from courses.services import record_material_opened
from tests.courses.views.test_course import _a_kind_of_test, client_of, text_of  # noqa: F401  a fixture
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_rule,
    make_session,
    make_speaker_profile,
)
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


def make_attachment(name="panduan.pdf", content=b"%PDF-1.7 rahasia"):
    return Attachment.objects.create(title="Panduan", file=ContentFile(content, name=name), file_size=len(content))


def make_picture():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(buffer, "PNG")
    return Picture.objects.create(title="Dermaga", file=ImageFile(buffer, name="dermaga.png"), width=8, height=8)


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt")


@pytest.fixture
def participant(course):
    return make_enrolment(make_batch(course), make_member("Budi")).member


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 1),
        ({"Sec-Purpose": "prefetch"}, 0),
        ({"Sec-Purpose": "prefetch;prerender"}, 0),
        ({"Purpose": "prefetch"}, 0),
    ],
)
def test_reading_counts_once_and_looking_ahead_does_not(course, participant, headers, expected):
    make_material(course, slug="dasar")
    client = client_of(participant)

    for _time in range(2):
        assert client.get("/courses/smrt/dasar/", headers=headers).status_code == 200
    client.head("/courses/smrt/dasar/")

    assert MaterialProgress.objects.filter(enrolment__member=participant).count() == expected


def test_an_organiser_who_reads_leaves_no_progress():
    organiser = make_member("Ratna")
    make_material(make_course(slug="smrt", organisers=[organiser]), slug="dasar")

    assert client_of(organiser).get("/courses/smrt/dasar/").status_code == 200
    assert not MaterialProgress.objects.exists()


def test_neighbours_speakers_and_blocks(course, participant):
    speaker = make_member("Siti Rahma")
    make_speaker_profile(speaker, function="Kepala Dinas Kominfo")
    make_material(course, "Satu", slug="satu")
    make_material(
        course,
        "Dua",
        slug="dua",
        speakers=[speaker],
        body=[
            ("text", "<p>Isi <b>tebal</b></p>"),
            ("callout", {"kind": "warning", "heading": "Awas", "text": "<p>Jangan panik</p>"}),
            ("quote", {"text": "Cepat, tepat, akurat", "source": "Pedoman SMRT"}),
            (
                "table",
                {
                    "data": [["Langkah", "Waktu"], ["<b>Periksa</b>", "5 menit"]],
                    "first_row_is_table_header": True,
                    "first_col_is_header": False,
                },
            ),
        ],
    )
    make_material(course, "Tiga", slug="tiga")

    page = text_of(client_of(participant).get("/courses/smrt/dua/"))

    assert "Material 2 of 3" in page
    assert 'rel="prev" href="/courses/smrt/satu/"' in page
    assert 'rel="next" href="/courses/smrt/tiga/"' in page
    assert "Kepala Dinas Kominfo" in page
    assert "<b>tebal</b>" in page
    assert "Jangan panik" in page
    assert "Pedoman SMRT" in page
    assert '<th scope="col">Langkah</th>' in page
    assert "&lt;b&gt;Periksa&lt;/b&gt;" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_material_page_asks_the_same_whatever_the_rows(rows, django_assert_num_queries):
    course = make_course("Tanggap hoaks", slug="smrt", materials_target=None)
    participant = make_enrolment(make_batch(course)).member
    attachment = make_attachment()
    for number in range(rows):
        body = [("document", {"document": attachment, "note": ""})] * rows
        make_material(course, f"Materi {number}", slug=f"m-{number}", body=body)
    client = client_of(participant)
    client.get("/courses/smrt/m-0/")

    # session, user, enrolment and course, neighbours, material
    with django_assert_num_queries(5):
        assert client.get("/courses/smrt/m-0/").status_code == 200


def test_a_moved_session_and_a_new_revision_show_on_the_material_page_at_once():
    course = make_course("Tanggap hoaks", slug="smrt", materials_target=None)
    batch = make_batch(course)
    client = client_of(make_enrolment(batch).member)
    material = make_material(course, "Dasar", slug="dasar", body=[("quote", {"text": "Versi satu", "source": ""})])
    session = make_session(batch, "Sesi pagi", materials=[material])
    elsewhere = make_session(make_batch(course), "Sesi angkatan lain", materials=[material])
    before = text_of(client.get("/courses/smrt/dasar/"))

    session.subject = "Sesi siang"
    session.save()
    material.body = [("quote", {"text": "Versi dua", "source": ""})]
    material.save_revision().publish()
    after = text_of(client.get("/courses/smrt/dasar/"))

    assert "Sesi pagi" in before
    assert "<p>Versi satu</p>" in before
    assert "Sesi siang" in after
    assert "Versi dua" in after
    assert "Sesi pagi" not in after
    assert "<p>Versi satu</p>" not in after
    assert elsewhere.subject not in before + after


# Wagtail leaves the spooled file of a fresh rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_files_and_pictures_are_served_to_readers_only(course, participant):
    attachment, picture = make_attachment(), make_picture()
    other_attachment, other_picture = make_attachment("lain.pdf"), make_picture()
    material = make_material(
        course,
        slug="dasar",
        body=[
            ("document", {"document": attachment, "note": ""}),
            ("picture", {"image": picture, "alt_text": "Dermaga", "decorative": False, "caption": ""}),
        ],
    )
    draft = make_material(course, live=False, body=[("document", {"document": other_attachment, "note": ""})])
    file = f"/materials/{material.uid}/files/{attachment.pk}/{attachment.filename}"
    shown = f"/materials/{material.uid}/pictures/{picture.pk}/320/"
    strangers = {
        "visitor": (client_of(), 302),
        "member": (client_of(make_member("Sembarang")), 404),
        "participant of another course": (client_of(make_enrolment().member), 404),
    }
    reader = client_of(participant)

    page = text_of(reader.get("/courses/smrt/dasar/"))
    assert file in page
    assert shown in page
    served = reader.get(file)
    assert (served.status_code, b"".join(served)) == (200, b"%PDF-1.7 rahasia")
    part = reader.get(file, headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part)) == (206, b"%PDF")
    seen = reader.get(shown)
    assert (seen["Content-Type"], b"".join(seen)[:4]) == ("image/webp", b"RIFF")
    for address in (
        f"/materials/{material.uid}/files/{other_attachment.pk}/{other_attachment.filename}",
        f"/materials/{draft.uid}/files/{other_attachment.pk}/{other_attachment.filename}",
        f"/materials/{material.uid}/files/{attachment.pk}/wrong.pdf",
        f"/materials/{material.uid}/pictures/{other_picture.pk}/320/",
        f"/materials/{material.uid}/pictures/{picture.pk}/321/",
    ):
        assert reader.get(address).status_code == 404, address
    for who, (client, status) in strangers.items():
        for address in (file, shown):
            assert client.get(address).status_code == status, who


def test_authors_see_what_their_draft_names():
    organiser = make_member("Ratna")
    attachment = make_attachment()
    draft = make_material(
        make_course(organisers=[organiser]), live=False, body=[("document", {"document": attachment, "note": ""})]
    )
    address = f"/materials/{draft.uid}/files/{attachment.pk}/{attachment.filename}"

    served = client_of(organiser).get(address)
    assert (served.status_code, b"".join(served)) == (200, b"%PDF-1.7 rahasia")
    assert client_of(make_member("Joko")).get(address).status_code == 404


def test_publishing_measures_reading_time_and_size(course):
    material = make_material(
        course,
        body=[
            ("text", f"<p>{'kata ' * 401}</p>"),
            ("document", {"document": make_attachment(content=b"x" * 2048), "note": ""}),
        ],
    )

    assert (material.reading_minutes, material.download_bytes) == (3, 2048)


def test_wagtails_own_serving_shows_nothing():
    course = make_course(audience=Audience.PUBLIC, slug="terbuka")
    index = course.get_parent().specific
    index.slug = "elsewhere"
    index.save_revision().publish()

    assert client_of().get("/elsewhere/terbuka/").status_code == 404


def test_each_block_has_an_anchor_and_the_article_says_which_material_it_is(course, participant):
    material = make_material(course, slug="dasar", body=[("quote", {"text": "Cepat, tepat, akurat", "source": ""})])
    [block] = material.body.raw_data

    page = text_of(client_of(participant).get("/courses/smrt/dasar/"))

    assert f'id="block-{block["id"]}"' in page
    assert f'data-material="{material.uid}"' in page


def test_an_author_sees_a_file_that_only_the_draft_of_a_published_material_names(course):
    organiser = make_member("Ratna")
    course = make_course(organisers=[organiser])
    old, new = make_attachment("lama.pdf"), make_attachment("baru.pdf")
    material = make_material(course, body=[("document", {"document": old, "note": ""})])
    material.body = [("document", {"document": new, "note": ""})]
    material.save_revision()
    reader = make_enrolment(make_batch(course)).member

    def answers(member):
        addresses = [f"/materials/{material.uid}/files/{file.pk}/{file.filename}" for file in (old, new)]
        responses = [client_of(member).get(address) for address in addresses]
        return [(response.status_code, b"".join(response)[:4]) for response in responses]

    assert answers(organiser) == [(200, b"%PDF"), (200, b"%PDF")]
    assert [status for status, _body in answers(reader)] == [200, 404]


def test_who_completed_keeps_the_files_behind_a_new_gate(course, participant):
    attachment = make_attachment()
    material = make_material(course, slug="dasar", body=[("document", {"document": attachment, "note": ""})])
    address = f"/materials/{material.uid}/files/{attachment.pk}/{attachment.filename}"
    other = make_enrolment(participant.enrolments.get().batch, make_member("Wati")).member
    record_material_opened(enrolment=participant.enrolments.get(), material=material)
    make_rule(course, Condition("test:1", Decimal(1), gates_materials=True))

    assert b"".join(client_of(participant).get(address)) == b"%PDF-1.7 rahasia"
    assert client_of(other).get(address).status_code == 404


def test_an_unchanged_page_is_not_sent_again_and_still_counts(course, participant):
    material = make_material(course, slug="dasar")
    client = client_of(participant)
    first = client.get("/courses/smrt/dasar/")
    MaterialProgress.objects.all().delete()

    again = client.get("/courses/smrt/dasar/", headers={"If-None-Match": first["ETag"]})
    material.title = "Lain"
    material.save_revision().publish()
    changed = client.get("/courses/smrt/dasar/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert MaterialProgress.objects.count() == 1
    assert changed.status_code == 200
