"""When the file of a pack goes."""

from datetime import timedelta

import pytest

from core import clock
from courses.models import SessionPack
from courses.services import remove_unused_packs
from tests.courses.packs.test_packs import made, plan_for
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    course = make_course(materials_target=None)
    return make_session(make_batch(course), materials=[make_material(course)])


@pytest.fixture
def participant(session):
    return make_enrolment(session.batch).member


def test_with_its_session_goes_the_file_of_a_pack(participant, session, django_capture_on_commit_callbacks):
    pack = made(plan_for(participant, session))
    storage, name = pack.file.storage, pack.file.name
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        session.delete()

    assert not SessionPack.objects.exists()
    assert not storage.exists(name)


def test_a_pack_that_nobody_fetches_is_taken_away(participant, session, django_capture_on_commit_callbacks):
    pack = made(plan_for(participant, session))
    kept = remove_unused_packs()
    SessionPack.objects.update(used_at=clock.now() - timedelta(days=15))

    with django_capture_on_commit_callbacks(execute=True):
        assert (kept, remove_unused_packs()) == (0, 1)
    assert not pack.file.storage.exists(pack.file.name)
