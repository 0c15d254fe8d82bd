"""The registry of what a course can require. Upper apps fill it in `ready()`; courses asks it by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from courses.models import CoursePage


class RequirementError(Exception):
    """Two kinds want the same name, or a key names a kind that nobody registered."""


class DescribeRequirement(Protocol):
    def __call__(self, keys: Iterable[str]) -> dict[str, RequirementFace]: ...


@dataclass(frozen=True)
class RequirementFace:
    """How one requirement shows itself to a participant: a label in plain words and where to go to meet it."""

    label: str
    url: str = ""
    unit: str = "%"


@dataclass(frozen=True)
class RequirementKind:
    """`name` is the part of a key before the colon; `describe` answers for many keys with few queries.

    `offered_in` lists the keys that an organiser of the course may choose. The target of a test is its pass mark, which
    `default_target` says, or 0 where being done is enough; of anything else it is only where the organiser begins.
    """

    name: str
    describe: DescribeRequirement
    default_target: Callable[[str], Decimal]
    is_test: bool = False
    offered_in: Callable[[CoursePage], list[str]] = lambda course: []


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
