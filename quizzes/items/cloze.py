"""A text with gaps: each a short text, a number, or a choice, marked as such a question would be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import BLANK, INVALID, Item, Marked, Problem, State, pairs_in, problems_of_keys, state_of
from quizzes.items.choice import SingleChoice
from quizzes.items.fractions import ONE, ZERO, plain, share
from quizzes.items.numeric import Numeric
from quizzes.items.short_text import ShortText

GapItem = ShortText | Numeric | SingleChoice
KINDS: dict[str, type[ShortText] | type[Numeric] | type[SingleChoice]] = {
    str(kind.type.value): kind for kind in (ShortText, Numeric, SingleChoice)
}
MARKER = re.compile(r"\[\[([A-Za-z0-9_-]{1,20})\]\]")


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`item` is a question without text of its own; `weight` its part of the whole; `[[key]]` stands for it in the
    stem. A number has no field for a unit here: where one is required it is written behind the number."""

    key: str
    item: GapItem
    weight: Decimal = ONE


@dataclass(frozen=True, kw_only=True)
class Cloze(Item):
    gaps: tuple[Gap, ...] = ()

    type: ClassVar[QuestionType] = QuestionType.CLOZE

    def best_value(self) -> list[str]:
        return [f"{gap.key}:{' '.join(gap.item.best_value())}" for gap in self.gaps]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        given = pairs_in(value)
        whole = sum((Fraction(gap.weight) for gap in self.gaps), Fraction(0))
        if given is None or whole <= 0:
            return INVALID
        parts = tuple((gap.key, gap.item.mark([given.get(gap.key, "")])) for gap in self.gaps)
        if all(part.state == State.BLANK for _key, part in parts):
            return BLANK
        earned = sum(
            (Fraction(gap.weight) * Fraction(part.fraction or ZERO))
            for gap, (_key, part) in zip(self.gaps, parts, strict=True)
        )
        fraction = share(earned / whole)
        state = state_of(fraction)
        if state == State.WRONG and any(part.state == State.INVALID for _key, part in parts):
            state = State.INVALID
        return Marked(
            fraction,
            state,
            "; ".join(part.reading for _key, part in parts if part.reading),
            tuple(text for _key, part in parts for text in part.feedback),
            parts,
        )

    def _problems(self) -> list[Problem]:
        if not self.gaps:
            return [Problem("no_gaps", _("The text has no gaps."))]
        keys, marked = [gap.key for gap in self.gaps], MARKER.findall(self.stem)
        found = problems_of_keys(keys)
        if sorted(marked) != sorted(keys):
            sentence = _("Each gap must stand in the text exactly once, and each mark in the text must have its gap.")
            found.append(Problem("gaps_and_marks_differ", sentence))
        if any(gap.weight <= ZERO for gap in self.gaps):
            found.append(Problem("bad_weight", _("Each gap needs a weight above 0.")))
        for gap in self.gaps:
            found += [
                Problem(problem.code, _("Gap %(gap)s: %(problem)s") % {"gap": gap.key, "problem": problem.sentence})
                for problem in gap.item._problems()
            ]
        return found

    def advice(self) -> list[str]:
        return [
            _("Gap %(gap)s: %(problem)s") % {"gap": gap.key, "problem": sentence}
            for gap in self.gaps
            for sentence in gap.item.advice()
        ]

    def _body(self) -> dict[str, Any]:
        return {"gaps": [{**gap.item.body(), "key": gap.key, "weight": plain(gap.weight)} for gap in self.gaps]}

    def _key(self) -> dict[str, Any]:
        return {"gaps": {gap.key: gap.item.key() for gap in self.gaps}}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "gaps": tuple(
                Gap(
                    key=row["key"],
                    item=KINDS[row["type"]].from_parts(row, key["gaps"][row["key"]]),
                    weight=Decimal(row["weight"]),
                )
                for row in body["gaps"]
            )
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        given = pairs_in(value)
        gaps = {row["key"]: row for row in body["gaps"]}
        if given is None or not set(given) <= set(gaps):
            return False
        filled = {name: text for name, text in given.items() if text.strip()}
        return all(KINDS[gaps[name]["type"]].accepts(gaps[name], [text]) for name, text in filled.items())
