"""The table of states says what the constants say, which queries use, and what the issue asks of it."""

from courses.choices import ACTIVE_ENROLMENTS, OCCUPYING_ENROLMENTS, SET_BY_HAND, EnrolmentState
from courses.states import MOVES, RULES, Mover, may_move, states_with

NOMINATED, WAITING, CONFIRMED, PRESENT, COMPLETED, WITHDRAWN = EnrolmentState


def test_the_constants_of_queries_are_the_columns_of_the_table():
    assert set(RULES) == set(EnrolmentState)
    assert set(states_with("takes_place")) == set(OCCUPYING_ENROLMENTS)
    assert set(states_with("reads_materials")) == set(states_with("sits_tests")) == set(ACTIVE_ENROLMENTS)
    assert {after for (_before, after), movers in MOVES.items() if Mover.ORGANISER in movers} == {*SET_BY_HAND, WAITING}


def test_who_may_be_asked_or_leave_has_a_move_for_it():
    for state in states_with("leaves_by_itself"):
        assert may_move(state, WITHDRAWN, [Mover.PARTICIPANT])
    assert {before for before, _after in MOVES} == set(EnrolmentState) - {COMPLETED}


def test_present_is_set_by_attendance_and_completed_by_the_rule_alone():
    by_attendance = {move for move, movers in MOVES.items() if Mover.ATTENDANCE in movers}
    assert by_attendance == {
        (NOMINATED, PRESENT),
        (CONFIRMED, PRESENT),
        (PRESENT, NOMINATED),
        (PRESENT, CONFIRMED),
    }
    for before in (NOMINATED, WAITING, CONFIRMED, WITHDRAWN):
        assert may_move(before, PRESENT, [Mover.ORGANISER])
    assert all(movers == {Mover.RULE} for (_before, after), movers in MOVES.items() if after == COMPLETED)
    assert not may_move(WAITING, CONFIRMED, [Mover.PARTICIPANT, Mover.NOMINATOR, Mover.SUPERIOR])
    assert not may_move(PRESENT, WITHDRAWN, [Mover.PARTICIPANT])
