"""What each state of an enrolment allows, and who moves somebody from one to another: the one table. docs/batches.md
shows the same. The constants of `courses.choices`, which queries use, say no more than stands here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from courses.choices import EnrolmentState

NOMINATED, WAITING, CONFIRMED, PRESENT, COMPLETED, WITHDRAWN = EnrolmentState


class Mover(Enum):
    """Who changes a state."""

    ORGANISER = "organiser"
    NOMINATOR = "nominator"  # head of the office, coordinator of the province: while the batch takes nominations
    PARTICIPANT = "participant"  # before the batch begins, or by the link while places are filled
    SUPERIOR = "superior"  # by the link
    WAITING_LIST = "waiting list"  # when a place becomes free
    ATTENDANCE = "attendance"
    RULE = "rule"


@dataclass(frozen=True)
class StateRules:
    takes_place: bool = False
    reads_materials: bool = False  # those that are open only to the enrolled
    sits_tests: bool = False
    may_be_swapped: bool = False
    # The participant may give the place up; who is confirmed, before the batch begins, or by the link on its first day.
    leaves_by_itself: bool = False
    is_asked_by_link: bool = False


RULES: dict[EnrolmentState, StateRules] = {
    NOMINATED: StateRules(takes_place=True, may_be_swapped=True, leaves_by_itself=True, is_asked_by_link=True),
    WAITING: StateRules(may_be_swapped=True, leaves_by_itself=True),
    CONFIRMED: StateRules(
        takes_place=True,
        reads_materials=True,
        sits_tests=True,
        may_be_swapped=True,
        leaves_by_itself=True,
        is_asked_by_link=True,
    ),
    PRESENT: StateRules(takes_place=True, reads_materials=True, sits_tests=True),
    COMPLETED: StateRules(takes_place=True, reads_materials=True, sits_tests=True),
    WITHDRAWN: StateRules(),
}

_ORGANISER = frozenset({Mover.ORGANISER})
_ANSWERS = frozenset({Mover.PARTICIPANT, Mover.SUPERIOR})
_PRESENT_BY = frozenset({Mover.ORGANISER, Mover.ATTENDANCE})  # of those who hold a place: nobody else may check in
_BY_RULE = frozenset({Mover.RULE})

MOVES: dict[tuple[EnrolmentState, EnrolmentState], frozenset[Mover]] = {
    (NOMINATED, CONFIRMED): _ORGANISER | _ANSWERS,
    (NOMINATED, PRESENT): _PRESENT_BY,
    (NOMINATED, WITHDRAWN): _ORGANISER | _ANSWERS | {Mover.NOMINATOR},
    (WAITING, NOMINATED): frozenset({Mover.WAITING_LIST}),
    (WAITING, CONFIRMED): _ORGANISER | {Mover.WAITING_LIST},
    (WAITING, PRESENT): _ORGANISER,
    (WAITING, WITHDRAWN): _ORGANISER | {Mover.NOMINATOR, Mover.PARTICIPANT},
    (CONFIRMED, PRESENT): _PRESENT_BY,
    (CONFIRMED, COMPLETED): _BY_RULE,
    (CONFIRMED, WITHDRAWN): _ORGANISER | {Mover.PARTICIPANT, Mover.NOMINATOR},  # the nominator by a swap only
    (PRESENT, NOMINATED): frozenset({Mover.ATTENDANCE}),  # it was an error, of who was nominated before
    (PRESENT, CONFIRMED): _PRESENT_BY,  # the attendance was an error
    (PRESENT, COMPLETED): _BY_RULE,
    (PRESENT, WITHDRAWN): _ORGANISER,
    (WITHDRAWN, NOMINATED): frozenset({Mover.NOMINATOR, Mover.PARTICIPANT}),  # named, or joining, once more
    (WITHDRAWN, WAITING): frozenset({Mover.NOMINATOR, Mover.PARTICIPANT, Mover.ORGANISER}),
    (WITHDRAWN, CONFIRMED): _ORGANISER | {Mover.PARTICIPANT},
    (WITHDRAWN, PRESENT): _ORGANISER,
}


def may_move(before: EnrolmentState | str, after: EnrolmentState | str, movers: Collection[Mover]) -> bool:
    allowed = MOVES.get((EnrolmentState(before), EnrolmentState(after)), frozenset())
    return not allowed.isdisjoint(movers)


def states_with(rule: str) -> tuple[EnrolmentState, ...]:
    return tuple(state for state, rules in RULES.items() if getattr(rules, rule))
