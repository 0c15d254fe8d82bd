from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock
from courses.errors import EnrolmentNotActiveError, MaterialOutsideCourseError, NotInMaterialError
from courses.models import ChecklistTick, SelfCheckAnswer
from courses.progress_entries import ProgressEntry
from courses.selectors.reading import self_check_shares, traces_of
from courses.services import keep_tick, keep_ticks, record_progress, record_self_check
from tests.courses.blocks.values import CHECKLIST, self_check
from tests.factories.courses import make_batch, make_course, make_enrolment, make_material

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make_course()


@pytest.fixture
def enrolment(course):
    enrolment = make_enrolment(make_batch(course))
    enrolment.enrolled_at = clock.now() - timedelta(days=1)
    enrolment.save()
    return enrolment


@pytest.fixture
def material(course):
    return make_material(course, body=[CHECKLIST, self_check()])


def block_of(material, name):
    return next(raw for raw in material.body.raw_data if raw["type"] == name)


def items_of(material):
    return [item["id"] for item in block_of(material, "checklist")["value"]["items"]]


def options_of(material):
    return [item["id"] for item in block_of(material, "self_check")["value"]["options"]]


def test_the_later_word_about_a_tick_stays_whichever_comes_first(enrolment, material):
    block, item = block_of(material, "checklist")["id"], items_of(material)[0]
    now = clock.now()

    for is_ticked, minutes in ((True, 10), (False, 30), (True, 20)):
        keep_tick(
            enrolment=enrolment,
            material=material,
            block=block,
            item=item,
            is_ticked=is_ticked,
            at=now - timedelta(minutes=minutes),
        )

    row = ChecklistTick.objects.get()
    assert (row.is_ticked, row.ticked_at) == (True, now - timedelta(minutes=10))


def test_a_telephone_with_the_clock_of_years_ago_may_change_its_mind(enrolment, material):
    """All it tells falls on the moment of the enrolment; what it tells last stands."""
    block, item = block_of(material, "checklist")["id"], items_of(material)[0]
    long_ago = clock.now() - timedelta(days=4000)

    for minute, is_ticked in enumerate((True, False)):
        at = long_ago + timedelta(minutes=minute)
        keep_tick(enrolment=enrolment, material=material, block=block, item=item, is_ticked=is_ticked, at=at)

    row = ChecklistTick.objects.get()
    assert (row.is_ticked, row.ticked_at) == (False, enrolment.enrolled_at)


def test_the_form_says_how_the_whole_list_stands(enrolment, material):
    block, (first, second) = block_of(material, "checklist")["id"], items_of(material)

    keep_ticks(enrolment=enrolment, material=material, block=block, ticked={first, second})
    keep_ticks(enrolment=enrolment, material=material, block=block, ticked={second, "unknown"})

    traces = traces_of(enrolment, material, ticks=True, answers=False)
    assert traces.ticked == {block: {second}}


def test_an_answer_is_judged_here_and_counts_once(enrolment, material):
    block, (right, wrong) = block_of(material, "self_check")["id"], options_of(material)
    entry = uuid4()
    now = clock.now()

    for _time in range(2):
        record_self_check(
            enrolment=enrolment,
            material=material,
            block=block,
            entry=entry,
            chosen=[wrong, "unknown"],
            at=now - timedelta(hours=1),
        )
    record_self_check(enrolment=enrolment, material=material, block=block, entry=uuid4(), chosen=[right], at=now)

    assert [(row.chosen, row.is_right) for row in SelfCheckAnswer.objects.order_by("answered_at")] == [
        ([wrong], False),
        ([right], True),
    ]
    last = traces_of(enrolment, material, ticks=False, answers=True).answers[block]
    assert (last.chosen, last.is_right) == ([right], True)


def test_what_cannot_be_taken_is_refused(enrolment, material, course):
    block = block_of(material, "self_check")["id"]
    other = make_material(make_course(), body=[self_check()])
    withdrawn = make_enrolment(enrolment.batch, state="withdrawn")

    def answer(who=enrolment, what=material, where=block, chosen=None):
        answered = options_of(what)[:1] if chosen is None else chosen
        record_self_check(enrolment=who, material=what, block=where, entry=uuid4(), chosen=answered)

    with pytest.raises(NotInMaterialError):
        answer(where=uuid4())
    with pytest.raises(NotInMaterialError):
        answer(chosen=["unknown"])
    with pytest.raises(EnrolmentNotActiveError):
        answer(who=withdrawn)
    with pytest.raises(MaterialOutsideCourseError):
        answer(what=other, where=block_of(other, "self_check")["id"])
    with pytest.raises(NotInMaterialError):
        keep_tick(
            enrolment=enrolment,
            material=material,
            block=block_of(material, "checklist")["id"],
            item=uuid4(),
            is_ticked=True,
            at=clock.now(),
        )
    assert not SelfCheckAnswer.objects.exists()
    assert not ChecklistTick.objects.exists()


def test_entries_from_a_device_are_taken_once_and_unreadable_ones_refused(enrolment, material):
    tick = {"block": block_of(material, "checklist")["id"], "item": items_of(material)[0], "ticked": True}
    check = {"block": block_of(material, "self_check")["id"], "chosen": options_of(material)[:1]}
    entries = [
        ProgressEntry(uuid4(), "ticked", clock.now(), tick),
        ProgressEntry(uuid4(), "checked", clock.now(), check),
        ProgressEntry(uuid4(), "ticked", clock.now(), {"block": "x"}),
        ProgressEntry(uuid4(), "checked", clock.now(), {**check, "chosen": "all"}),
    ]

    for _time in range(2):
        outcome = record_progress(enrolment=enrolment, material=material, entries=entries)

    assert outcome.taken == [entries[0].id, entries[1].id]
    assert set(outcome.refused) == {entries[2].id, entries[3].id}
    assert ChecklistTick.objects.count() == SelfCheckAnswer.objects.count() == 1


@pytest.mark.parametrize("readers", [1, 3])
def test_the_speaker_sees_how_first_answers_fall(enrolment, material, readers, django_assert_num_queries):
    block, (right, wrong) = block_of(material, "self_check")["id"], options_of(material)
    for _number in range(readers):
        reader = make_enrolment(enrolment.batch)
        for chosen in (wrong, right):
            record_self_check(enrolment=reader, material=material, block=block, entry=uuid4(), chosen=[chosen])
    record_self_check(enrolment=enrolment, material=material, block=block, entry=uuid4(), chosen=[right])

    with django_assert_num_queries(1):
        [shares] = self_check_shares(material)

    assert (shares.answered, shares.right) == (readers + 1, 1)
    assert [(option.number, option.share) for option in shares.options] == {
        1: [(1, 50), (1, 50)],
        3: [(1, 25), (3, 75)],
    }[readers]
