import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.models import Picture
from courses.choices import Audience
from courses.models import SpeakerProfile
from members.choices import SiteRole
from members.models import User
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker() -> User:
    return make_member("Siti", role=SiteRole.SPEAKER)


def photo(width: int = 400, height: int = 300) -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, "JPEG")
    return SimpleUploadedFile("siti.jpg", stream.getvalue())


def fill(user: User, **changed: object) -> str:
    data = {"function": "Ahli komunikasi", "biography": "Dua puluh tahun di humas.", **changed}
    return text_of(client_of(user).post("/speakers/profile/", data, follow=True))


def test_a_profile_is_filled_once_and_shown_as_participants_see_it(speaker: User) -> None:
    page = fill(speaker, photo=photo())

    assert "Dua puluh tahun di humas." in page
    assert f"/speakers/{speaker.uid}/photo/" in page
    answer = client_of(speaker).get(f"/speakers/{speaker.uid}/photo/")
    with Image.open(io.BytesIO(b"".join(answer))) as shown:  # type: ignore[arg-type]
        assert (shown.width, shown.height) == (300, 300)
    material = make_material(make_course(audience=Audience.PUBLIC), speakers=[speaker])
    read = text_of(client_of(None).get(f"/courses/{material.course.slug}/{material.slug}/"))
    assert "Dua puluh tahun di humas." in read
    assert f"/speakers/{speaker.uid}/photo/" in read


def test_a_new_photo_takes_the_place_of_the_old_one(speaker: User) -> None:
    fill(speaker, photo=photo())
    fill(speaker, photo=photo(500, 500))
    kept = Picture.objects.count()
    fill(speaker, remove_photo="1")

    assert kept == 1
    assert Picture.objects.count() == 0
    assert SpeakerProfile.objects.get().photo is None


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (photo(120, 400), "at least 200 pixels"),
        (SimpleUploadedFile("siti.jpg", b"MZ" + b"\0" * 300), "named .jpg, but its content"),
    ],
)
def test_a_bad_photo_is_refused_and_nothing_is_written(bad: SimpleUploadedFile, sentence: str, speaker: User) -> None:
    bad.seek(0)

    assert sentence in fill(speaker, photo=bad)
    assert not SpeakerProfile.objects.exists()
    assert not Picture.objects.exists()


def test_the_photo_is_shown_to_readers_of_the_courses_only(speaker: User) -> None:
    fill(speaker, photo=photo())
    batch = make_batch()
    make_part(batch, speaker)
    enrolled, stranger = make_enrolment(batch).member, make_member("Asing")

    def status(user: User | None) -> int:
        answer = client_of(user).get(f"/speakers/{speaker.uid}/photo/")
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]  # read to its end, or the file stays open
        return answer.status_code

    assert [status(user) for user in (enrolled, speaker, stranger, None)] == [200, 200, 404, 302]
