"""Which questions an attempt gets: sections in their order, and in each some slots of every pot. Pure.

A question that everybody gets is a pot of one slot. A draw is a pot, or one for each topic, from which some are taken.
A slot holds one item for as long as its version of the test exists; a layout names the slots that an attempt has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quizzes.layout import ordered


@dataclass(frozen=True)
class Pot:
    """`take` of these slots stand in each attempt."""

    slots: tuple[int, ...]
    take: int

    @property
    def is_drawn(self) -> bool:
        return self.take < len(self.slots)


@dataclass(frozen=True)
class Section:
    title: str = ""
    introduction: str = ""
    pots: tuple[Pot, ...] = ()

    @property
    def slots(self) -> frozenset[int]:
        return frozenset(slot for pot in self.pots for slot in pot.slots)

    def to_json(self) -> dict[str, Any]:
        pots = [{"slots": list(pot.slots), "take": pot.take} for pot in self.pots]
        return {"title": self.title, "introduction": self.introduction, "pots": pots}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Section":
        pots = tuple(Pot(tuple(row["slots"]), row["take"]) for row in data["pots"])
        return cls(data["title"], data["introduction"], pots)


@dataclass(frozen=True)
class History:
    """What decides between questions that are as good: `seen` by this person before, `used` how often by anybody."""

    seen: frozenset[str] = frozenset()
    used: Mapping[str, int] = field(default_factory=dict)


NO_HISTORY = History()


def apportion(count: int, shares: Sequence[Decimal]) -> list[int]:
    """`count` in whole parts by these shares: the largest remainders get what is left, of equal ones the first."""
    whole = sum(shares, Decimal(0))
    if not whole:
        return [0] * len(shares)
    exact = [share * count / whole for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: count - sum(parts)]:
        parts[place] += 1
    return parts


def drawn(
    seed: str, sections: Iterable[Section], items: Mapping[int, str], history: History = NO_HISTORY
) -> list[list[int]]:
    """The slots of one attempt, section by section. Of every pot those whose item this person has not seen come first,
    then the least used; the seed decides between the rest. No item comes twice."""
    taken: set[str] = set()
    chosen: list[list[int]] = []
    for section in sections:
        chosen.append([])
        for pot in section.pots:
            free = {items[slot]: slot for slot in pot.slots if items[slot] not in taken}
            names = ordered(seed, "draw", free) if pot.is_drawn else list(free)
            if pot.is_drawn:
                names.sort(key=lambda name: (name in history.seen, history.used.get(name, 0)))  # a stable sort
            some = names[: pot.take]
            taken.update(some)
            chosen[-1] += sorted(free[name] for name in some)
    return chosen


def missing_from(pots: Sequence[tuple[frozenset[str], int]]) -> list[int]:
    """How many items each pot may lack in the worst case, when those before it took all that they share with it."""
    found = []
    for place, (items, take) in enumerate(pots):
        shared = sum(min(other_take, len(items & other)) for other, other_take in pots[:place])
        found.append(max(0, take - (len(items) - shared)))
    return found
