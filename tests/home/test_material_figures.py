from typing import Any

import pytest

from courses.choices import EnrolmentState
from courses.models import Batch, MaterialPage, RecordingProgress
from courses.services import record_material_opened
from members.choices import SiteRole
from members.models import User
from quizzes.selectors.figures import quiz_figures
from quizzes.services import submit_attempt
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part
from tests.factories.members import make_auditor, make_member, make_organiser
from tests.factories.quizzes import answer, begin, make_quiz, open_for
from tests.factories.recordings import make_recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker() -> User:
    return make_member("Siti", role=SiteRole.SPEAKER)


@pytest.fixture
def organiser() -> User:
    return make_organiser("Ratna")


@pytest.fixture
def material(speaker: User, organiser: User) -> MaterialPage:
    return make_material(make_course(organisers=[organiser]), "Menangkal hoaks", speakers=[speaker])


def batch_of(material: MaterialPage, speaker: User, name: str, *, people: int, opened: int) -> Batch:
    batch = make_batch(material.course, name=name)
    make_part(batch, speaker)
    for number in range(people):
        enrolment = make_enrolment(batch, make_member(f"Peserta {name} {number}"))
        if number < opened:
            record_material_opened(enrolment=enrolment, material=material)
    make_enrolment(batch, make_member("Mundur"), state=EnrolmentState.WITHDRAWN)
    return batch


def page_for(user: User, material: MaterialPage, query: str = "") -> str:
    return text_of(client_of(user).get(f"/materials/{material.uid}/figures/{query}"))


def test_counts_by_batch_without_a_name(material: MaterialPage, speaker: User) -> None:
    batch_of(material, speaker, "Angkatan I", people=6, opened=3)
    second = batch_of(material, speaker, "Angkatan II", people=5, opened=5)

    page, one = page_for(speaker, material), page_for(speaker, material, f"?batch={second.code}")

    assert "8 of 11" in page
    assert "5 of 5" in one
    assert "Peserta Angkatan" not in page


def test_a_small_group_is_hidden_from_the_speaker_and_not_from_the_organiser(
    material: MaterialPage, speaker: User, organiser: User
) -> None:
    batch_of(material, speaker, "Angkatan Kecil", people=4, opened=3)

    for_speaker = page_for(speaker, material)

    assert "3 of 4" not in for_speaker
    assert "Fewer than 5 participants" in for_speaker
    for user in (organiser, make_auditor()):
        assert "3 of 4" in page_for(user, material)


def test_a_speaker_sees_no_batch_that_others_teach(material: MaterialPage, speaker: User, organiser: User) -> None:
    batch_of(material, make_member("Tono"), "Angkatan Tono", people=7, opened=7)

    assert "Angkatan Tono" not in page_for(speaker, material)
    assert "7 of 7" not in page_for(speaker, material)
    assert "7 of 7" in page_for(organiser, material)


@pytest.mark.parametrize("who", ["participant", "speaker of another course", "organiser of another course"])
def test_it_is_not_there_for_others(who: str, material: MaterialPage, speaker: User) -> None:
    batch = batch_of(material, speaker, "Angkatan I", people=5, opened=1)
    others = {
        "participant": batch.enrolments.first().member,  # type: ignore[union-attr]
        "speaker of another course": make_member("Lain", role=SiteRole.SPEAKER),
        "organiser of another course": make_organiser("Joko"),
    }

    assert client_of(others[who]).get(f"/materials/{material.uid}/figures/").status_code == 404


def test_the_best_attempt_of_each_counts_and_the_hardest_item_comes_first(
    material: MaterialPage, speaker: User
) -> None:
    batch = make_batch(material.course)
    quiz = make_quiz(material.course, questions=4)
    open_for(quiz, batch)
    for right in (4, 3, 2, 2, 1):
        attempt = begin(quiz, make_enrolment(batch, make_member()))
        answer(attempt, right=right, wrong=4 - right)
        submit_attempt(attempt_uid=attempt.uid, member=attempt.enrolment.member)

    [row] = quiz_figures(material.course.pk, [batch.pk], at_least=5)
    [hidden] = quiz_figures(material.course.pk, [batch.pk], at_least=6)

    assert (row.people, row.mean, row.passed, row.passed_percent) == (5, 60, 2, 40)
    assert [(item.percent, item.answered) for item in row.hardest] == [(20, 5), (40, 5), (80, 5)]
    assert (hidden.is_hidden, hidden.people, hidden.hardest) == (True, 0, [])


def test_recordings_tell_how_much_was_played(speaker: User, organiser: User) -> None:
    recording = make_recording("Dari dermaga")
    body = [("recording", {"recording": recording, "note": ""})]
    course = make_course(organisers=[organiser])
    material = make_material(course, speakers=[speaker], body=body)
    batch = batch_of(material, speaker, "Angkatan I", people=6, opened=6)
    for enrolment, share in zip(batch.enrolments.order_by("pk"), (100, 80, 60, 40, 20), strict=False):
        RecordingProgress.objects.create(enrolment=enrolment, recording=recording, watched_share=share)

    page = page_for(speaker, material)

    assert "5 people played it" in page
    assert ">60 %<" in page


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_batch_and_for_three(
    count: int, material: MaterialPage, speaker: User, django_assert_num_queries: Any
) -> None:
    quiz = make_quiz(material.course, questions=1)
    for number in range(count):
        batch = batch_of(material, speaker, f"Angkatan {number}", people=5, opened=2)
        open_for(quiz, batch)
    client, address = client_of(speaker), f"/materials/{material.uid}/figures/"
    client.get(address)

    with django_assert_num_queries(15):
        page = text_of(client.get(address))

    assert f"{2 * count} of {5 * count}" in page
