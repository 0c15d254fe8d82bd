"""Separate processes that want the same thing at the same time, on a database on disk."""

import pytest

from core.models import AuditEntry, Job
from courses.choices import BatchState, EnrolmentState
from courses.conditions import Condition
from courses.errors import BatchClosedError
from courses.models import Batch, Completion, Enrolment, MaterialProgress
from courses.services import deliver_session
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material, make_rule, make_session
from tests.factories.members import make_member
from tests.processes import run_together

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
