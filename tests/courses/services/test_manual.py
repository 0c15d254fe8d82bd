"""What is ticked off by hand: for one or many, undone with a reason, and what completions come of it."""

from decimal import Decimal

import pytest

from core import clock
from core.models import AuditEntry
from courses.choices import BatchState, EnrolmentState, Part
from courses.conditions import Condition, Result
from courses.errors import EnrolmentFixedError, NotAllowedError, ReasonMissingError
from courses.models import Completion, CompletionRule, ManualTick, RequirementResult
from courses.selectors import standing_of
from courses.services import (
    change_enrolment_state,
    enrol_member,
    judge_pending,
    record_requirements,
)
from courses.services.manual import refresh_manual_requirements, save_manual_requirement, tick_off, undo_tick
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_rule
from tests.factories.members import make_member
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_member("Ratna")


@pytest.fixture
def course(organiser):
    return make_course(organisers=[organiser], materials_target=None)


@pytest.fixture
def video(course, organiser):
    """Asked for as the only thing."""
    asked = save_manual_requirement(
        course=course, label="Tugas video diserahkan", explanation="Kirim ke panitia.", actor=organiser
    )
    make_rule(course, Condition(asked.key, Decimal(100)))
    return asked


def test_those_who_take_part_are_ticked_off_once_and_complete_also_when_the_batch_is_closed(course, video, organiser):
    batch = make_batch(course)
    present, late = make_enrolment(batch, make_member("Adi")), make_enrolment(batch, make_member("Budi"))
    withdrawn = make_enrolment(batch, make_member("Cici"), state=EnrolmentState.WITHDRAWN)
    elsewhere = make_enrolment(make_batch(course), make_member("Dedi"))
    everybody = [row.pk for row in (present, withdrawn, elsewhere)]

    first = tick_off(requirement=video, batch=batch, enrolments=everybody, note="bagus", actor=organiser)
    again = tick_off(requirement=video, batch=batch, enrolments=everybody, actor=organiser)
    batch.state, batch.closed_at = BatchState.CLOSED, batch.changed_at
    batch.save()
    after_closing = tick_off(requirement=video, batch=batch, enrolments=[late.pk], actor=organiser)

    assert (first, again, after_closing) == (1, 0, 1)
    assert {row.enrolment for row in Completion.objects.all()} == {present, late}
    assert AuditEntry.objects.filter(action="requirement.ticked", actor_id=organiser.pk).count() == 2
    assert ManualTick.objects.get(enrolment=present).note == "bagus"


def test_a_tick_is_undone_with_a_reason_unless_a_completion_rests_on_it(course, video, organiser):
    make_rule(course, Condition(video.key, Decimal(100)), Condition("materials", Decimal(100)))
    batch = make_batch(course)
    open_one, complete = make_enrolment(batch, make_member("Adi")), make_enrolment(batch, make_member("Budi"))
    record_requirements(key="materials", results={complete.pk: Result(Decimal(100), Decimal(100), met=True)})
    tick_off(requirement=video, batch=batch, enrolments=[open_one.pk, complete.pk], actor=organiser)
    ticks = {tick.enrolment: tick for tick in ManualTick.objects.select_related("enrolment", "requirement")}

    with pytest.raises(ReasonMissingError):
        undo_tick(tick=ticks[open_one], reason=" ", actor=organiser)
    with pytest.raises(EnrolmentFixedError):
        undo_tick(tick=ticks[complete], reason="salah orang", actor=organiser)
    for _twice in range(2):
        undo_tick(tick=ticks[open_one], reason="salah orang", actor=organiser)

    assert standing_of(open_one).item(video.key).reached == "Not done yet"
    assert [(t.enrolment, t.undo_reason) for t in ManualTick.objects.exclude(undone_at=None)] == [
        (open_one, "salah orang")
    ]
    assert Completion.objects.get().enrolment == complete
    assert AuditEntry.objects.filter(action="requirement.unticked").count() == 1
    assert tick_off(requirement=video, batch=batch, enrolments=[open_one.pk], actor=organiser) == 1


def test_speakers_tick_off_where_that_is_left_to_them_and_strangers_never(course, video, organiser):
    batch, speaker, stranger = make_batch(course), make_member("Sari"), make_member("Joko")
    make_course(organisers=[stranger])
    make_part(batch, speaker, part=Part.SPEAKER)
    enrolment = make_enrolment(batch, make_member("Adi"))

    for person in (speaker, stranger):
        with pytest.raises(NotAllowedError):
            tick_off(requirement=video, batch=batch, enrolments=[enrolment.pk], actor=person)
    save_manual_requirement(
        course=course, requirement=video, label=video.label, speakers_may_tick=True, actor=organiser
    )
    with pytest.raises(NotAllowedError):
        tick_off(requirement=video, batch=batch, enrolments=[enrolment.pk], actor=stranger)

    assert tick_off(requirement=video, batch=batch, enrolments=[enrolment.pk], actor=speaker) == 1


def test_who_withdrew_and_comes_back_is_complete_by_what_was_ticked_off_before(course, video, organiser):
    make_rule(course, Condition(video.key, Decimal(100)), Condition("materials", Decimal(100)))
    batch = make_batch(course)
    back, still_away = make_enrolment(batch, make_member("Adi")), make_enrolment(batch, make_member("Budi"))
    both = [back.pk, still_away.pk]
    tick_off(requirement=video, batch=batch, enrolments=both, actor=organiser)
    for enrolment in (back, still_away):
        change_enrolment_state(enrolment=enrolment, state=EnrolmentState.WITHDRAWN)
    record_requirements(key="materials", results=dict.fromkeys(both, Result(Decimal(100), Decimal(100), met=True)))
    judge_pending(course=course)
    assert not Completion.objects.exists()

    enrol_member(batch=batch, member=back.member, actor=organiser)

    assert Completion.objects.get().enrolment == back
    back.refresh_from_db()
    assert back.state == EnrolmentState.COMPLETED


def test_lost_results_are_repaired_and_a_dry_run_only_says_so(course, video, organiser):
    batch = make_batch(course)
    enrolments = [make_enrolment(batch, make_member(f"Peserta {number}")) for number in range(3)]
    rule = CompletionRule.objects.in_force(course)
    ManualTick.objects.bulk_create(ManualTick(requirement=video, enrolment=row) for row in enrolments[:2])

    dry = judge_pending(course=course, dry_run=True)
    assert not RequirementResult.objects.exists()
    done, again = judge_pending(batch=batch), judge_pending()

    assert (dry.looked_at, dict(dry.repaired), dry.completed) == (3, {"manual": 2}, 2)
    assert (done.looked_at, dict(done.repaired), done.completed) == (3, {"manual": 2}, 2)
    assert (again.looked_at, dict(again.repaired), again.completed) == (1, {}, 0)
    assert {(row.enrolment, row.rule) for row in Completion.objects.all()} == {(row, rule) for row in enrolments[:2]}


def test_a_tick_that_is_undone_while_results_are_repaired_is_not_on_record_again(course, video, organiser):
    enrolment = make_enrolment(make_batch(course))
    ManualTick.objects.create(requirement=video, enrolment=enrolment, ticked_by=organiser)

    def undo():
        ManualTick.objects.update(undone_at=clock.now(), undo_reason="Salah orang")

    with meanwhile(undo):
        refresh_manual_requirements([enrolment])

    assert not RequirementResult.objects.exists()
    assert not Completion.objects.exists()
