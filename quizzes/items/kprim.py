"""Four statements, each true or false: all right earn 1, all but one ½, fewer nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
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
from quizzes.items.choice import FALSE, TRUE
from quizzes.items.fractions import ONE, ZERO

STATEMENTS = 4
HALF = Decimal("0.5")


@dataclass(frozen=True, kw_only=True)
class Statement:
    key: str
    text: str
    is_true: bool
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Kprim(Item):
    """Answered by `<key>:true` or `<key>:false` for each; a statement without an answer is not right."""

    statements: tuple[Statement, ...] = ()
    shuffle: bool = True

    type: ClassVar[QuestionType] = QuestionType.KPRIM

    def best_value(self) -> list[str]:
        return [f"{row.key}:{TRUE if row.is_true else FALSE}" for row in self.statements]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        given = pairs_in(value)
        if given is None:
            return INVALID
        parts = tuple((row.key, self._part(row, given.get(row.key, ""))) for row in self.statements)
        missed = sum(part.state != State.RIGHT for _key, part in parts)
        fraction = {0: ONE, 1: HALF}.get(missed, ZERO)
        said = tuple(text for _key, part in parts for text in part.feedback)
        return Marked(fraction, state_of(fraction), feedback=said, parts=parts)

    @staticmethod
    def _part(row: Statement, given: str) -> Marked:
        if not given.strip():
            return Marked(ZERO, State.BLANK)
        fraction = Decimal(given == (TRUE if row.is_true else FALSE))
        return Marked(fraction, state_of(fraction), feedback=(row.feedback,) if row.feedback and not fraction else ())

    def _problems(self) -> list[Problem]:
        if len(self.statements) != STATEMENTS:
            return [Problem("not_four", _("This kind of question has exactly four statements."))]
        same = problems_of_texts([row.text for row in self.statements], _("Two statements have the same text."))
        return same + problems_of_keys([row.key for row in self.statements])

    def advice(self) -> list[str]:
        truths = {row.is_true for row in self.statements}
        if len(self.statements) == STATEMENTS and len(truths) == 1:
            return [_("All four statements have the same answer; participants expect a mixture.")]
        return []

    def _body(self) -> dict[str, Any]:
        return {"statements": [{"key": row.key, "text": row.text} for row in self.statements], "shuffle": self.shuffle}

    def _key(self) -> dict[str, Any]:
        return {
            "truths": {row.key: row.is_true for row in self.statements},
            "part_feedback": {row.key: row.feedback for row in self.statements if row.feedback},
        }

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "statements": tuple(
                Statement(**row, is_true=key["truths"][row["key"]], feedback=key["part_feedback"].get(row["key"], ""))
                for row in body["statements"]
            ),
            "shuffle": body["shuffle"],
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        given = pairs_in(value)
        known = {row["key"] for row in body["statements"]}
        return given is not None and set(given) <= known and set(given.values()) <= {TRUE, FALSE}
