"""Materials of a course by topic, and who stands behind them, as its page shows both."""

import pytest

from core.models import Picture
from courses.choices import Audience, SessionState
from courses.models import MaterialProgress, Topic
from courses.services import record_material_opened
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import (
    make_batch,
    make_course,
    make_enrolment,
    make_material,
    make_part,
    make_session,
    make_speaker_profile,
)
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoax():
    return Topic.objects.create(code="hoaks", name="Menangkal hoaks")


@pytest.fixture
def crisis():
    return Topic.objects.create(code="krisis", name="Komunikasi krisis")


@pytest.fixture
def course():
    return make_course("Tanggap hoaks", slug="smrt")


@pytest.fixture
def enrolment(course):
    return make_enrolment(make_batch(course), make_member("Budi"))


def test_topics_stand_with_the_materials_and_each_leads_to_its_own(course, enrolment, hoax, crisis):
    make_material(course, "Dasar", topics=[hoax])
    make_material(course, "Lanjut", topics=[hoax, crisis])
    make_material(course, "Penutup")
    make_material(course, "Rahasia belum terbit", topics=[crisis], live=False)
    client = client_of(enrolment.member)

    whole = text_of(client.get("/courses/smrt/"))
    part = text_of(client.get("/courses/smrt/?topic=krisis"))

    assert '<a class="topic" href="/courses/smrt/#materials" aria-current="true">All ' in whole
    assert 'href="?topic=hoaks#materials"><span lang="id">Menangkal hoaks</span> <span class="topic__count">2<' in whole
    assert '<span lang="id">Komunikasi krisis</span> <span class="topic__count">1<' in whole
    assert [whole.count(f'">{title}</a></h3>') for title in ("Dasar", "Lanjut", "Penutup")] == [1, 1, 1]
    assert whole.count('<span class="topic">Menangkal hoaks</span>') == 2
    assert [part.count(f'">{title}</a></h3>') for title in ("Dasar", "Lanjut", "Penutup")] == [0, 1, 0]
    assert "1 material on “Komunikasi krisis”" in part
    assert '<a href="/courses/smrt/#materials">Show all materials</a>' in part
    assert "Rahasia" not in whole + part


def test_a_topic_narrows_the_list_and_nothing_else(course, enrolment, hoax, crisis):
    opened = make_material(course, "Dasar", slug="dasar", topics=[hoax])
    make_material(course, "Lanjut", slug="lanjut", topics=[hoax])
    make_material(course, "Krisis", topics=[crisis])
    record_material_opened(enrolment=enrolment, material=opened)

    page = text_of(client_of(enrolment.member).get("/courses/smrt/?topic=krisis"))

    assert '<a class="button" href="/courses/smrt/lanjut/">Lanjut</a>' in page
    assert "1 of 3" in page
    assert MaterialProgress.objects.count() == 1


@pytest.mark.parametrize("asked", ["tidak-ada", "foto", "%3Cb%3E", "%00", "x" * 500])
def test_a_topic_that_the_course_does_not_have(asked, course, enrolment, hoax):
    other = Topic.objects.create(code="foto", name="Topik kegiatan lain")
    make_material(make_course("Kegiatan lain"), "Materi lain", topics=[other])
    make_material(course, "Dasar", topics=[hoax])

    page = text_of(client_of(enrolment.member).get(f"/courses/smrt/?topic={asked}"))

    assert "No material on this topic" in page
    assert "Show all materials" in page
    assert "Dasar</a></h3>" not in page
    assert "Topik kegiatan lain" not in page
    assert "<b>" not in page


def test_one_topic_alone_is_no_filter(course, enrolment, hoax):
    make_material(course, "Dasar", topics=[hoax])

    page = text_of(client_of(enrolment.member).get("/courses/smrt/"))

    assert "topic-filter" not in page
    assert '<span class="topic">Menangkal hoaks</span>' in page


def test_speakers_stand_with_photo_function_and_their_materials_here(course, enrolment):
    siti, hadi, tono = make_member("Siti Rahma"), make_member("Hadi"), make_member("Tono")
    photo = Picture.objects.create(title="Potret", file="pictures/potret.png", width=9, height=9)
    make_speaker_profile(siti, function="Kepala Dinas Kominfo", biography="Dua puluh tahun di humas.", photo=photo)
    make_material(course, "Dasar", slug="dasar", speakers=[siti])
    make_material(course, "Lanjut", slug="lanjut", speakers=[siti, hadi])
    make_material(course, "Konsep rahasia", speakers=[siti], live=False)
    make_material(make_course("Kegiatan lain"), "Materi lain", speakers=[siti])
    make_session(enrolment.batch, speakers=[make_part(enrolment.batch, tono, function="Moderator tamu")])
    make_session(make_batch(course), speakers=[make_part(make_batch(course), make_member("Angkatan lain"))])
    called_off = make_part(enrolment.batch, make_member("Hanya batal"))
    make_session(enrolment.batch, "Batal", speakers=[called_off], state=SessionState.CANCELLED)

    page = text_of(client_of(enrolment.member).get("/courses/smrt/"))
    faces = page[page.index('id="speakers"') :]

    assert f'src="/speakers/{siti.uid}/photo/"' in faces
    assert faces.index("Siti Rahma") < faces.index("Hadi") < faces.index("Tono")
    assert "Kepala Dinas Kominfo" in faces
    assert "Moderator tamu" in faces
    assert "Dua puluh tahun di humas." in faces
    assert faces.count('href="/courses/smrt/dasar/"') == 1
    assert faces.count('href="/courses/smrt/lanjut/"') == 2
    for hidden in ("Konsep rahasia", "Materi lain", "Angkatan lain"):
        assert hidden not in page
    assert "Hanya batal" not in faces


def test_a_reader_of_a_public_course_has_both(hoax, crisis):
    course = make_course("Terbuka", slug="terbuka", audience=Audience.PUBLIC)
    make_material(course, "Dasar", topics=[hoax], speakers=[make_member("Siti Rahma")])
    make_material(course, "Krisis", topics=[crisis])

    page = text_of(client_of().get("/courses/terbuka/?topic=hoaks"))

    assert "1 material on “Menangkal hoaks”" in page
    assert "Krisis</a></h3>" not in page
    assert "Siti Rahma" in page[page.index('id="speakers"') :]


@pytest.mark.parametrize("rows", [1, 3])
def test_topics_and_speakers_cost_the_same_whatever_the_rows(rows, course, enrolment, django_assert_num_queries):
    for number in range(rows):
        topic = Topic.objects.create(code=f"topik-{number}", name=f"Topik {number}")
        speaker = make_member(f"Narasumber {number}")
        make_speaker_profile(speaker)
        make_material(course, f"Materi {number}", topics=[topic], speakers=[speaker])
    client = client_of(enrolment.member)

    with django_assert_num_queries(13):  # what is kept afterwards is made: topics and speakers one each
        client.get("/courses/smrt/?topic=topik-0")
    with django_assert_num_queries(5):
        page = text_of(client.get("/courses/smrt/"))

    assert page.count('class="face"') == rows


def test_beyond_eight_topics_the_rest_is_folded_and_the_chosen_one_is_not(course, enrolment):
    topics = [Topic.objects.create(code=f"t{number}", name=f"Topik {number}") for number in range(10)]
    make_material(course, "Segala hal", topics=topics)
    client = client_of(enrolment.member)

    whole = text_of(client.get("/courses/smrt/"))
    chosen = text_of(client.get("/courses/smrt/?topic=t9"))

    assert [whole.index('<summary class="topic">2 more topics<') < whole.index(f"?topic=t{n}#") for n in (7, 8, 9)] == [
        False,
        True,
        True,
    ]
    assert "1 more topic<" in chosen
    assert chosen.index("?topic=t9#") < chosen.index("1 more topic<") < chosen.index("?topic=t8#")
