"""What befalls a result beside its publication leaves it as it is: kept back, or published."""

import io
import zipfile

import pytest

from core.services import work_jobs
from courses.models import RequirementResult
from courses.selectors import find_course
from courses.selectors.offline_course import offline_course
from courses.selectors.session_pack import PACK_JOB, pack_plan, pack_state, session_materials
from courses.services import prepare_pack
from members.models import Message
from quizzes.choices import AttemptState, RegradeAction
from quizzes.models import Attempt, QuizSchedule
from quizzes.services import release_results
from tests.factories.courses import make_material, make_session
from tests.factories.quizzes import SECRET_FEEDBACK, wrong_option
from tests.quizzes.analysis.corrections import commit, prepare, scores
from tests.quizzes.analysis.sat import make_sat
from tests.quizzes.test_live import client_of, organiser_of

pytestmark = pytest.mark.django_db
TELLING = ("You reached", "passed", "2 of 4", "50 %", SECRET_FEEDBACK, "question__verdict")


@pytest.fixture
def held():
    """Three people have 4, 3 and 2 of 4 marks, which suffice; nothing is published."""
    quiz, batch, attempts = make_sat(("rrrr", "rrrw", "rrww"), holds_results=True, pass_mark=50)
    work_jobs()
    return quiz, batch, attempts, organiser_of(batch)


def test_a_correction_publishes_nothing_and_takes_no_publication_back(held):
    quiz, batch, attempts, organiser = held
    _best, published, kept_back = attempts
    schedule = QuizSchedule.objects.select_related("quiz", "batch").get(quiz=quiz, batch=batch)
    release_results(schedule=schedule, by=organiser, attempts=[published.uid])
    work_jobs()

    commit(held, prepare(held, RegradeAction.ACCEPT, accepted=[wrong_option(attempts[0], 4)]))
    work_jobs()

    assert scores(attempts) == [(4, 4), (4, 4), (3, 4)]
    now = [(row.state, row.withheld) for row in Attempt.objects.order_by("pk")]
    assert now == [(AttemptState.GRADED, True), (AttemptState.RELEASED, False), (AttemptState.GRADED, True)]
    assert list(Message.objects.order_by("pk").values_list("template", "recipient")) == [
        ("result_published", published.enrolment.member_id),
        ("marks_corrected", published.enrolment.member_id),
    ]
    assert list(RequirementResult.objects.values_list("enrolment", "value")) == [(published.enrolment_id, 100)]
    page = client_of(kept_back.enrolment.member).get(f"/attempts/{kept_back.uid}/result/").content.decode()
    assert "Your work has been received." in page
    assert "Your result was corrected" not in page


def test_what_a_device_keeps_of_the_course_tells_nothing(held):
    _quiz, batch, attempts, _organiser = held
    member = attempts[2].enrolment.member
    session = make_session(batch, materials=[make_material(batch.course, "Dasar", slug="dasar")])
    client = client_of(member)

    pages = offline_course(member, *find_course(member, batch.course.slug)).pages
    kept = {address: client.get(address).content.decode() for address in pages}
    plan = pack_plan(session, *session_materials(member, session), with_recordings=True, language="en")
    prepare_pack(plan=plan)
    work_jobs(kinds=[PACK_JOB])
    pack = pack_state(plan).pack
    with pack.file.open("rb") as stream, zipfile.ZipFile(io.BytesIO(stream.read())) as archive:
        kept |= {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}

    assert "handed in; the result will be published" in kept[f"/courses/{batch.course.slug}/"]
    assert {f"/courses/{batch.course.slug}/dasar/", "index.html"} <= set(kept)
    for name, text in kept.items():
        for word in TELLING:
            assert word not in text, (name, word)
