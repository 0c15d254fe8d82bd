"""The storm's accounting sees what it is there for: an answer that is gone, that stands twice, that nobody sent."""

from dataclasses import replace

import pytest

from benchmarks.storm.ledger import Held, Told, settle

A, B = (1, ("a",)), (1, ("b",))


def told(**changes: object) -> Told:
    values = {"member": 7, "attempt": "x", "sent": {1: A, 2: B}, "taken": {1: A, 2: B}, "receipt": "R-1"}
    return Told(**(values | changes))


HELD = Held(7, "x", "graded", "R-1", recorded=True, answers=((1, A), (2, B)), marks=(1, 2))


def test_all_that_was_acknowledged_stands_once():
    verdict = settle([told()], [HELD])
    assert (verdict.lost, verdict.doubled, verdict.faults, verdict.errors) == ([], [], [], 0)


@pytest.mark.parametrize(
    "answers",
    [((1, A),), ((1, A), (2, (1, ("a",)))), ((1, A), (2, (0, ("b",))))],
    ids=["gone", "another option", "an older revision"],
)
def test_an_answer_that_is_not_there_as_acknowledged_is_lost(answers):
    (lost,) = settle([told()], [replace(HELD, answers=answers)]).lost
    assert "slot 2 was acknowledged" in lost


def test_with_its_attempt_every_answer_is_lost():
    assert settle([told()], []).lost == [
        "member 7: the attempt",
        "member 7: the answer in slot 1",
        "member 7: the answer in slot 2",
    ]


def test_a_submit_that_left_no_trace_is_lost():
    (lost,) = settle([told()], [replace(HELD, state="open", receipt="")]).lost
    assert "handed in as R-1, held as open" in lost
    assert settle([told()], [replace(HELD, marks=(1,))]).lost == ["member 7: the mark in slot 2"]


def test_a_later_answer_that_was_never_acknowledged_may_stand():
    newer = (2, ("c",))
    verdict = settle([told(sent={1: newer, 2: B})], [replace(HELD, answers=((1, newer), (2, B)))])
    assert (verdict.lost, verdict.doubled) == ([], [])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"answers": ((1, A), (2, B), (2, B))}, "2 answers in slot 2"),
        ({"marks": (1, 2, 2)}, "2 marks in slot 2"),
        ({"answers": ((1, A), (2, B), (3, A))}, "slot 3 holds (1, ('a',)), which nobody sent"),
    ],
)
def test_what_stands_twice_or_was_never_sent_is_an_error(change, sentence):
    verdict = settle([told()], [replace(HELD, **change)])
    assert verdict.doubled == [f"member 7: {sentence}"]
    assert verdict.errors == 1


def test_a_second_attempt_of_the_same_member_is_an_error():
    verdict = settle([told()], [HELD, replace(HELD, attempt="y", answers=(), marks=())])
    assert verdict.doubled == ["member 7: 2 attempts"]


def test_a_fault_on_the_way_and_a_course_that_was_never_told_are_errors():
    verdict = settle([told(fault="save: 500")], [replace(HELD, recorded=False)])
    assert verdict.faults == ["member 7: save: 500", "member 7: the course was never told"]


def test_an_answer_whose_acknowledgement_never_came_is_neither_lost_nor_doubled():
    for answers in (((1, A),), ((1, A), (2, B))):
        held = replace(HELD, state="open", receipt="", answers=answers, marks=())
        verdict = settle([told(taken={1: A}, receipt="")], [held])
        assert (verdict.lost, verdict.doubled) == ([], [])
