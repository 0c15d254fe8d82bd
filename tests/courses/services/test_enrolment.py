from decimal import Decimal

import pytest
from django.utils import translation

from core import clock
from core.models import AuditEntry
from courses.choices import EnrolmentState
from courses.errors import BatchFullError, EnrolmentFixedError, NotAllowedError, ReasonMissingError
from courses.services import change_enrolment_state, close_batch, enrol_member, record_requirement
from members.models import Message
from members.services import move_member
from tests.factories.courses import make_batch, make_course, make_enrolment, make_session
from tests.factories.members import make_member, make_office

pytestmark = pytest.mark.django_db

CONFIRMED, PRESENT, WITHDRAWN = EnrolmentState.CONFIRMED, EnrolmentState.PRESENT, EnrolmentState.WITHDRAWN


@pytest.fixture
def organiser():
    return make_member("Ratna")


@pytest.fixture
def batch(organiser):
    return make_batch(make_course(organisers=[organiser]), name="Angkatan I")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (EnrolmentState.NOMINATED, CONFIRMED),
        (EnrolmentState.WAITING, CONFIRMED),
        (CONFIRMED, PRESENT),
        (PRESENT, CONFIRMED),
        (WITHDRAWN, CONFIRMED),
    ],
)
def test_an_organiser_moves_a_participant_on(before, after, organiser, batch):
    enrolment = make_enrolment(batch, state=before)

    change_enrolment_state(enrolment=enrolment, state=after, actor=organiser)
    change_enrolment_state(enrolment=enrolment, state=after, actor=organiser)

    enrolment.refresh_from_db()
    assert enrolment.state == after
    [entry] = AuditEntry.objects.filter(action="enrolment.changed")
    more = {"office": None} if before == WITHDRAWN else {}
    assert (entry.actor, entry.data) == (organiser, {"before": before, "state": after, "reason": "", **more})


def test_a_place_is_taken_back_for_a_reason_that_is_kept_in_the_row_alone(organiser, batch):
    enrolment = make_enrolment(batch)
    with pytest.raises(ReasonMissingError):
        change_enrolment_state(enrolment=enrolment, state=WITHDRAWN, actor=organiser, reason=" ")

    change_enrolment_state(enrolment=enrolment, state=WITHDRAWN, actor=organiser, reason="Mutasi")

    assert AuditEntry.objects.get(action="enrolment.withdrawn").data["reason"] == ""
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.left_reason) == (WITHDRAWN, "Mutasi")


def test_who_comes_back_needs_a_place(organiser, batch):
    batch.capacity = 1
    batch.save()
    gone = make_enrolment(batch)
    change_enrolment_state(enrolment=gone, state=WITHDRAWN, actor=organiser, reason="Sakit")
    make_enrolment(batch, make_member("Pengganti"))

    with translation.override("en"), pytest.raises(BatchFullError) as refusal:
        change_enrolment_state(enrolment=gone, state=CONFIRMED, actor=organiser)

    assert str(refusal.value) == "The only place of Angkatan I is taken."
    gone.refresh_from_db()
    assert gone.state == WITHDRAWN


def test_a_full_batch_still_keeps_a_waiting_list(batch):
    batch.capacity = 1
    batch.save()
    make_enrolment(batch, make_member("Adi"))

    waiting = enrol_member(batch=batch, member=make_member("Budi"), state=EnrolmentState.WAITING)

    assert waiting.state == EnrolmentState.WAITING


def test_enrolling_who_was_nominated_confirms(batch):
    member = make_member("Budi")
    enrol_member(batch=batch, member=member, state=EnrolmentState.NOMINATED)

    assert enrol_member(batch=batch, member=member).state == CONFIRMED


def test_who_comes_back_comes_from_the_office_of_today(batch):
    bitung, manado = make_office(), make_office("KSOP Kelas III Manado")
    member = make_member(office=bitung)
    enrolment = enrol_member(batch=batch, member=member)
    change_enrolment_state(enrolment=enrolment, state=WITHDRAWN)
    move_member(member=member, office=manado, actor=None)

    assert enrol_member(batch=batch, member=member).office == manado


@pytest.mark.parametrize("state", [CONFIRMED, PRESENT])
def test_so_does_who_is_brought_back_on_the_page_of_the_state(state, batch, organiser):
    bitung, manado = make_office(), make_office("KSOP Kelas III Manado")
    member = make_member(office=bitung)
    enrolment = make_enrolment(batch, member)
    enrolment.nominated_by, enrolment.letter_number, enrolment.accepted_at = organiser, "KP.301/7", clock.now()
    enrolment.save()
    change_enrolment_state(enrolment=enrolment, state=WITHDRAWN, actor=organiser, reason="Sakit")
    enrolment.refresh_from_db()
    assert (enrolment.left_as, enrolment.left_reason) == ("taken_back", "Sakit")
    move_member(member=member, office=manado, actor=None)

    change_enrolment_state(enrolment=enrolment, state=state, actor=organiser)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.office, enrolment.nominated_by) == (state, manado, None)
    assert (enrolment.letter_number, enrolment.accepted_at) == ("", None)
    assert (enrolment.left_as, enrolment.left_reason) == ("", "")
    assert Message.objects.filter(template="place_confirmed").exists() is (state == CONFIRMED)


def test_what_was_reached_counts_again_for_who_comes_back(organiser, batch):
    enrolment = make_enrolment(batch)
    change_enrolment_state(enrolment=enrolment, state=WITHDRAWN, actor=organiser, reason="Sakit")
    record_requirement(enrolment=enrolment, key="materials", met=True, value=Decimal(100), target=Decimal(100))

    changed = change_enrolment_state(enrolment=enrolment, state=CONFIRMED, actor=organiser)

    assert changed.state == EnrolmentState.COMPLETED
    assert enrolment.completion.score is None


def test_who_completed_stays_complete(organiser, batch):
    enrolment = make_enrolment(batch)
    record_requirement(enrolment=enrolment, key="materials", met=True, value=Decimal(100), target=Decimal(100))

    for state in (CONFIRMED, WITHDRAWN):
        with pytest.raises(EnrolmentFixedError):
            change_enrolment_state(enrolment=enrolment, state=state, actor=organiser, reason="Salah")

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED


@pytest.mark.parametrize("state", [EnrolmentState.COMPLETED, EnrolmentState.NOMINATED])
def test_some_states_are_not_set_by_hand(state, organiser, batch):
    with pytest.raises(EnrolmentFixedError):
        change_enrolment_state(enrolment=make_enrolment(batch), state=state, actor=organiser)


def test_strangers_and_closed_batches_change_nobody(organiser, batch):
    other = make_member("Joko")
    make_course(organisers=[other])
    enrolment = make_enrolment(batch)
    with pytest.raises(NotAllowedError):
        change_enrolment_state(enrolment=enrolment, state=PRESENT, actor=other)
    make_session(batch, delivered=True)
    close_batch(batch=batch, actor=organiser)

    with translation.override("en"), pytest.raises(Exception, match="its participants are fixed"):
        change_enrolment_state(enrolment=enrolment, state=PRESENT, actor=organiser)

    enrolment.refresh_from_db()
    assert enrolment.state == CONFIRMED
