"""A heavy document is offered light first, with both sizes, by the material's own rule, and goes light into copies."""

import io
import zipfile

import pytest

from core.models import Attachment, LightVariant
from core.services import work_jobs
from courses.models import MaterialPage, SlideDeck
from courses.selectors.session_pack import PACK_JOB, pack_plan, pack_state, session_materials
from courses.services import prepare_pack
from courses.services.editing import set_up_editing
from courses.services.material import measure_materials_offering
from courses.services.slides import draw_deck, finish_deck
from members.choices import SiteRole
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session
from tests.factories.heavy import heavy_pdf
from tests.factories.members import make_member
from tests.factories.pdfs import make_pdf, make_pdf_attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return make_batch(make_course("Tanggap hoaks", slug="smrt"))


@pytest.fixture
def participant(batch):
    return make_enrolment(batch, make_member("Budi")).member


@pytest.fixture
def attachment():
    return make_pdf_attachment(heavy_pdf(), name="panduan.pdf", title="Panduan")


def make_light(attachment):
    work_jobs(key_prefix="light:")
    return LightVariant.objects.get(attachment=attachment)


def material_with(batch, attachment, kind="document"):
    return make_material(batch.course, "Dasar", slug="dasar", body=[(kind, {"document": attachment, "note": ""})])


def addresses(material, attachment):
    start = f"/materials/{material.uid}/files/{attachment.pk}/"
    return f"{start}light/{light_name(attachment)}", f"{start}{attachment.filename}"


def light_name(attachment):
    return f"{attachment.filename.removesuffix('.pdf')}-ringan.pdf"


@pytest.mark.parametrize("kind", ["document", "slides"])
def test_the_light_version_stands_first_with_both_sizes(batch, participant, attachment, kind):
    light = make_light(attachment)
    material = material_with(batch, attachment, kind)

    page = client_of(participant).get("/courses/smrt/dasar/").content.decode()

    small, large = addresses(material, attachment)
    assert 0 < page.index(f'href="{small}" download') < page.index(f'href="{large}" download data-no-pack')
    assert f"Light version ({light.bytes / 1024:.0f} kB)" in page
    assert f"Original file ({attachment.file_size / 1024 / 1024:.1f} MB)" in page


def test_without_a_light_version_there_is_one_file_and_readers_hear_of_none(batch, participant):
    signed = make_pdf_attachment(heavy_pdf(signed=True), name="panduan.pdf")
    make_light(signed)
    material = material_with(batch, signed)

    page = client_of(participant).get("/courses/smrt/dasar/").content.decode()

    small, large = addresses(material, signed)
    assert f'href="{large}"' in page
    assert "ringan" not in page
    assert client_of(participant).get(small).url == large


def test_its_author_is_told_why_there_is_none(batch):
    signed = make_pdf_attachment(heavy_pdf(signed=True), name="panduan.pdf")
    make_light(signed)
    speaker = make_member("Lasmi", role=SiteRole.SPEAKER)
    set_up_editing()
    material = make_material(
        batch.course, "Dasar", slug="dasar", speakers=[speaker], body=[("document", {"document": signed, "note": ""})]
    )

    page = client_of(speaker).get(f"/materials/{material.uid}/preview/").content.decode()

    assert "No light version is made of it. It is signed" in page


def test_it_is_sent_in_parts_and_to_its_readers_alone(batch, participant, attachment):
    light = make_light(attachment)
    material = material_with(batch, attachment)
    small, _large = addresses(material, attachment)
    client = client_of(participant)
    with light.file.open("rb") as file:
        content = file.read()

    whole = client.get(small)
    part = client.get(small, headers={"Range": "bytes=10-19"})

    assert b"".join(whole) == content
    assert whole["Content-Disposition"] == f'attachment; filename="{light_name(attachment)}"'
    assert (part.status_code, b"".join(part)) == (206, content[10:20])
    assert client.get(small, headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert client.get(small.replace("-ringan", "-lain")).status_code == 404
    assert client_of(make_member("Orang lain")).get(small).status_code == 404
    other = make_material(batch.course, slug="lain")
    assert client.get(small.replace(str(material.uid), str(other.uid))).status_code == 404


def test_while_a_replaced_file_waits_for_its_own_the_old_page_leads_to_the_original(batch, participant, attachment):
    make_light(attachment)
    small, large = addresses(material_with(batch, attachment), attachment)
    LightVariant.objects.update(content_hash="0" * 40)

    assert client_of(participant).get(small).url == large


def test_a_page_seen_before_it_was_made_offers_it_soon(batch, participant, attachment):
    material_with(batch, attachment)
    client = client_of(participant)
    assert "Light version" not in client.get("/courses/smrt/dasar/").content.decode()

    from django.core.cache import cache  # what was kept for a few seconds only

    cache.clear()
    make_light(attachment)

    assert "Light version" in client.get("/courses/smrt/dasar/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_material_page_asks_the_same_whatever_the_documents(batch, participant, django_assert_num_queries, count):
    documents = [make_pdf_attachment(heavy_pdf(), name=f"{number}.pdf") for number in range(count)]
    work_jobs(key_prefix="light:")
    make_material(
        batch.course, slug="dasar", body=[("document", {"document": document, "note": ""}) for document in documents]
    )
    client = client_of(participant)
    client.get("/courses/smrt/dasar/")

    with django_assert_num_queries(5):
        client.get("/courses/smrt/dasar/")


def test_the_weight_of_a_material_is_that_of_its_light_files(batch, attachment):
    material = material_with(batch, attachment)
    assert MaterialPage.objects.get(pk=material.pk).download_bytes == attachment.file_size

    light = make_light(attachment)

    assert measure_materials_offering(attachment=attachment.pk) == [material]
    assert MaterialPage.objects.get(pk=material.pk).download_bytes == light.bytes


def pack_of(member, session):
    materials, closed = session_materials(member, session)
    plan = pack_plan(session, materials, closed, with_recordings=True, language="id")
    prepare_pack(plan=plan)
    work_jobs(kinds=[PACK_JOB])
    file = pack_state(plan).pack.file
    with file.storage.open(file.name) as stored:
        return plan, zipfile.ZipFile(io.BytesIO(stored.read()))


def test_a_pack_holds_the_light_file_and_is_another_than_before_there_was_one(batch, participant, attachment):
    session = make_session(batch, materials=[material_with(batch, attachment)])
    before, heavy = pack_of(participant, session)

    light = make_light(attachment)
    after, inside = pack_of(participant, session)

    assert heavy.namelist() == ["index.html", "01-dasar.html", f"berkas/{attachment.filename}"]
    assert inside.namelist() == ["index.html", "01-dasar.html", f"berkas/{light_name(attachment)}"]
    assert inside.getinfo(f"berkas/{light_name(attachment)}").file_size == light.bytes
    assert after.digest != before.digest
    assert before.bytes_expected - after.bytes_expected == attachment.file_size - light.bytes
    assert "Berkas asli" not in inside.read("01-dasar.html").decode()


def test_a_pack_holds_every_page_of_its_slides_and_the_pdf(batch, participant):
    pdf = make_pdf_attachment(make_pdf(*[f"Halaman {number}" for number in range(1, 31)]), name="paparan.pdf")
    session = make_session(batch, materials=[material_with(batch, pdf, "slides")])
    deck = SlideDeck.objects.get()
    finish_deck(deck=deck, made=draw_deck(deck=deck, progress=lambda done, total: None))

    _plan, inside = pack_of(participant, session)

    names = [f"berkas/halaman-{deck.pk}-{number:03}.webp" for number in range(1, 31)]
    assert inside.namelist() == ["index.html", "01-dasar.html", *names, f"berkas/{pdf.filename}"]
    with deck.pictures.get(number=30).small.open("rb") as picture:
        assert inside.read(names[-1]) == picture.read()
    page = inside.read("01-dasar.html").decode()
    assert page.count("<figure>") == 30
    assert "Teks halaman 30" in page
    assert "/slides/" not in page


def test_the_slides_of_another_material_are_no_way_into_a_pack(batch, participant):
    pdf = make_pdf_attachment(make_pdf("Rahasia"))
    other = make_material(batch.course, slug="lain", body=[("slides", {"document": pdf, "note": ""})])
    deck = SlideDeck.objects.get()
    finish_deck(deck=deck, made=draw_deck(deck=deck, progress=lambda done, total: None))
    address = f"/materials/{other.uid}/slides/{deck.pk}/1/720/"
    cunning = make_material(batch.course, slug="cerdik", body=[("text", f'<p><a href="{address}">ambil</a></p>')])

    _plan, inside = pack_of(participant, make_session(batch, materials=[cunning]))

    assert inside.namelist() == ["index.html", "01-cerdik.html"]
    assert Attachment.objects.count() == 1
