"""What a clone is made of. Courses clones its own; upper apps register what they add in `ready()` and are called inside
the same transaction, so that a clone is whole or not there at all (decision 25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from courses.models import Batch, CoursePage
    from members.models import User

Moment = TypeVar("Moment", date, datetime)


class Fate(StrEnum):
    """What became of a thing of the original."""

    TAKEN = "taken"
    CHANGED = "changed"
    LEFT_OUT = "left_out"


@dataclass
class Cloning:
    """One clone on its way. `distance` shifts every date; `ids` and `keys` lead from the original's things to the
    clone's: by kind and number, and from the key of one requirement to that of the other."""

    actor: User
    distance: timedelta = timedelta(0)
    ids: dict[str, dict[int, int]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[Fate, str]] = field(default_factory=list)

    def taken(self, sentence: str) -> None:
        self.lines.append((Fate.TAKEN, sentence))

    def changed(self, sentence: str) -> None:
        self.lines.append((Fate.CHANGED, sentence))

    def left_out(self, sentence: str) -> None:
        self.lines.append((Fate.LEFT_OUT, sentence))

    def note(self, kind: str, old: int, new: int) -> None:
        self.ids.setdefault(kind, {})[old] = new

    def twin_of(self, kind: str, old: int) -> int:
        """The clone's own one; the same where both use it, as two batches of one course do."""
        return self.ids.get(kind, {}).get(old, old)

    def shifted(self, moment: Moment | None) -> Moment | None:
        return None if moment is None else moment + self.distance


BatchCloner = Callable[["Batch", "Batch", Cloning], None]
CourseCloner = Callable[["CoursePage", "CoursePage", Cloning], None]
CourseForeseer = Callable[["CoursePage", Cloning], None]
_batch_cloners: list[BatchCloner] = []
_course_cloners: dict[CourseCloner, CourseForeseer] = {}


def register_batch_cloner(cloner: BatchCloner) -> None:
    """Called with the original, the clone and the cloning; registering the same one again changes nothing."""
    if cloner not in _batch_cloners:
        _batch_cloners.append(cloner)


def register_course_cloner(cloner: CourseCloner, *, foresee: CourseForeseer) -> None:
    """`foresee` says of the original what the cloner would say, without making anything: copied pages take seconds. Of
    requirement keys that the clone would have anew it notes that they are found, each under itself."""
    _course_cloners.setdefault(cloner, foresee)


def batch_cloners() -> list[BatchCloner]:
    return list(_batch_cloners)


def course_cloners() -> list[CourseCloner]:
    return list(_course_cloners)


def course_foreseers() -> list[CourseForeseer]:
    return list(_course_cloners.values())
