import json
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from courses.models import ChecklistTick, MaterialRecording, RecordingProgress, SelfCheckAnswer
from courses.services import record_material_opened
from courses.services.invitations import invite_speaker
from tests.courses.views.test_course import client_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_administrator, make_member
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


def leave_traces(enrolment, material, recording):
    record_material_opened(enrolment=enrolment, material=material)
    common = {"enrolment": enrolment, "material": material, "block": uuid4()}
    ChecklistTick.objects.create(**common, item=uuid4(), is_ticked=True, ticked_at=clock.now())
    SelfCheckAnswer.objects.create(
        **common, entry=uuid4(), chosen=["a"], is_right=enrolment.member.name == "Budi", answered_at=clock.now()
    )
    RecordingProgress.objects.create(enrolment=enrolment, recording=recording, spans=[[0, 6]], watched_share=50)


def test_the_copy_holds_what_was_left_while_learning_and_nobody_elses():
    course = make_course()
    batch, material, recording = make_batch(course), make_material(course, "Muatan"), make_recording("Dermaga")
    MaterialRecording.objects.create(material=material, recording=recording)
    budi, sari = make_member("Budi"), make_member("Sari")
    for member in (budi, sari):
        enrolment = make_enrolment(batch, member)
        enrolment.enrolled_at = clock.now() - timedelta(days=1)
        leave_traces(enrolment, material, recording)

    learning = json.loads(client_of(budi).get("/account/profile/data.json").content)["learning"]

    assert {name: len(rows) for name, rows in learning.items()} == {
        "enrolments": 1, "places": 0, "opened": 1, "results": 1, "completions": 1, "ticks": 1, "self_checks": 1,
        "evaluated": 0, "recordings": 1, "attendance": 0, "attendance_corrected": 0, "calendar_address": 0,
        "ticked_by_hand": 0, "questions": 0, "votes": 0, "lists": 0,
        "asked_at_the_door": 0, "noted_without_a_signal": 0,
    }  # fmt: skip
    assert learning["opened"][0]["material__title"] == "Muatan"
    assert (learning["results"][0]["key"], learning["results"][0]["met"]) == ("materials", True)
    assert learning["completions"][0]["enrolment__batch__name"] == "Angkatan I"
    assert learning["ticks"][0]["is_ticked"] is True
    assert learning["self_checks"][0]["is_right"] is True
    recorded = learning["recordings"][0]
    assert (recorded["recording__title"], recorded["spans"], recorded["watched_share"]) == ("Dermaga", [[0, 6]], 50)


def test_the_copy_holds_invitations_to_the_own_address_that_were_never_accepted():
    batch, budi = make_batch(make_course()), make_member("Budi", email="budi@example.go.id")
    admin = make_administrator()
    invite_speaker(batch=batch, name="Budi", email="Budi@Example.go.id", actor=admin)
    invite_speaker(batch=batch, name="Sari", email="sari@example.go.id", actor=admin)

    copy = client_of(budi).get("/account/profile/data.json").content.decode()

    [invitation] = json.loads(copy)["speaker"]["invitations"]
    assert (invitation["email"], invitation["accepted_at"]) == ("budi@example.go.id", None)
    assert "sari@example.go.id" not in copy
