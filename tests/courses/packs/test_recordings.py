"""A session's pack takes recordings along where its reader wants them."""

from base64 import b64decode

import pytest
from bs4 import BeautifulSoup

from courses.selectors import find_course
from courses.selectors.offline_course import offline_course
from tests.courses.packs.test_packs import archive, made, plan_for
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session
from tests.factories.recordings import content_of, make_recording

pytestmark = pytest.mark.django_db
FILM = content_of("pier.mp4")


@pytest.fixture
def session():
    course = make_course(slug="smrt", materials_target=None)
    recording = make_recording(poster=True)
    material = make_material(
        course, "Dermaga", slug="dermaga", body=[("recording", {"recording": recording, "note": ""})]
    )
    return make_session(make_batch(course), materials=[material])


@pytest.fixture
def member(session):
    return make_enrolment(session.batch).member


def test_the_film_its_poster_and_captions_lie_in_the_pack(session, member):
    plan = plan_for(member, session)

    inside = archive(made(plan))

    assert plan.bytes_of_recordings == len(FILM)
    page = inside.read("01-dermaga.html").decode()
    files = {name.rpartition(".")[2]: inside.read(name) for name in inside.namelist() if name.startswith("berkas/")}
    assert sorted(files) == ["jpg", "mp4"]
    assert files["mp4"] == FILM
    assert page.count("berkas/") == 3  # to play, its poster, to download
    track = BeautifulSoup(page, "html.parser").select_one("video track")
    assert track is not None
    kind, content = str(track["src"]).split(",")
    assert kind == "data:text/vtt;base64"
    assert b64decode(content).startswith(b"WEBVTT")
    assert "Periksa dulu sumbernya." in page


def test_without_recordings_the_words_are_there_and_the_film_is_not(session, member):
    inside = archive(made(plan_for(member, session, with_recordings=False)))

    page = inside.read("01-dermaga.html").decode()
    assert not [name for name in inside.namelist() if name.endswith(".mp4")]
    assert "Periksa dulu sumbernya." in page


def test_the_choice_with_recordings_says_their_weight(session, member):
    whole, light = plan_for(member, session), plan_for(member, session, with_recordings=False)

    assert whole.bytes_expected - light.bytes_expected == len(FILM)


def test_another_file_in_its_place_makes_another_pack(session, member):
    before = plan_for(member, session).digest
    recording = session.materials.get().recordings.get().recording
    type(recording).objects.filter(pk=recording.pk).update(stamp="another")

    assert plan_for(member, session).digest != before


def test_a_device_hears_how_heavy_the_recordings_of_a_course_are(session, member):
    course, enrolment = find_course(member, "smrt")

    assert offline_course(member, course, enrolment).bytes_of_recordings == len(FILM)
