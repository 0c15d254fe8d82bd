import io

import pytest
from PIL import Image

from core.services import work_jobs
from courses.blocks import slides as slides_block
from courses.choices import Audience
from courses.models import SlideDeck
from courses.services.slides import prepare_deck
from courses.views import slides as slides_views
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member
from tests.factories.pdfs import make_pdf, make_pdf_attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt", materials_target=None)


@pytest.fixture
def reader(course):
    return client_of(make_enrolment(make_batch(course), make_member("Budi")).member)


def make_slides(course, *texts, slug="paparan", **options):
    attachment = make_pdf_attachment(make_pdf(*texts, **options))
    material = make_material(course, slug=slug, body=[("slides", {"document": attachment, "note": "Isi paparan"})])
    return material, SlideDeck.objects.get(attachment=attachment)


def address(material, deck, rest=""):
    return f"/materials/{material.uid}/slides/{deck.pk}/{rest}"


def test_a_reader_sees_pictures_with_their_words_and_sizes(course, reader):
    material, deck = make_slides(course, "Tiga langkah\nPeriksa <sumber>", "")
    work_jobs(key_prefix="slides:")
    deck.refresh_from_db()

    page = text_of(reader.get("/courses/smrt/paparan/"))
    picture = reader.get(address(material, deck, "1/720/"))

    assert 'alt="Page 1 of 2: Tiga langkah"' in page
    assert "Tiga langkah<br>Periksa &lt;sumber&gt;" in page
    assert "This page holds no text, only a picture." in page
    assert f'id="slide-{deck.pk}-2"' in page
    assert 'loading="lazy"' in page
    assert "Download PDF (" in page
    assert "Isi paparan" in page
    assert "js/slides.js" in page
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "private, max-age=2592000, immutable"
    with Image.open(io.BytesIO(b"".join(picture))) as image:
        assert image.size == (720, 405)


def test_a_reader_downloads_the_pdf_behind_the_slides(course, reader):
    material, deck = make_slides(course, "a")
    name = deck.attachment.filename

    answer = reader.get(f"/materials/{material.uid}/files/{deck.attachment.pk}/{name}")

    assert b"".join(answer).startswith(b"%PDF-")


def test_before_they_are_made_a_reader_is_told_to_wait_and_then_sees_them_soon(course, reader, monkeypatch):
    monkeypatch.setattr("courses.selectors.material_parts.UNSETTLED_SECONDS", 0)
    make_slides(course, "Satu")
    waiting = text_of(reader.get("/courses/smrt/paparan/"))

    work_jobs(key_prefix="slides:")
    ready = text_of(reader.get("/courses/smrt/paparan/"))

    assert "The page pictures are being made" in waiting
    assert "Download PDF (" in waiting
    assert "Page 1 of 1: Satu" in ready


def test_a_reader_is_told_that_there_is_the_pdf_alone_and_only_its_author_why(course, reader, settings):
    settings.SLIDES_MOST_PAGES = 1
    material, _deck = make_slides(course, "a", "b")
    work_jobs(key_prefix="slides:")

    page = text_of(reader.get("/courses/smrt/paparan/"))
    preview = material.make_preview_request().render().content.decode()

    assert "These slides cannot be shown page by page. The PDF can be downloaded." in page
    assert "slides take 1 at most" not in page
    assert "Download PDF (" in page
    assert "1" in preview
    assert "paling banyak" in preview or "slides take 1 at most" in preview


def test_long_slides_are_shown_in_parts(course, reader, monkeypatch):
    monkeypatch.setattr(slides_block, "SHOWN_AT_ONCE", 2)
    monkeypatch.setattr(slides_views, "SHOWN_AT_ONCE", 2)
    material, deck = make_slides(course, "Satu", "Dua", "Tiga")
    work_jobs(key_prefix="slides:")

    page = text_of(reader.get("/courses/smrt/paparan/"))
    rest = text_of(reader.get(address(material, deck, "?page=2")))

    assert "Page 2 of 3: Dua" in page
    assert "Page 3 of 3" not in page
    assert f'href="{address(material, deck)}?page=2"' in page
    assert "Page 3 of 3: Tiga" in rest
    assert "Page 1 of 3" not in rest
    assert 'rel="prev"' in rest


@pytest.mark.parametrize("rest", ["1/721/", "0/720/", "9/720/"])
def test_other_widths_and_pages_are_not_there(rest, course, reader):
    material, deck = make_slides(course, "Satu")
    work_jobs(key_prefix="slides:")

    assert reader.get(address(material, deck, rest)).status_code == 404


def test_slides_of_one_material_are_not_served_under_another(course, reader):
    secret = make_course("Lain", slug="lain")
    _hidden, deck = make_slides(secret, "rahasia", slug="rahasia")
    own, _own_deck = make_slides(course, "Satu")
    work_jobs(key_prefix="slides:")

    assert reader.get(address(own, deck)).status_code == 404
    assert reader.get(address(own, deck, "1/720/")).status_code == 404


def test_an_unpublished_block_is_shown_to_its_author_alone(course, reader):
    author = make_member("Siti")
    attachment = make_pdf_attachment(make_pdf("rancangan"))
    material = make_material(course, slug="draf", speakers=[author], live=False)
    material.body = [("slides", {"document": attachment, "note": ""})]
    material.save_revision()
    deck = prepare_deck(attachment=attachment)
    work_jobs(key_prefix="slides:")

    assert reader.get(address(material, deck, "1/720/")).status_code == 404


@pytest.mark.parametrize("pages", [1, 3])
def test_the_material_page_asks_the_same_whatever_the_pages(pages, course, reader, django_assert_num_queries):
    make_slides(course, *["hal"] * pages)
    work_jobs(key_prefix="slides:")
    reader.get("/courses/smrt/paparan/")

    # session, user, enrolment and course, neighbours, material
    with django_assert_num_queries(5):
        assert reader.get("/courses/smrt/paparan/").status_code == 200


@pytest.mark.parametrize("pages", [1, 3])
def test_a_public_deck_asks_the_same_whatever_its_pages(pages, django_assert_num_queries, client):
    material, deck = make_slides(make_course(audience=Audience.PUBLIC, materials_target=None), *["hal"] * pages)
    work_jobs(key_prefix="slides:")
    client.get(address(material, deck))

    # material, its course twice, deck, count, pictures
    with django_assert_num_queries(5):
        assert client.get(address(material, deck)).status_code == 200
