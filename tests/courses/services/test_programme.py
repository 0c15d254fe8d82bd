import pytest
from django.utils import translation

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, Part
from courses.errors import BatchClosedError, NotAllowedError, OutsideBatchError, PartInUseError
from courses.models import Batch, BatchPart, Session
from courses.services import deliver_session, give_part, plan_session, take_part_back
from courses.services.records import save_batch, save_session
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_part, make_session
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_member("Ratna")


@pytest.fixture
def batch(organiser):
    return make_batch(make_course(organisers=[organiser]))


def test_naming_a_speaker_again_corrects_the_function(organiser, batch):
    siti = make_member("Siti")

    first = give_part(batch=batch, member=siti, part=Part.SPEAKER, function="Kepala Seksi", actor=organiser)
    again = give_part(batch=batch, member=siti, part=Part.SPEAKER, function=" Kepala Dinas ", actor=organiser)

    assert first == again
    assert list(BatchPart.objects.values_list("member__name", "part", "function")) == [
        ("Siti", "speaker", "Kepala Dinas")
    ]
    entries = AuditEntry.objects.filter(action__startswith="part.").order_by("pk")
    assert list(entries.values_list("action", flat=True)) == [
        "part.given",
        "part.changed",
    ]


def test_who_speaks_in_a_session_keeps_the_part(organiser, batch):
    part = make_part(batch, make_member("Siti"))
    session = make_session(batch, "Komunikasi krisis", speakers=[part])

    with translation.override("en"), pytest.raises(PartInUseError) as refusal:
        take_part_back(part=part, actor=organiser)
    plan_session(session=session, speakers=[], materials=[], actor=organiser)
    take_part_back(part=part, actor=organiser)

    assert str(refusal.value) == "Siti still speaks in “Komunikasi krisis”. Choose another speaker there first."
    assert not BatchPart.objects.exists()


def test_speakers_and_materials_keep_the_order_given(organiser, batch):
    first, second = make_part(batch, make_member("Siti")), make_part(batch, make_member("Tono"))
    basics, advanced = make_material(batch.course, "Dasar"), make_material(batch.course, "Lanjut")
    session = make_session(batch, speakers=[first], materials=[basics])

    plan_session(session=session, speakers=[second, first], materials=[advanced, basics], actor=organiser)
    plan_session(session=session, speakers=[second, first], materials=[advanced, basics], actor=organiser)

    assert [row.part for row in session.session_speakers.all()] == [second, first]
    assert [row.material for row in session.session_materials.all()] == [advanced, basics]
    assert AuditEntry.objects.filter(action="session.planned").count() == 1


def test_people_of_another_batch_and_materials_of_another_course_are_refused(organiser, batch):
    session = make_session(batch)
    foreign_part, foreign_material = make_part(make_batch(batch.course)), make_material(make_course(), "Asing")

    with pytest.raises(OutsideBatchError):
        plan_session(session=session, speakers=[foreign_part], materials=[], actor=organiser)
    with pytest.raises(OutsideBatchError):
        plan_session(session=session, speakers=[], materials=[foreign_material], actor=organiser)

    assert not session.session_speakers.exists()
    assert not session.session_materials.exists()


def test_closed_batches_and_strangers_change_no_programme(organiser, batch):
    session, part = make_session(batch), make_part(batch)
    stranger = make_member("Joko")
    make_course(organisers=[stranger])
    deeds = [
        lambda actor: give_part(batch=batch, member=part.member, part=Part.COMMITTEE, function="", actor=actor),
        lambda actor: take_part_back(part=part, actor=actor),
        lambda actor: plan_session(session=session, speakers=[part], materials=[], actor=actor),
    ]

    for deed in deeds:
        with pytest.raises(NotAllowedError):
            deed(stranger)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=session.starts_at)
    for deed in deeds:
        with pytest.raises(BatchClosedError):
            deed(organiser)

    assert list(batch.parts.all()) == [part]
    assert not session.session_speakers.exists()


def test_a_stale_save_leaves_what_was_delivered_meanwhile(organiser, batch):
    session = make_session(batch, "Krisis")
    stale = Session.objects.get(pk=session.pk)
    with clock.at(session.ends_at):
        deliver_session(session=session, actor=organiser)
    Session.objects.filter(pk=session.pk).update(sequence=7)
    stale.subject, stale.room = "Komunikasi krisis", "Aula"

    save_session(session=stale, actor=organiser)

    session.refresh_from_db()
    assert (session.subject, session.room) == ("Komunikasi krisis", "Aula")
    assert (session.state, session.delivered_jp, session.delivered_starts_at) == ("delivered", 2, session.starts_at)
    assert session.sequence == 8


def test_a_session_is_not_carried_out_of_a_closed_batch(organiser, batch):
    session = make_session(batch, delivered=True)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=session.starts_at)
    session.batch = make_batch(batch.course)

    with pytest.raises(OutsideBatchError):
        save_session(session=session, actor=organiser)

    assert list(batch.sessions.all()) == [session]


def test_a_batch_stays_with_its_course_and_keeps_room_for_who_is_in(organiser, batch):
    make_enrolment(batch, make_member("Adi"))
    make_enrolment(batch, make_member("Budi"))
    own = batch.course
    batch.course = make_course(organisers=[organiser])
    with pytest.raises(OutsideBatchError):
        save_batch(batch=batch, actor=organiser)
    batch.course, batch.capacity = own, 1

    with translation.override("en"), pytest.raises(Exception, match="2 places are taken already"):
        save_batch(batch=batch, actor=organiser)

    assert list(Batch.objects.values_list("course", "capacity").filter(pk=batch.pk)) == [(own.pk, None)]
