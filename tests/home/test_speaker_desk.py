"""The speaker's desk: the next thing first, what is missing for each session, constant queries."""

from datetime import timedelta
from typing import Any

import pytest

from core.clock import site_day
from courses.models import Session
from courses.services import set_up_editing
from courses.services.writing import submit_material
from home.selectors import speaker_desk
from members.choices import SiteRole
from members.models import User
from tests.courses.views.test_course import client_of, text_of
from tests.factories.courses import (
    make_batch,
    make_course,
    make_course_index,
    make_enrolment,
    make_material,
    make_part,
    make_session,
    make_speaker_profile,
)
from tests.factories.members import make_member
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _editing() -> None:
    make_course_index()
    set_up_editing()


@pytest.fixture
def speaker() -> User:
    return make_member("Hadi Sumaryo", role=SiteRole.SPEAKER)


def session_of(speaker: User, subject: str = "Menangkal hoaks", *, days: int = 3, **fields: Any) -> Session:
    batch = make_batch(make_course(), starts_on=site_day() + timedelta(days=days), venue="Hotel Tentrem")
    return make_session(batch, subject, speakers=[make_part(batch, speaker)], **fields)


@pytest.mark.parametrize("count", [1, 3])
def test_it_shows_own_sessions_and_materials(count: int, speaker: User, django_assert_num_queries: Any) -> None:
    for number in range(count):
        session = session_of(speaker, f"Sesi {number}")
        make_enrolment(session.batch, make_member(f"Peserta {number}"))
        make_material(session.batch.course, f"Konsep {number}", speakers=[speaker], live=False)
        session_of(speaker, f"Lampau {number}", days=-9)
    foreign = session_of(make_member("Narasumber Lain"), "Sesi Rahasia")
    make_material(foreign.batch.course, "Konsep Rahasia", live=False)
    client = client_of(speaker)
    client.get("/desk/speaker/")

    with django_assert_num_queries(14):
        page = text_of(client.get("/desk/speaker/"))

    assert page.count(">In 3 days<") == count
    assert page.count("1 confirmed participant") == count
    assert page.count(">No material yet<") == count
    assert page.count('lang="id">Konsep ') == count
    assert page.count('<strong lang="id">Lampau ') == count
    assert "Hotel Tentrem" in page
    assert "Rahasia" not in page


def test_each_missing_thing_has_its_button(speaker: User) -> None:
    session = session_of(speaker)
    course = session.batch.course
    draft = make_material(course, "Konsep", speakers=[speaker], live=False)
    returned = make_material(course, "Kembali", speakers=[speaker], live=False)
    done = make_material(course, "Terbit", speakers=[speaker])
    for material in (draft, returned, done):
        session.session_materials.create(material=material)
    submit_material(material=returned, actor=speaker).current_task_state.reject(comment="Sumbernya?")

    [row] = speaker_desk(speaker).sessions

    assert [(thing.text, thing.action, thing.url) for thing in row.missing] == [
        ("“Konsep” is a draft, not sent yet", "Go on writing", f"/materials/{draft.uid}/write/"),
        ("“Kembali” was returned with comments", "Read the comments", f"/materials/{returned.uid}/write/"),
        ("The course has no test yet", "Write a test", f"/admin/pages/add/quizzes/quizpage/{course.pk}/"),
    ]


def test_the_next_step_follows_what_was_done(speaker: User) -> None:
    session = session_of(speaker)
    make_quiz(session.batch.course, questions=1)
    steps = [next_step(speaker)]
    material = make_material(session.batch.course, "Konsep", speakers=[speaker], live=False)
    session.session_materials.create(material=material)
    steps.append(next_step(speaker))
    state = submit_material(material=material, actor=speaker)
    steps.append(next_step(speaker))
    make_speaker_profile(speaker, biography="Dua puluh tahun di humas.")
    steps.append(next_step(speaker))
    state.current_task_state.reject(comment="Sumbernya?")
    steps.append(next_step(speaker))

    assert steps == [
        ("Menangkal hoaks", "Add material"),
        ("Konsep", "Go on writing"),
        ("Your profile", "Fill in the profile"),
        ("Your profile", "Fill in the profile"),
        ("Konsep", "Read the comments"),
    ]


def next_step(speaker: User) -> tuple[str, str]:
    step = speaker_desk(speaker).step
    assert step is not None
    return step.title, step.action
