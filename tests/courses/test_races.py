"""Separate processes that want the same thing at the same time, on a database on disk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry, Job
from courses.choices import BatchState, EnrolmentState, SelfEnrolment
from courses.conditions import Condition
from courses.errors import BatchClosedError, EnrolmentNotActiveError
from courses.models import Attendance, Batch, Completion, Enrolment, MaterialProgress
from courses.services import deliver_session, enrol_member
from members.models import Message
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member
from tests.processes import run_together

WAITING = EnrolmentState.WAITING
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def results_of(outcomes):
    assert [outcome.error for outcome in outcomes] == [""] * len(outcomes)
    return [outcome.result for outcome in outcomes]


def test_the_last_places_are_given_once():
    batch = make_batch(capacity=3)
    members = [make_member(f"Peserta {number}") for number in range(12)]

    told = results_of(
        run_together("tests.courses.children:enrol", [{"batch": batch.pk, "member": m.pk} for m in members])
    )

    assert sorted(told) == [EnrolmentState.CONFIRMED] * 3 + ["full"] * 9
    assert Enrolment.objects.filter(batch=batch).count() == 3


def test_one_person_is_enrolled_once():
    batch, member = make_batch(capacity=1), make_member("Budi")

    told = results_of(run_together("tests.courses.children:enrol", [{"batch": batch.pk, "member": member.pk}] * 8))

    assert told == [EnrolmentState.CONFIRMED] * 8
    assert AuditEntry.objects.filter(action="enrolment.made").count() == 1


def test_two_conditions_met_at_once_complete_once():
    course = make_course()
    make_rule(course, Condition("materials", 100), Condition("quiz:1", 100))
    enrolment = make_enrolment(make_batch(course))
    deeds = [{"enrolment": enrolment.pk, "key": key} for key in ("materials", "quiz:1")] * 4

    results_of(run_together("tests.courses.children:reach", deeds))
    told = results_of(run_together("tests.courses.children:evaluate", [{"enrolment": enrolment.pk}] * 8))

    assert told == [Completion.objects.get().pk] * 8
    assert AuditEntry.objects.filter(action="enrolment.completed").count() == 1


def test_materials_opened_at_once_are_all_counted():
    course = make_course()
    materials = [make_material(course, f"Materi {number}") for number in range(6)]
    enrolment = make_enrolment(make_batch(course))
    deeds = [{"enrolment": enrolment.pk, "material": material.pk} for material in materials]

    results_of(run_together("tests.courses.children:open_material", deeds))

    assert MaterialProgress.objects.filter(enrolment=enrolment).count() == 6
    assert Completion.objects.get().enrolment == enrolment


def test_a_batch_is_closed_once():
    batch = make_batch()
    make_session(batch, delivered=True)

    told = results_of(run_together("tests.courses.children:close", [{"batch": batch.pk}] * 8))

    assert set(told) == {str(Batch.objects.get().closed_at)}
    assert AuditEntry.objects.filter(action="batch.closed").count() == 1
    assert Job.objects.values("key").distinct().count() == Job.objects.count()


def test_nothing_is_delivered_after_closing():
    batch = make_batch()
    make_session(batch, delivered=True)
    late = make_session(batch, "Terakhir")
    deeds = [{"name": "close", "arguments": {"batch": batch.pk}}] * 4
    deeds += [{"name": "deliver", "arguments": {"session": late.pk}}] * 4

    outcomes = run_together("tests.courses.children:any_of", deeds)

    batch.refresh_from_db()
    late.refresh_from_db()
    refused = [outcome.error for outcome in outcomes[4:] if outcome.error]
    assert all(BatchClosedError.__name__ in error for error in refused)
    assert [outcome.error for outcome in outcomes[:4]] == [""] * 4
    assert late.state == "delivered"  # some child delivers: while it is undecided nobody can close
    if batch.state == BatchState.CLOSED:
        with pytest.raises(BatchClosedError):
            deliver_session(session=late)


def test_one_free_place_goes_to_one_who_waits_whoever_looks():
    batch = make_batch(capacity=1)
    first = make_enrolment(batch, make_member("Adi"))
    waiting = [enrol_member(batch=batch, member=make_member(f"Peserta {n}"), state=WAITING) for n in range(3)]
    deeds = [{"name": "withdraw", "arguments": {"enrolment": first.pk}}] * 3
    deeds += [{"name": "promote", "arguments": {"batch": batch.pk}}] * 3

    results_of(run_together("tests.courses.children:any_of", deeds))

    states = list(Enrolment.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "confirmed", "waiting", "waiting"]
    assert AuditEntry.objects.filter(action="enrolment.promoted").count() == 1
    assert Message.objects.filter(template="place_free").count() == 1
    assert Message.objects.get(template="place_free").recipient == waiting[0].member


def test_places_that_become_free_together_are_filled_together():
    batch = make_batch(capacity=4)
    placed = [make_enrolment(batch, make_member(f"Hadir {n}")) for n in range(4)]
    for number in range(3):
        enrol_member(batch=batch, member=make_member(f"Tunggu {number}"), state=WAITING)
    newcomers = [make_member(f"Baru {number}") for number in range(3)]
    deeds = [{"name": "withdraw", "arguments": {"enrolment": row.pk}} for row in placed]
    deeds += [{"name": "enrol", "arguments": {"batch": batch.pk, "member": member.pk}} for member in newcomers]

    results_of(run_together("tests.courses.children:any_of", deeds))

    rows = Enrolment.objects.values_list("member__name", "state")
    assert {state for name, state in rows if name.startswith("Tunggu")} == {"confirmed"}
    assert sum(state == "confirmed" for _name, state in rows) in (3, 4)  # a newcomer may find the fourth, or come first
    assert Message.objects.filter(template="place_free").count() == 3


def test_who_joins_two_batches_of_a_course_at_once_is_in_one():
    course, member = make_course(), make_member("Budi")
    soon = timezone.localdate() + timedelta(days=9)
    batches = [make_batch(course, self_enrolment=SelfEnrolment.AT_ONCE, starts_on=soon) for _ in range(2)]
    deeds = [{"batch": batch.pk, "member": member.pk} for batch in batches * 4]

    told = results_of(run_together("tests.courses.children:join", deeds))

    assert sorted(told) == [EnrolmentState.CONFIRMED] * 4 + ["elsewhere"] * 4
    assert Enrolment.objects.count() == 1


def test_one_person_who_taps_on_two_phones_is_counted_once():
    session = make_session(make_batch())
    enrolment = make_enrolment(session.batch)
    tap = {"session": session.pk, "enrolment": enrolment.pk, "at": session.starts_at.isoformat()}

    told = results_of(run_together("tests.courses.children:check_in_to", [tap] * 6))

    assert told == [Attendance.objects.get().pk] * 6
    assert AuditEntry.objects.filter(action="attendance.noted").count() == 1


def test_who_scans_while_the_place_is_taken_back_is_either_refused_or_withdrawn_after_it():
    session = make_session(make_batch())
    people = [make_enrolment(session.batch, make_member(f"Peserta {n}")) for n in range(2)]
    moment = session.starts_at.isoformat()
    deeds = [
        deed
        for one in people
        for deed in (
            {"name": "check_in_to", "arguments": {"session": session.pk, "enrolment": one.pk, "at": moment}},
            {"name": "withdraw", "arguments": {"enrolment": one.pk}},
        )
    ]

    outcomes = run_together("tests.courses.children:any_of", deeds)

    assert all(not one.error or EnrolmentNotActiveError.__name__ in one.error for one in outcomes[::2])
    assert [one.error for one in outcomes[1::2]] == [""] * 2
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Attendance.objects.count() == sum(not one.error for one in outcomes[::2])
