"""Recordings, captions and posters behind their material's rule, in parts."""

import pytest

from core.models import Recording
from courses.choices import EnrolmentState
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member
from tests.factories.recordings import content_of, make_recording

pytestmark = pytest.mark.django_db
FILM = content_of("pier.mp4")


@pytest.fixture
def recording():
    return make_recording(poster=True)


@pytest.fixture
def material(recording):
    body = [("recording", {"recording": recording, "note": "Dua belas detik."})]
    return make_material(make_course(slug="smrt"), slug="dermaga", body=body)


@pytest.fixture
def participant(material):
    return make_enrolment(make_batch(material.course)).member


def body_of(response):
    content = b"".join(response) if response.streaming else response.content
    response.close()
    return content


def film(material, recording):
    return f"/materials/{material.uid}/recordings/{recording.pk}/{recording.filename}"


def test_a_film_is_sent_whole_and_in_parts(material, recording, participant):
    client, url = client_of(participant), film(material, recording)

    whole = client.get(url)
    part = client.get(url, headers={"Range": "bytes=100-199"})
    outside = client.get(url, headers={"Range": f"bytes={len(FILM)}-"})
    head = client.head(url)

    assert (whole.status_code, whole["Content-Type"], body_of(whole)) == (200, "video/mp4", FILM)
    assert whole["Content-Disposition"].startswith("inline")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{len(FILM)}")
    assert body_of(part) == FILM[100:200]
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    assert (head.status_code, head["Content-Length"], body_of(head)) == (200, str(len(FILM)), b"")


def test_a_part_is_of_the_file_that_the_reader_knows(material, recording, participant):
    client, url = client_of(participant), film(material, recording)
    etag = client.head(url)["ETag"]

    same = client.get(url, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    known = client.get(url, headers={"If-None-Match": etag})

    assert [same.status_code, other.status_code, known.status_code] == [206, 200, 304]
    for response in (same, other):
        body_of(response)


def test_a_part_without_an_end_is_short_but_a_download_is_whole(material, recording, participant, monkeypatch):
    monkeypatch.setattr("courses.views.recordings.MOST_AT_ONCE", 1000)
    client, url = client_of(participant), film(material, recording)

    part = client.get(url, headers={"Range": "bytes=500-"})
    resumed = client.get(f"{url}?download", headers={"Range": "bytes=500-"})

    assert part["Content-Range"] == f"bytes 500-1499/{len(FILM)}"
    assert body_of(part) == FILM[500:1500]
    assert body_of(resumed) == FILM[500:]
    assert resumed["Content-Disposition"].startswith("attachment")


def test_captions_and_poster(material, recording, participant):
    client = client_of(participant)

    missing = client.get(f"/materials/{material.uid}/captions/{recording.pk}/en.vtt")
    captions = client.get(f"/materials/{material.uid}/captions/{recording.pk}/id.vtt")
    poster = client.get(f"/materials/{material.uid}/posters/{recording.pk}/")

    assert missing.status_code == 404
    assert (captions["Content-Type"], poster["Content-Type"]) == ("text/vtt; charset=utf-8", "image/jpeg")
    assert body_of(captions).decode().startswith("WEBVTT\n\n00:00:00.500 --> 00:00:04.000\nSelamat pagi")
    assert body_of(poster).startswith(b"\xff\xd8")


def test_who_may_not_read_the_material_gets_nothing_of_its_recordings(material, recording, participant):
    gone = make_enrolment(make_batch(material.course), make_member("Yoga"), state=EnrolmentState.WITHDRAWN).member
    elsewhere = make_recording("Di tempat lain")
    paths = [
        film(material, recording),
        f"/materials/{material.uid}/captions/{recording.pk}/id.vtt",
        f"/materials/{material.uid}/posters/{recording.pk}/",
    ]

    for path in paths:
        assert client_of(make_member("Orang lain")).get(path).status_code == 404
        assert client_of(gone).get(path).status_code == 404
        assert client_of().get(path)["Location"].startswith("/account/login/")
    assert client_of(participant).get(film(material, elsewhere)).status_code == 404


def test_the_page_says_what_it_is_before_anything_is_fetched(material, recording, participant):
    page = text_of(client_of(participant).get("/courses/smrt/dermaga/"))

    assert '<video controls preload="none" playsinline width="160" height="90"' in page
    assert f'poster="/materials/{material.uid}/posters/{recording.pk}/"' in page
    assert '<track kind="captions"' in page
    assert 'srclang="id" label="Bahasa Indonesia" default>' in page
    assert "<span>Video 0:12</span><span>42 kB</span><span>With captions</span>" in page
    assert "Dua belas detik." in page
    assert '<span data-at="500" data-until="4000">Selamat pagi dari dermaga.</span>' in page
    assert " video 0:12</li>" in page
    assert " files 42 kB</li>" in page


def test_a_written_transcript_stands_first(material, recording, participant):
    Recording.objects.filter(pk=recording.pk).update(transcript="Suasana dermaga pagi hari.\n\nSalam pembuka.")

    page = text_of(client_of(participant).get("/courses/smrt/dermaga/"))

    assert "<p>Suasana dermaga pagi hari.</p>" in page
    assert page.index("Salam pembuka.") < page.index("Selamat pagi dari dermaga.")


def test_the_page_knows_where_the_reader_is(material, recording, participant, django_assert_num_queries):
    enrolment = participant.enrolments.get()
    enrolment.watched.create(recording=recording, spans=[[0, 8.7]], watched_share=72, position=8.7)
    client = client_of(participant)
    client.get("/courses/smrt/dermaga/")

    page = text_of(client.get("/courses/smrt/dermaga/"))

    assert "<span>Watched 72 %</span>" in page
    assert f'{{"{recording.pk}": {{"spans": [[0, 8.7]], "position": 8.7, "share": 72}}}}</script>' in page


def test_the_card_says_how_much_was_watched_for_one_query(material, recording, participant, django_assert_num_queries):
    enrolment = participant.enrolments.get()
    enrolment.watched.create(recording=recording, spans=[[0, 8.7]], watched_share=72)
    client = client_of(participant)
    client.get("/courses/smrt/dermaga/")
    client.get("/courses/smrt/")

    with django_assert_num_queries(6):
        page = text_of(client.get("/courses/smrt/"))
    make_material(material.course, body=[("recording", {"recording": make_recording("Lain")})])
    client.get("/courses/smrt/")
    with django_assert_num_queries(6):
        client.get("/courses/smrt/")

    assert page.count("Watched 72 %") == 1
    assert " video 0:12</li>" in page


def test_a_material_without_recordings_loads_nothing_for_them(participant, material):
    make_material(material.course, slug="teks")

    page = text_of(client_of(participant).get("/courses/smrt/teks/"))

    assert "recording" not in page
