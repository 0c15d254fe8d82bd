"""Which sessions stand at the same time: pure, on plain values. A session that begins when another ends meets none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Slot:
    """`key` names the session, 0 one that is not kept yet. Names of rooms and places are compared without case."""

    key: int
    batch: int
    starts: datetime
    ends: datetime
    room: str = ""
    place: str = ""
    speakers: frozenset[int] = frozenset()

    def meets(self, other: Slot) -> bool:
        return self.starts < other.ends and other.starts < self.ends

    def shares_room_with(self, other: Slot) -> bool:
        """Without a room there is none to share; in another building the same name is another room."""
        if not self.room or plain(self.room) != plain(other.room):
            return False
        return self.batch == other.batch or plain(self.place) == plain(other.place)


def plain(name: str) -> str:
    return " ".join(name.casefold().split())


def meetings(mine: Sequence[Slot], others: Sequence[Slot]) -> Iterator[tuple[Slot, Slot]]:
    """Each pair that meets, once, in the order of time; a slot does not meet itself."""
    keys = {slot.key for slot in mine}
    waiting = sorted(others, key=lambda slot: slot.starts)
    for slot in sorted(mine, key=lambda slot: (slot.starts, slot.key)):
        for other in waiting:
            if other.starts >= slot.ends:
                break
            is_told_from_there = other.key in keys and (other.starts, other.key) < (slot.starts, slot.key)
            if other.key != slot.key and other.ends > slot.starts and not is_told_from_there:
                yield slot, other
