"""What belongs to what: each prompt on the left gets one of the choices on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import (
    INVALID,
    Item,
    Marked,
    Problem,
    State,
    pairs_in,
    problems_of_keys,
    problems_of_texts,
    state_of,
)
from quizzes.items.fractions import ZERO, share


class MatchMarking(StrEnum):
    SHARE = "share"  # each right pair earns its part
    ALL_OR_NOTHING = "all_or_nothing"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """`right` is the key of its choice. Several prompts may have the same one."""

    key: str
    text: str
    right: str
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class MatchChoice:
    """One that no prompt names is a distractor."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Matching(Item):
    """Takers get the choices by their texts' alphabet, so that their order tells nothing."""

    prompts: tuple[Prompt, ...] = ()
    choices: tuple[MatchChoice, ...] = ()
    shuffle: bool = True
    marking: MatchMarking = MatchMarking.SHARE

    type: ClassVar[QuestionType] = QuestionType.MATCHING

    def best_value(self) -> list[str]:
        return [f"{prompt.key}:{prompt.right}" for prompt in self.prompts]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        given = pairs_in(value)
        if given is None or not self.prompts:
            return INVALID
        parts = tuple((prompt.key, self._part(prompt, given.get(prompt.key, ""))) for prompt in self.prompts)
        right = sum(part.state == State.RIGHT for _key, part in parts)
        if self.marking == MatchMarking.ALL_OR_NOTHING and right < len(parts):
            right = 0
        fraction = share(Fraction(right, len(parts)))
        said = tuple(text for _key, part in parts for text in part.feedback)
        return Marked(fraction, state_of(fraction), feedback=said, parts=parts)

    @staticmethod
    def _part(prompt: Prompt, given: str) -> Marked:
        if not given.strip():
            return Marked(ZERO, State.BLANK)
        fraction = Decimal(given == prompt.right)
        said = (prompt.feedback,) if prompt.feedback and not fraction else ()
        return Marked(fraction, state_of(fraction), feedback=said)

    def _problems(self) -> list[Problem]:
        if len(self.prompts) < 2 or len(self.choices) < 2:
            return [Problem("too_few_pairs", _("Matching needs at least two prompts and two choices."))]
        found = problems_of_texts([row.text for row in self.prompts], _("Two prompts have the same text."))
        found += problems_of_texts([row.text for row in self.choices], _("Two choices have the same text."))
        known = {choice.key for choice in self.choices}
        if any(prompt.right not in known for prompt in self.prompts):
            found.append(Problem("no_right_choice", _("A prompt has no choice that belongs to it.")))
        found += problems_of_keys([row.key for row in self.prompts])
        return found + problems_of_keys([row.key for row in self.choices])

    def advice(self) -> list[str]:
        used = [prompt.right for prompt in self.prompts]
        if len(set(used)) == len(used) == len(self.choices):
            return [_("As many choices as prompts: the last pair answers itself. Add a choice that fits nothing.")]
        return []

    def _body(self) -> dict[str, Any]:
        return {
            "prompts": [{"key": row.key, "text": row.text} for row in self.prompts],
            "choices": [
                {"key": row.key, "text": row.text}
                for row in sorted(self.choices, key=lambda row: (row.text.casefold(), row.text, row.key))
            ],
            "shuffle": self.shuffle,
        }

    def _key(self) -> dict[str, Any]:
        return {
            "pairs": {row.key: row.right for row in self.prompts},
            "choices": [row.key for row in self.choices],
            "marking": str(self.marking.value),
            "part_feedback": {row.key: row.feedback for row in self.prompts if row.feedback},
        }

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        texts = {row["key"]: row["text"] for row in body["choices"]}
        return {
            "prompts": tuple(
                Prompt(**row, right=key["pairs"][row["key"]], feedback=key["part_feedback"].get(row["key"], ""))
                for row in body["prompts"]
            ),
            "choices": tuple(MatchChoice(key=name, text=texts[name]) for name in key["choices"]),
            "shuffle": body["shuffle"],
            "marking": MatchMarking(key["marking"]),
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        given = pairs_in(value)
        if given is None:
            return False
        left, right = ({row["key"] for row in body[side]} for side in ("prompts", "choices"))
        return set(given) <= left and set(given.values()) <= right
