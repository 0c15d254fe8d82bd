from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, EnrolmentState
from courses.models import BatchQuota, Enrolment
from courses.services import change_enrolment_state, enrol_member, promote_waiting, withdraw_enrolment
from courses.services.records import save_batch
from members.models import Message
from tests.factories.courses import make_batch, make_course
from tests.factories.members import make_member, make_office, make_organiser

pytestmark = pytest.mark.django_db

CONFIRMED, NOMINATED, WAITING = EnrolmentState.CONFIRMED, EnrolmentState.NOMINATED, EnrolmentState.WAITING


def full_batch(**fields):
    batch = make_batch(make_course(organisers=[make_organiser()]), capacity=1, **fields)
    return batch, enrol_member(batch=batch, member=make_member("Adi"))


def wait(batch, name, office=None, nominated_by=None):
    row = enrol_member(batch=batch, member=make_member(name, office=office), state=WAITING)
    if nominated_by:
        row.nominated_by = nominated_by
        row.save()
    return row


def told(template="place_free"):
    return list(Message.objects.filter(template=template).order_by("pk").values_list("recipient__name", flat=True))


def states():
    return list(Enrolment.objects.order_by("pk").values_list("state", flat=True))


def test_a_place_taken_back_goes_to_who_waited_longest_and_tells_them_once():
    batch, first = full_batch()
    with clock.at(clock.now() + timedelta(hours=1)):
        late = wait(batch, "Budi")
    early = wait(batch, "Citra")
    Enrolment.objects.filter(pk=early.pk).update(waiting_since=late.waiting_since - timedelta(hours=1))

    withdraw_enrolment(enrolment=first)
    withdraw_enrolment(enrolment=first)
    promote_waiting(batch=batch)

    assert states() == [EnrolmentState.WITHDRAWN, WAITING, CONFIRMED]
    assert told() == ["Citra"]
    entry = AuditEntry.objects.get(action="enrolment.promoted")
    assert (entry.subject, entry.data) == (f"enrolment:{early.uid}", {"before": "waiting", "state": "confirmed"})


def test_no_two_share_a_turn():
    batch, _first = full_batch()

    with clock.at(clock.now()):
        turns = [wait(batch, f"Peserta {number}").waiting_since for number in range(3)]

    assert sorted(set(turns)) == turns


def test_more_places_promote_in_order_and_who_was_nominated_is_still_to_be_confirmed():
    batch, _first = full_batch()
    wait(batch, "Budi")
    wait(batch, "Citra", nominated_by=make_member("Kepala Kantor"))
    wait(batch, "Dewi")
    organiser = batch.course.organisers.get().member

    batch.capacity = 3
    save_batch(batch=batch, actor=organiser)

    assert states() == [CONFIRMED, CONFIRMED, NOMINATED, WAITING]
    assert told() == ["Budi", "Citra"]


def test_who_is_over_the_quota_keeps_the_turn_until_it_is_raised():
    batch, first = full_batch()
    bitung, manado = make_office(), make_office("KSOP Kelas III Manado")
    quota = BatchQuota.objects.create(batch=batch, office=bitung, places=0)
    wait(batch, "Budi", bitung)
    wait(batch, "Citra", manado)

    withdraw_enrolment(enrolment=first)

    assert states() == [EnrolmentState.WITHDRAWN, WAITING, CONFIRMED]

    quota.places, batch.capacity = 1, 2
    quota.save()
    batch.save()
    promote_waiting(batch=batch)

    assert states() == [EnrolmentState.WITHDRAWN, CONFIRMED, CONFIRMED]


@pytest.mark.parametrize(
    ("fields", "promoted"),
    [
        ({}, True),
        ({"starts_in": -1}, False),
        ({"starts_in": -1, "nominations_in": 0}, True),
        ({"state": BatchState.DRAFT}, True),
    ],
)
def test_nobody_is_called_in_the_middle_of_a_training(fields, promoted):
    today = make_batch().today
    days = {"starts_on": today + timedelta(days=fields.get("starts_in", 0))}
    if "nominations_in" in fields:
        days["nominations_until"] = today + timedelta(days=fields["nominations_in"])
    batch, first = full_batch(state=fields.get("state", BatchState.OPEN), **days)
    wait(batch, "Budi")

    withdraw_enrolment(enrolment=first)

    assert states()[1] == (CONFIRMED if promoted else WAITING)


def test_an_organiser_may_confirm_out_of_turn_where_there_is_a_place():
    batch, _first = full_batch()
    wait(batch, "Budi")
    second = wait(batch, "Citra")
    batch.capacity = 2
    batch.save()

    change_enrolment_state(enrolment=second, state=CONFIRMED, actor=batch.course.organisers.get().member)

    assert states() == [CONFIRMED, WAITING, CONFIRMED]
    assert (told(), told("place_confirmed")) == ([], ["Citra"])
