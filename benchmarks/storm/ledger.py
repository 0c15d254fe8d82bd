"""The accounting of a storm: what the site told its members, held against what its database holds afterwards. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Given = tuple[int, tuple[str, ...]]
"""A revision and the options chosen."""


@dataclass
class Told:
    """One member's side: what was sent, what the site said it took, and the first thing that went wrong."""

    member: int
    attempt: str = ""
    sent: dict[int, Given] = field(default_factory=dict)
    taken: dict[int, Given] = field(default_factory=dict)
    receipt: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Held:
    """One attempt as the database has it; rows as they stand, so that a doubled one shows."""

    member: int
    attempt: str
    state: str
    receipt: str
    recorded: bool
    answers: tuple[tuple[int, Given], ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """`lost`: acknowledged and not there, or otherwise. `doubled`: there twice, or though nobody sent it."""

    lost: list[str]
    doubled: list[str]
    faults: list[str]

    @property
    def errors(self) -> int:
        return len(self.faults) + len(self.doubled)


def settle(told: Iterable[Told], held: Iterable[Held]) -> Verdict:
    attempts = {attempt.attempt: attempt for attempt in held}
    by_member = Counter(attempt.member for attempt in attempts.values())
    lost: list[str] = []
    doubled: list[str] = []
    faults: list[str] = []
    for one in told:
        if one.fault:
            faults.append(f"member {one.member}: {one.fault}")
        if by_member[one.member] > 1:
            doubled.append(f"member {one.member}: {by_member[one.member]} attempts")
        attempt = attempts.get(one.attempt)
        if attempt is not None:
            lost += _lost_of(one, attempt)
            doubled += _doubled_of(one, attempt)
            if one.receipt and not attempt.recorded:
                faults.append(f"member {one.member}: the course was never told")
        elif one.attempt:
            lost.append(f"member {one.member}: the attempt")
            lost += [f"member {one.member}: the answer in slot {slot}" for slot in one.taken]
    return Verdict(lost, doubled, faults)


def _lost_of(told: Told, held: Held) -> list[str]:
    answers = dict(held.answers)
    lost = [
        f"member {told.member}: slot {slot} was acknowledged as {given}, the database has {answers.get(slot)}"
        for slot, given in told.taken.items()
        # A later answer that was sent and never acknowledged may stand in its place.
        if answers.get(slot) not in (given, told.sent[slot])
    ]
    if told.receipt:
        if held.state not in ("graded", "released") or held.receipt != told.receipt:
            lost.append(f"member {told.member}: handed in as {told.receipt}, held as {held.state} {held.receipt}")
        lost += [f"member {told.member}: the mark in slot {slot}" for slot in told.taken if slot not in held.marks]
    return lost


def _doubled_of(told: Told, held: Held) -> list[str]:
    rows = Counter(slot for slot, _given in held.answers)
    doubled = [f"member {told.member}: {count} answers in slot {slot}" for slot, count in rows.items() if count > 1]
    doubled += [
        f"member {told.member}: slot {slot} holds {given}, which nobody sent"
        for slot, given in held.answers
        if given not in (told.sent.get(slot), told.taken.get(slot))
    ]
    marks = Counter(held.marks)
    return doubled + [
        f"member {told.member}: {count} marks in slot {slot}" for slot, count in marks.items() if count > 1
    ]
