from decimal import Decimal

import pytest

from core.models import AuditEntry
from courses.choices import EnrolmentState
from courses.conditions import Condition
from courses.errors import EnrolmentNotActiveError, MaterialOutsideCourseError, NotAllowedError, RuleInvalidError
from courses.models import Completion, CompletionRule, MaterialProgress, RequirementResult
from courses.selectors import standing_of
from courses.services import (
    evaluate_completion,
    record_material_opened,
    record_requirement,
    set_completion_rule,
)
from courses.signals import course_completed
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material
from tests.factories.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced():
    heard = []

    def listen(enrolment_id, **kwargs):
        heard.append(enrolment_id)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def test_opening_the_last_material_completes_once(announced, django_capture_on_commit_callbacks):
    course = make_course()
    first, second = make_material(course), make_material(course)
    make_material(course, live=False)
    enrolment = make_enrolment(make_batch(course))

    with django_capture_on_commit_callbacks(execute=True):
        assert record_material_opened(enrolment=enrolment, material=first) is True
    assert not Completion.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert record_material_opened(enrolment=enrolment, material=second) is True
        assert record_material_opened(enrolment=enrolment, material=second) is False

    completion = Completion.objects.get()
    enrolment.refresh_from_db()
    assert (completion.enrolment, completion.rule.number) == (enrolment, 1)
    assert (completion.passed_test, completion.score) == (False, None)
    assert enrolment.state == EnrolmentState.COMPLETED
    assert announced == [enrolment.pk]
    assert AuditEntry.objects.filter(action="enrolment.completed").count() == 1


def test_opening_again_moves_the_time_and_the_revision_seen():
    course = make_course()
    material = make_material(course)
    enrolment = make_enrolment(make_batch(course))
    record_material_opened(enrolment=enrolment, material=material)
    first = MaterialProgress.objects.get()
    material.save_revision().publish()
    material.refresh_from_db()

    record_material_opened(enrolment=enrolment, material=material)

    later = MaterialProgress.objects.get()
    assert later.opened_at == first.opened_at
    assert later.last_opened_at > first.last_opened_at
    assert later.revision_seen == material.live_revision_id != first.revision_seen


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.WAITING, EnrolmentState.NOMINATED])
def test_who_takes_no_part_leaves_no_traces(state):
    course = make_course()
    material = make_material(course)
    enrolment = make_enrolment(make_batch(course), state=state)

    with pytest.raises(EnrolmentNotActiveError):
        record_material_opened(enrolment=enrolment, material=material)

    assert not MaterialProgress.objects.exists()


def test_a_material_of_another_course_does_not_count():
    enrolment = make_enrolment()
    foreign = make_material(make_course())

    with pytest.raises(MaterialOutsideCourseError):
        record_material_opened(enrolment=enrolment, material=foreign)

    assert not RequirementResult.objects.exists()


def test_a_completion_is_not_taken_away_by_a_stricter_rule_or_a_poorer_result():
    course = make_course(materials_target=50)
    enrolment = make_enrolment(make_batch(course))
    record_requirement(
        enrolment=enrolment, key="materials", met=True, value=Decimal(60), target=Decimal(50), is_test=False
    )

    set_completion_rule(course=course, conditions=[Condition("materials", Decimal(100))])
    record_requirement(enrolment=enrolment, key="materials", met=False, value=Decimal(10), target=Decimal(100))

    result = RequirementResult.objects.get()
    assert (result.met, result.value) == (True, Decimal(60))
    assert Completion.objects.get().rule.number == 1
    assert evaluate_completion(enrolment=enrolment) == Completion.objects.get()


def test_what_a_completion_rests_on_stays_though_a_poorer_result_meets_a_lowered_target():
    course = make_course(materials_target=80)
    enrolment = make_enrolment(make_batch(course))
    reached = {"enrolment": enrolment, "key": "materials", "met": True}
    record_requirement(**reached, value=Decimal(85), target=Decimal(80))
    set_completion_rule(course=course, conditions=[Condition("materials", Decimal(60))])

    record_requirement(**reached, value=Decimal(70), target=Decimal(60))

    assert RequirementResult.objects.values_list("value", "target", "met").get() == (85, 80, True)


def test_without_a_completion_a_poorer_result_is_taken_over():
    course = make_course(materials_target=100)
    enrolment = make_enrolment(make_batch(course))
    record_requirement(enrolment=enrolment, key="quiz:1", met=True, value=Decimal(80), target=Decimal(70), is_test=True)

    record_requirement(
        enrolment=enrolment, key="quiz:1", met=False, value=Decimal(40), target=Decimal(70), is_test=True
    )

    result = RequirementResult.objects.get(key="quiz:1")
    assert (result.met, result.value, result.is_test) == (False, Decimal(40), True)


def test_nobody_completes_without_a_rule():
    enrolment = make_enrolment(make_batch(make_course(materials_target=None)))

    assert evaluate_completion(enrolment=enrolment) is None


def test_rules_come_in_versions_and_the_same_rule_makes_none():
    organiser = make_member("Ratna")
    course = make_course(organisers=[organiser])
    stricter = [Condition("materials", Decimal(90))]

    second = set_completion_rule(course=course, conditions=stricter, actor=organiser)
    again = set_completion_rule(course=course, conditions=stricter, actor=organiser)

    assert second == again
    assert second.number == 2
    assert CompletionRule.objects.filter(course=course).count() == 2


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [Condition("materials", Decimal(0))],
        [Condition("materials", Decimal(101))],
        [Condition("quiz:1", Decimal(-1), is_test=True)],
        [Condition("materials", Decimal(50)), Condition("materials", Decimal(60))],
        [Condition("horoscope:1", Decimal(50))],
        [Condition("materials", Decimal(50), gates_materials=True)],
    ],
    ids=["empty", "nothing asked", "impossible", "less than nothing", "double", "unknown", "gate before itself"],
)
def test_rules_that_make_no_sense_are_refused_and_change_nothing(conditions):
    course = make_course()

    with pytest.raises(RuleInvalidError):
        set_completion_rule(course=course, conditions=conditions)

    assert CompletionRule.objects.filter(course=course).count() == 1


def test_a_stranger_may_not_change_the_rule():
    course = make_course(organisers=[make_member("Ratna")])
    other_organiser = make_member("Joko")
    make_course(organisers=[other_organiser])

    with pytest.raises(NotAllowedError):
        set_completion_rule(course=course, conditions=[Condition("materials", Decimal(1))], actor=other_organiser)

    assert CompletionRule.objects.filter(course=course).count() == 1


def test_the_card_counts_materials_published_since_the_last_opening():
    course = make_course(materials_target=80)
    material = make_material(course)
    enrolment = make_enrolment(make_batch(course, name="A"))
    make_material(course, live=True)
    record_material_opened(enrolment=enrolment, material=material)
    make_material(course)

    [line] = standing_of(enrolment).items

    assert (line.key, line.met, line.value, line.target, line.unit) == (
        "materials",
        False,
        Decimal("33.33333"),
        Decimal(80),
        "%",
    )
