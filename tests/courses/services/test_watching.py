import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from courses.errors import NonsenseError, NotInMaterialError
from courses.models import MaterialRecording, RecordingProgress
from courses.progress_entries import ProgressEntry
from courses.selectors.watching import Audience, audiences_of, watched_share_of, watching_of
from courses.services import record_progress, record_watched
from courses.services.material import measure_materials_with
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member
from tests.factories.recordings import make_recording
from tests.processes import run_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    return make_recording()


@pytest.fixture
def material(recording):
    return make_material(make_course(), body=[("recording", {"recording": recording, "note": ""})])


@pytest.fixture
def enrolment(material):
    return make_enrolment(make_batch(material.course))


def watched(recording: Any, spans: Any, position: Any = 0, *, minutes: float = 0) -> ProgressEntry:
    data = {
        "recording": recording if isinstance(recording, int) else recording.pk,
        "spans": spans,
        "position": position,
    }
    return ProgressEntry(uuid.uuid4(), "watched", clock.now() + timedelta(minutes=minutes), data)


def test_what_two_devices_played_is_joined(enrolment, material, recording):
    for spans in ([[0, 4]], [[3, 6], [9, 12]], [[0, 4]]):
        record_watched(enrolment=enrolment, material=material, entry=watched(recording, spans))

    row = RecordingProgress.objects.get()
    assert row.spans == [[0.0, 6.0], [9.0, 12.0]]
    assert row.watched_share == 75


def test_the_position_told_last_by_its_time_stands_whatever_comes_first(enrolment, material, recording):
    enrolment.enrolled_at = clock.now() - timedelta(hours=1)
    later, earlier = watched(recording, [], 8, minutes=-1), watched(recording, [], 3, minutes=-5)

    for entry in (later, earlier):
        record_watched(enrolment=enrolment, material=material, entry=entry)

    assert RecordingProgress.objects.get().position == 8.0


@pytest.mark.parametrize(
    "data", [{"spans": "all"}, {"spans": [[5, 2]]}, {"spans": [], "position": "end"}, {"spans": [[0, True]]}]
)
def test_nonsense_is_refused_and_leaves_nothing(data, enrolment, material, recording):
    entry = ProgressEntry(uuid.uuid4(), "watched", clock.now(), {"recording": recording.pk, **data})

    with pytest.raises(NonsenseError):
        record_watched(enrolment=enrolment, material=material, entry=entry)

    assert not RecordingProgress.objects.exists()


def test_a_recording_of_another_material_is_refused(enrolment, material):
    other = make_recording("Lain")

    for wanted in (other.pk, None, True, [other.pk]):
        with pytest.raises(NotInMaterialError):
            record_watched(
                enrolment=enrolment,
                material=material,
                entry=ProgressEntry(uuid.uuid4(), "watched", clock.now(), {"recording": wanted, "spans": []}),
            )


def test_it_comes_through_the_progress_address_once(enrolment, material, recording):
    client = Client()
    client.force_login(enrolment.member, backend="members.backends.EmailOrNumberBackend")
    row = {
        "id": str(uuid.uuid4()), "kind": "watched", "at": clock.now().isoformat(),
        "recording": recording.pk, "spans": [[0, 6]], "position": 6,
    }  # fmt: skip

    answers = [
        client.post(
            f"/materials/{material.uid}/progress/",
            json.dumps({"entries": [row]}),
            content_type="application/json",
            headers={"Sec-Fetch-Site": "same-origin"},
        ).json()
        for _ in range(2)
    ]

    assert answers == [{"taken": [row["id"]], "refused": []}] * 2
    assert RecordingProgress.objects.get().watched_share == 50


def test_shares_by_material(enrolment, material, recording, django_assert_num_queries):
    two = make_material(
        material.course,
        body=[("recording", {"recording": row}) for row in (recording, make_recording(name="voice.mp3"))],
    )
    without = make_material(material.course)
    record_progress(enrolment=enrolment, material=material, entries=[watched(recording, [[0, 6]], 6)])
    stranger = make_enrolment(enrolment.batch, make_member("Orang lain"))
    record_progress(enrolment=stranger, material=material, entries=[watched(recording, [[0, 12]])])

    with django_assert_num_queries(1):
        shares = watched_share_of(enrolment, [material.pk, two.pk, without.pk])
    with django_assert_num_queries(1):
        watching = watching_of(enrolment, material)
    with django_assert_num_queries(1):
        audiences = audiences_of([material.pk, without.pk])

    assert shares == {material.pk: 50, two.pk: 39}  # 6 of 12 + 3.06 seconds
    assert watching.share == 50
    assert watching.recordings == {str(recording.pk): {"spans": [[0.0, 6.0]], "position": 6.0, "share": 50}}
    assert audiences == {(material.pk, recording.pk): Audience(viewers=2, share=75)}


def test_the_material_says_how_long_and_how_large_its_recordings_are(material, recording):
    material.refresh_from_db()

    assert (material.recording_seconds, material.recording_kind) == (12, "video")
    assert material.download_bytes == recording.file_size
    assert material.reading_minutes == 1
    assert list(MaterialRecording.objects.values_list("material", "recording")) == [(material.pk, recording.pk)]


def test_what_is_said_is_found_and_not_counted_as_reading(material, recording):
    texts = material.body.stream_block.get_searchable_content(material.body)

    assert "Selamat pagi dari dermaga. Periksa dulu sumbernya." in texts


def test_another_file_in_its_place_is_measured_anew(material, recording):
    type(recording).objects.filter(pk=recording.pk).update(duration=100, file_size=5, type="audio")

    measure_materials_with(recording=recording.pk)

    material.refresh_from_db()
    assert (material.recording_seconds, material.recording_kind, material.download_bytes) == (100, "audio", 5)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_lose_nothing():
    recording = make_recording()
    material = make_material(make_course(), body=[("recording", {"recording": recording, "note": ""})])
    enrolment = make_enrolment(make_batch(material.course))

    tellings = [
        {"enrolment": enrolment.pk, "material": material.pk, "recording": recording.pk, "spans": [[start, start + 2]]}
        for start in range(0, 12, 2)
    ]
    outcomes = run_together("tests.courses.children:watch", tellings)

    assert [outcome.error for outcome in outcomes] == [""] * 6
    assert RecordingProgress.objects.get().spans == [[0.0, 12.0]]
