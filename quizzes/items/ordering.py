"""Things to put into their order.

Three ways of marking. *Each in its place*, the field's usual: the share of the parts that stand where they should.
*Longest run*: the share of the longest chain of parts that follow each other as they should, so that one part put at
the wrong end does not cost everything; a chain of one is no chain and earns nothing. *All or nothing*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import INVALID, Item, Marked, Problem, problems_of_keys, problems_of_texts, state_of
from quizzes.items.fractions import share


class OrderMarking(StrEnum):
    IN_PLACE = "in_place"
    LONGEST_RUN = "longest_run"
    ALL_OR_NOTHING = "all_or_nothing"


@dataclass(frozen=True, kw_only=True)
class Part:
    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Ordering(Item):
    """`parts` stand in the right order here. Takers get them by their keys, which must tell nothing (`keys_for`). In an
    answer an empty text is a place where nothing stands yet."""

    parts: tuple[Part, ...] = ()
    marking: OrderMarking = OrderMarking.IN_PLACE

    type: ClassVar[QuestionType] = QuestionType.ORDERING

    def best_value(self) -> list[str]:
        return [part.key for part in self.parts]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        right = self.best_value()
        if not _fits(list(value), right):
            return INVALID
        fraction = share(Fraction(self._score(list(value), right), len(right)))
        placed = {key: place for place, key in enumerate(value)}
        parts = tuple((key, _placed(placed.get(key) == place)) for place, key in enumerate(right))
        return Marked(fraction, state_of(fraction), parts=parts)

    def _score(self, given: list[str], right: list[str]) -> int:
        if given == right:
            return len(right)
        if self.marking == OrderMarking.ALL_OR_NOTHING:
            return 0
        if self.marking == OrderMarking.IN_PLACE:
            return sum(one == other for one, other in zip(given, right, strict=False))
        return longest_run(given, right)

    def _problems(self) -> list[Problem]:
        if len(self.parts) < 2:
            return [Problem("too_few_parts", _("Ordering needs at least two parts."))]
        found = problems_of_texts([part.text for part in self.parts], _("Two parts have the same text."))
        return found + problems_of_keys([part.key for part in self.parts])

    def advice(self) -> list[str]:
        if len(self.parts) > 10:
            return [_("More than ten parts are hard to keep in view on a phone.")]
        if len(self.parts) == 2:
            return [_("With two parts, guessing is right half of the time.")]
        return []

    def _body(self) -> dict[str, Any]:
        rows = sorted(self.parts, key=lambda part: part.key)
        return {"parts": [{"key": part.key, "text": part.text} for part in rows]}

    def _key(self) -> dict[str, Any]:
        return {"order": self.best_value(), "marking": str(self.marking.value)}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        texts = {row["key"]: row["text"] for row in body["parts"]}
        return {
            "parts": tuple(Part(key=name, text=texts[name]) for name in key["order"]),
            "marking": OrderMarking(key["marking"]),
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        return _fits(value, [row["key"] for row in body["parts"]])


def _fits(value: list[str], keys: list[str]) -> bool:
    placed = [key for key in value if key]
    return len(value) <= len(keys) and len(set(placed)) == len(placed) and set(placed) <= set(keys)


def longest_run(given: list[str], right: list[str]) -> int:
    """The length of the longest stretch of `given` that is a stretch of `right`; a single part is none."""
    follower = dict(pairwise(right))
    best = run = 1
    for one, other in pairwise(given):
        run = run + 1 if follower.get(one) == other else 1
        best = max(best, run)
    return best if best > 1 else 0


def _placed(in_place: bool) -> Marked:
    fraction = Decimal(in_place)
    return Marked(fraction, state_of(fraction))
