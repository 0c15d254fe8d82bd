from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from core import clock
from core.services import work_jobs
from courses.choices import Audience, Opening, PlaceKind
from courses.conditions import Condition
from courses.models import MaterialPlace, Topic
from courses.services import record_material_opened
from courses.services.places import index_all_materials, index_missing_materials
from home.selectors import Wanted, search_materials
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member
from tests.factories.pdfs import make_pdf, make_pdf_attachment
from tests.factories.quizzes import make_quiz
from tests.factories.recordings import make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]
VISITOR = AnonymousUser()


def found(user, text, **filters):
    return [hit.title for hit in search_materials(user, Wanted(text, **filters)).hits]


def paragraphs(*texts):
    return [("text", "".join(f"<p>{text}</p>" for text in texts))]


@pytest.fixture
def public():
    return make_course("Umum", slug="umum", audience=Audience.PUBLIC, materials_target=None)


def test_finds_what_the_reader_may_read_and_nothing_else():
    reader = make_member("Wati")
    own, other, public = (
        make_course("Milik sendiri"),
        make_course("Lain"),
        make_course("Umum", audience=Audience.PUBLIC),
    )
    make_enrolment(make_batch(own), reader)
    make_material(own, "Menangkal hoaks kapal", slug="sendiri")
    make_material(own, "Menangkal hoaks rancangan", slug="rancangan", live=False)
    make_material(other, "Menangkal hoaks rahasia", slug="rahasia")
    make_material(public, "Menangkal hoaks umum", slug="umum")

    assert set(found(reader, "hoaks")) == {"Menangkal hoaks kapal", "Menangkal hoaks umum"}
    assert found(VISITOR, "hoaks") == ["Menangkal hoaks umum"]
    assert found(reader, "hoaks kapal") == ["Menangkal hoaks kapal"]
    assert found(reader, "h") == []


def test_a_word_is_found_in_every_form_and_marked_where_it_stands(public):
    make_material(
        public,
        "Muatan",
        slug="muatan",
        body=[("text", "<p>Awal.</p><h2>Di dermaga</h2><p>Setiap pemeriksaan dicatat.</p>")],
    )

    (hit,) = search_materials(VISITOR, Wanted("memeriksa")).hits

    (place,) = hit.places
    assert place.where == "Di dermaga"
    assert "Setiap <mark>pemeriksaan</mark> dicatat." in place.html
    assert place.url == "/courses/umum/muatan/#bagian-di-dermaga:~:text=pemeriksaan"
    assert 'id="bagian-di-dermaga"' in text_of(Client().get("/courses/umum/muatan/"))


def test_every_word_is_needed_and_a_phrase_in_its_order(public):
    make_material(public, "A", body=paragraphs("jawaban yang cepat"))
    make_material(public, "B", body=paragraphs("cepat memberi jawaban"))
    make_material(public, "C", body=paragraphs("jawaban saja"))

    assert sorted(found(VISITOR, "jawaban cepat")) == ["A", "B"]
    assert found(VISITOR, '"cepat memberi jawaban"') == ["B"]
    assert found(VISITOR, '"jawaban cepat"') == []


def test_the_page_of_slides_is_found_and_led_to(public):
    attachment = make_pdf_attachment(make_pdf("Pembukaan", "Alur pemeriksaan"))
    make_material(public, "Dengan paparan", slug="paparan", body=[("slides", {"document": attachment, "note": ""})])
    assert found(VISITOR, "alur") == []

    work_jobs(key_prefix="slides:")

    (hit,) = search_materials(VISITOR, Wanted("periksa")).hits
    (place,) = hit.places
    deck = attachment.slide_decks.get()
    assert place.where == "Slides, page 2"
    assert place.html == "Alur <mark>pemeriksaan</mark>"
    assert place.url == f"/courses/umum/paparan/#slide-{deck.pk}-2"
    assert found(VISITOR, "periksa", kind=PlaceKind.SLIDES) == ["Dengan paparan"]
    assert found(VISITOR, "periksa", kind=PlaceKind.RECORDING) == []


def test_what_is_said_in_a_recording_is_led_to_by_its_second(public):
    cues = [(1, "Selamat pagi dari dermaga."), (40, "Kapal sudah berangkat."), (75, "Pelampung dipakai semua.")]
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"00:{second // 60:02}:{second % 60:02}.000 --> 00:{second // 60:02}:{second % 60 + 4:02}.000\n{words}"
        for second, words in cues
    )
    recording = make_recording("Pagi", captions=captions)
    material = make_material(public, "Film", slug="film", body=[("recording", {"recording": recording, "note": ""})])
    anchor = f"block-{material.body[0].id}"

    addresses = {
        word: [place.url for place in search_materials(VISITOR, Wanted(word)).hits[0].places]
        for word in ("selamat", "berangkat", "pelampung")
    }

    assert addresses == {
        "selamat": [f"/courses/umum/film/?t=1#{anchor}"],
        "berangkat": [f"/courses/umum/film/?t=40#{anchor}"],
        "pelampung": [f"/courses/umum/film/?t=75#{anchor}"],
    }


def test_the_answers_of_a_self_check_are_not_told(public):
    check = {
        "question": "Apa langkah pertama?",
        "kind": "single",
        "options": [{"text": "Verifikasi", "is_right": True, "feedback": "Tepat sekali"}],
        "truth": "",
        "explanation": "Karena sumber menentukan",
    }
    make_material(public, "Cek", body=[("self_check", check)])

    assert found(VISITOR, "langkah") == ["Cek"]
    for secret in ("verifikasi", "tepat", "menentukan"):
        assert not MaterialPlace.objects.filter(text__icontains=secret).exists()


def test_filters_by_course_and_topic(public):
    other = make_course("Kedua", slug="kedua", audience=Audience.PUBLIC, materials_target=None)
    topic = Topic.objects.create(name="Hoaks")
    here = make_material(public, "Kapal satu")
    make_material(other, "Kapal dua")
    here.topics.set([topic])
    here.save()

    assert sorted(found(VISITOR, "kapal")) == ["Kapal dua", "Kapal satu"]
    assert found(VISITOR, "kapal", course="kedua") == ["Kapal dua"]
    assert found(VISITOR, "kapal", topic=str(topic.pk)) == ["Kapal satu"]
    assert found(VISITOR, "kapal", course="tidak-ada") == []
    assert len(found(VISITOR, "kapal", topic="x", kind="y")) == 2


def test_of_what_waits_for_its_session_only_the_title_is_told():
    course = make_course("Terjadwal", slug="terjadwal", materials_target=None)
    batch = make_batch(course)
    reader = make_enrolment(batch).member
    later = make_material(
        course, "Materi nanti", body=paragraphs("kata sandinya kerapu"), opens=Opening.START, summary="kerapu juga"
    )
    make_session(batch, starts_at=clock.now() + timedelta(days=2), materials=[later])

    assert found(reader, "kerapu") == []
    assert found(reader, '"sandinya kerapu"') == []
    assert found(reader, "nanti", kind=PlaceKind.TEXT) == []
    (hit,) = search_materials(reader, Wanted("materi nanti")).hits
    assert (hit.places, hit.summary) == ((), "")
    assert "session begins" in hit.waits or "Opens" in hit.waits
    assert "kerapu" not in text_of(client_of(reader).get("/search/", {"q": "materi nanti"}))


def test_what_needs_another_material_first_says_so_until_it_was_opened():
    course = make_course(materials_target=None)
    enrolment = make_enrolment(make_batch(course), make_member("Wati"))
    first = make_material(course, "Dasar menangkal hoaks")
    make_material(course, "Lanjutan menangkal hoaks", prerequisites=[first], body=paragraphs("kerapu hoaks"))

    before = search_materials(enrolment.member, Wanted("hoaks")).hits
    unread = found(enrolment.member, "kerapu")
    record_material_opened(enrolment=enrolment, material=first)

    assert {hit.title: hit.waits for hit in before} == {
        "Dasar menangkal hoaks": "",
        "Lanjutan menangkal hoaks": "Opens after: Dasar menangkal hoaks",
    }
    assert unread == []
    assert found(enrolment.member, "kerapu") == ["Lanjutan menangkal hoaks"]


def test_behind_a_gate_only_titles_are_told():
    course = make_course("Bergerbang", materials_target=None)
    quiz = make_quiz(course, title="Pre-test")
    make_rule(course, Condition(f"quiz:{quiz.pk}", Decimal(70), is_test=True, gates_materials=True))
    reader = make_enrolment(make_batch(course)).member
    make_material(course, "Materi tertutup", body=paragraphs("kata sandinya kerapu"))

    assert found(reader, "kerapu") == []
    (hit,) = search_materials(reader, Wanted("tertutup")).hits
    assert "Pre-test" in hit.waits
    assert hit.places == ()


def test_what_is_taken_down_or_rewritten_is_forgotten(public):
    material = make_material(public, "Sementara", body=paragraphs("kerapu"))
    assert found(VISITOR, "kerapu") == ["Sementara"]

    material.body = paragraphs("tongkol")
    material.save_revision().publish()
    assert (found(VISITOR, "kerapu"), found(VISITOR, "tongkol")) == ([], ["Sementara"])

    material.unpublish()
    assert found(VISITOR, "tongkol") == []
    assert not MaterialPlace.objects.exists()


def test_materials_of_an_older_site_are_indexed_by_a_job_once(public):
    make_material(public, "Lama", body=paragraphs("kerapu"))
    MaterialPlace.objects.all().delete()

    for _time in range(2):
        index_missing_materials()
    assert work_jobs(key_prefix="index-materials:").done == 1

    assert found(VISITOR, "kerapu") == ["Lama"]
    index_missing_materials()
    assert work_jobs(key_prefix="index-materials:").total == 1
    assert index_all_materials() == 1


@pytest.mark.parametrize(
    "asked",
    ['"', "'", '"a', "* OR *", "title:kapal", "(kapal", "kapal)", "\\", "%", "_", "NOT", "🚢", "x" * 200, "a " * 99],
)
def test_odd_queries_are_answered(asked, public):
    make_material(public, "Kapal")

    assert Client().get("/search/", {"q": asked, "page": "999", "kind": "x", "topic": "-1"}).status_code == 200


@pytest.mark.parametrize("topic", ["²", "٣", "9" * 30])
def test_a_number_that_is_no_topic_is_no_error(topic, public):
    make_material(public, "Kapal")

    assert Client().get("/search/", {"q": "kapal", "topic": topic}).status_code == 200


def test_pages_of_hits(public):
    for number in range(12):
        make_material(public, f"Kapal {number}")

    first = search_materials(VISITOR, Wanted("kapal"))
    second = search_materials(VISITOR, Wanted("kapal", page=2))

    assert (first.total, first.pages, len(first.hits), len(second.hits)) == (12, 2, 10, 2)
    assert not {hit.title for hit in first.hits} & {hit.title for hit in second.hits}
    assert 'href="?q=kapal&amp;page=2"' in text_of(Client().get("/search/?q=kapal"))


@pytest.mark.parametrize("rows", [1, 3])
def test_asks_the_same_whatever_the_rows(rows, django_assert_num_queries):
    course = make_course(materials_target=None)
    reader = client_of(make_enrolment(make_batch(course)).member)
    for number in range(rows):
        make_material(course, f"Kapal {number}", body=paragraphs(*["kapal berlayar"] * rows))
    reader.get("/search/?q=kapal")

    with django_assert_num_queries(11):
        assert text_of(reader.get("/search/?q=kapal")).count("hit__title") == rows


def test_says_that_nothing_was_found_what_was_meant_and_repeats_what_was_typed(public):
    make_material(public, "Menangkal hoaks pelabuhan")
    client = Client()
    client.cookies["django_language"] = "en"

    page = text_of(client.get("/search/", {"q": "<script>alert(1)</script> pelabuan"}))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert "Nothing found" in page
    assert 'href="?q=pelabuhan"' in page
    assert "Ask for a whole word" in text_of(client.get("/search/?q=k"))
    assert "Nothing found" not in text_of(client.get("/search/"))
