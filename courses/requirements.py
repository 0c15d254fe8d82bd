"""The registry of what a course can require. Upper apps fill it in `ready()`; courses asks it by key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from courses.models import CoursePage, Enrolment


class RequirementError(Exception):
    """Two kinds want the same name, or a key names a kind that nobody registered."""


class DescribeRequirement(Protocol):
    def __call__(self, keys: Iterable[str]) -> dict[str, RequirementFace]: ...


@dataclass(frozen=True)
class RequirementFace:
    """How one requirement shows itself to a participant: a label in plain words, where to go to meet it, and in a
    sentence what to do there."""

    label: str
    url: str = ""
    unit: str = "%"
    advice: str = ""


def _nothing_to_refresh(enrolments: Sequence[Enrolment]) -> int:
    return 0


def _everything_within_reach(key: str, enrolments: Collection[int]) -> Mapping[int, Decimal]:
    return {}


@dataclass(frozen=True)
class RequirementKind:
    """`name` is the part of a key before the colon; `describe` answers for many keys with few queries.

    `offered_in` lists the keys that an organiser of the course may choose. The target of a test is its pass mark, which
    `default_target` says, or 0 where being done is enough; of anything else it is only where the organiser begins.

    `refresh` records anew, by `record_requirements`, what these enrolments reached by the facts that the app keeps, and
    says how many results that changed; each comes with its `batch`. `foresee` gives for one key and many enrolments the
    most that each may still reach in percent; who is not named may reach all. Both take few queries, however many.
    """

    name: str
    describe: DescribeRequirement
    default_target: Callable[[str], Decimal]
    is_test: bool = False
    offered_in: Callable[[CoursePage], list[str]] = lambda course: []
    in_percent: bool = True
    """Met by degrees; else it is done or not, its value 100 or nothing and its target 100."""
    meaning: StrOrPromise = ""
    """In a sentence for who makes a rule: what is counted."""
    may_gate: bool = True
    """Whether it may be asked for before the materials open."""
    refresh: Callable[[Sequence[Enrolment]], int] = _nothing_to_refresh
    foresee: Callable[[str, Collection[int]], Mapping[int, Decimal]] = _everything_within_reach

    @property
    def foresees(self) -> bool:
        return self.foresee is not _everything_within_reach


_kinds: dict[str, RequirementKind] = {}


def register(kind: RequirementKind) -> None:
    if kind.name in _kinds and _kinds[kind.name] is not kind:
        raise RequirementError(f"a requirement kind named {kind.name!r} is registered already")
    _kinds[kind.name] = kind


def kind_of(key: str) -> RequirementKind:
    name = key.partition(":")[0]
    try:
        return _kinds[name]
    except KeyError:
        raise RequirementError(f"no app registered the requirement kind {name!r} of {key!r}") from None


def all_kinds() -> list[RequirementKind]:
    return list(_kinds.values())
