"""A recording's way through the admin: uploaded, captioned, changed, chosen, deleted."""

import io
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from core.models import Recording
from courses.services import set_up_editing
from members.choices import SiteRole
from members.models import User
from tests.factories.courses import make_course, make_course_index, make_material
from tests.factories.members import make_member
from tests.factories.recordings import CAPTIONS, content_of, make_recording

pytestmark = [pytest.mark.django_db, pytest.mark.indexes]


@pytest.fixture
def speaker() -> User:
    make_course_index()
    set_up_editing()
    return make_member("Siti", role=SiteRole.SPEAKER)


def client_of(member: User, language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(member, backend="members.backends.EmailOrNumberBackend")
    return client


def sent(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content_of(name) if content is None else content)


def stored_files() -> list[str]:
    storage = storages["private"]
    folders = ("recordings", "recording_posters")
    return sorted(name for folder in folders if storage.exists(folder) for name in storage.listdir(folder)[1])


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def test_a_film_from_a_phone_is_uploaded_with_captions_and_poster(speaker: User) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(picture, "PNG")

    response = client_of(speaker).post(
        "/admin/recordings/new/",
        {
            "file": sent("pier.mp4"),
            "captions_id": sent("pier.vtt", CAPTIONS.encode()),
            "thumbnail": sent("sampul.png", picture.getvalue()),
        },
    )

    assert response.status_code == 302
    recording = Recording.objects.get()
    assert (recording.title, recording.type, recording.seconds, recording.width) == ("pier", "video", 12.0, 160)
    assert (recording.content_type, recording.file_size) == ("video/mp4", len(content_of("pier.mp4")))
    assert recording.uploaded_by_user == speaker
    assert recording.words == "Selamat pagi dari dermaga. Periksa dulu sumbernya."
    with recording.thumbnail.open() as file, Image.open(file) as poster:
        assert (poster.format, poster.size) == ("JPEG", (960, 640))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"file": sent("film.mp4", b"MZ\x90\x00" + b"\0" * 300)}, "Isi berkas bukan video atau audio yang diterima"),
        ({"file": sent("film.mp4", content_of("pier.webm"))}, "Berkas bernama .mp4, tetapi isinya .webm."),
        ({"file": sent("film.mp4", b"")}, "Berkas yang dikirimkan kosong."),
        ({"file": sent("hevc.mp4")}, "Video ini berkode HEVC (H.265)"),
        (
            {"file": sent("pier.mp4"), "captions_id": sent("a.vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nA")},
            "Baris 3: Takarir ini berakhir pada 00:00:01.000",
        ),
        (
            {"file": sent("pier.mp4"), "captions_en": sent("a.vtt", b"WEBVTT\n\n01:00.000 --> 01:01.000\nA")},
            "Baris 3: Takarir ini mulai pada 00:01:00.000, padahal rekaman berakhir pada 00:00:12.000.",
        ),
        (
            {"file": sent("pier.mp4"), "thumbnail": sent("a.png", b"%PDF-1.7\n")},
            "Berkas bernama .png, tetapi isinya .pdf.",
        ),
    ],
)
def test_each_fault_has_its_sentence_and_nothing_is_kept(data: dict[str, Any], sentence: str, speaker: User) -> None:
    before = stored_files()
    for file in data.values():
        file.seek(0)

    response = client_of(speaker, "id").post("/admin/recordings/new/", data)

    assert response.status_code == 200
    assert sentence in text_of(response)
    assert not Recording.objects.exists()
    assert stored_files() == before


def test_a_new_file_takes_the_place_of_the_old_one(speaker: User, django_capture_on_commit_callbacks: Any) -> None:
    recording = make_recording(owner=speaker)
    old, stamp = recording.file.name, recording.stamp

    with django_capture_on_commit_callbacks(execute=True):
        client_of(speaker).post(
            f"/admin/recordings/edit/{recording.pk}/",
            {"title": "Suara", "file": sent("voice.mp3"), "without_captions_id": "on", "transcript": "Halo."},
        )

    recording = Recording.objects.get()
    assert (recording.title, recording.type, round(recording.seconds)) == ("Suara", "audio", 3)
    assert recording.stamp != stamp
    assert (recording.all_captions, recording.words) == ([], "Halo.")
    assert not recording.file.storage.exists(old)
    assert recording.file.storage.exists(recording.file.name)


def test_what_was_left_out_of_captions_is_said(speaker: User) -> None:
    recording = make_recording(owner=speaker, captions="")
    styled = b"WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\nA"

    response = client_of(speaker).post(
        f"/admin/recordings/edit/{recording.pk}/",
        {"title": "Suara", "captions_id": sent("a.vtt", styled)},
        follow=True,
    )

    assert "Line 3: colours and regions are left out; the player has its own." in text_of(response)


def test_a_speaker_meets_own_recordings_only(speaker: User) -> None:
    own = make_recording("Milik sendiri", owner=speaker)
    foreign = make_recording("Milik orang lain", owner=make_member("Budi", role=SiteRole.SPEAKER))
    client = client_of(speaker)

    pages = [text_of(client.get(path)) for path in ("/admin/recordings/", "/admin/recording_chooser/results/")]

    assert all("Milik sendiri" in page and "Milik orang lain" not in page for page in pages)
    assert client.get(f"/admin/recording_chooser/chosen/{own.pk}/").status_code == 200
    assert client.get(f"/admin/recordings/edit/{foreign.pk}/").status_code == 404
    for refused in (foreign.url, f"/admin/recording_chooser/chosen/{foreign.pk}/"):
        assert client.get(refused).status_code == 302


def test_wagtailmedia_s_own_screens_are_shut_even_to_administrators(speaker: User) -> None:
    admin = make_member("Ratna", role=SiteRole.ADMINISTRATOR)
    recording = make_recording()
    client = client_of(admin)

    for path in ("", "chooser/", "video/add/", f"edit/{recording.pk}/", f"chooser/{recording.pk}/"):
        assert client.get(f"/admin/media/{path}").status_code == 404
    assert "/admin/media/" not in text_of(client.get("/admin/"))
    assert 'href="/admin/recordings/"' in text_of(client.get("/admin/")).replace("\\", "") or "/admin/recordings/" in (
        text_of(client.get("/admin/"))
    )


def test_it_is_chosen_where_it_was_uploaded(speaker: User) -> None:
    response = client_of(speaker).post(
        "/admin/recording_chooser/create/", {"recording-upload-file": sent("voice.opus")}
    )

    said = response.json()
    assert said["step"] == "chosen"
    assert said["result"]["title"] == "voice"
    assert Recording.objects.get().uploaded_by_user == speaker


@pytest.mark.parametrize("used", [False, True])
def test_only_what_no_material_shows_is_deleted(
    used: bool, speaker: User, django_capture_on_commit_callbacks: Any
) -> None:
    recording = make_recording(owner=speaker)
    name = recording.file.name
    if used:
        make_material(make_course(), body=[("recording", {"recording": recording})])

    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(speaker).post(f"/admin/recordings/delete/{recording.pk}/", follow=True)

    assert Recording.objects.exists() is used
    assert recording.file.storage.exists(name) is used
    expected = "A material shows this recording." if used else "The recording is deleted."
    assert expected in text_of(response)


def test_lists_cost_the_same_with_one_row_and_with_three(speaker: User, django_assert_num_queries: Any) -> None:
    client = client_of(speaker)
    make_recording(owner=speaker)
    client.get("/admin/recordings/")

    with django_assert_num_queries(13):
        client.get("/admin/recordings/")
    for _ in range(2):
        make_recording(owner=speaker)
    with django_assert_num_queries(13):
        client.get("/admin/recordings/")
