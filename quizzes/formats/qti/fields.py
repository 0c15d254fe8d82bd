"""Fields in which people type, as a question of their own or as a gap."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quizzes.formats import making
from quizzes.formats.findings import Notes
from quizzes.formats.making import Common, Spoken, Target
from quizzes.formats.numbers import number_of
from quizzes.formats.qti.declarations import Response, Rules, needs_answer
from quizzes.items import Tolerance

if TYPE_CHECKING:
    from quizzes.items import Item


def typed(response: Response, rules: Rules, notes: Notes, common: Common) -> Item:
    """A short text, or a number with the tolerance that the rules give it."""
    shares, _whole = response.shares(by_mapping=rules.by_mapping, multiple=False)
    needs_answer(shares)
    if response.base_type in ("float", "integer"):
        mode, width = rules.tolerances.get(response.identifier, ("absolute", Decimal(0)))
        relative = mode == "relative"
        targets = [
            Target(
                number_of(text, notes.warn),
                width / 100 if relative else width,
                Tolerance.RELATIVE if relative else Tolerance.ABSOLUTE,
                share,
            )
            for text, share in shares.items()
        ]
        return making.numeric(common, targets, notes=notes)
    answers = [Spoken(text.replace("*", "\\*"), share) for text, share in shares.items()]
    differ_by_case = len({text.casefold() for text in shares}) < len(shares)
    case = response.case_matters or rules.case_matters or differ_by_case
    return making.short_text(common, answers, case_matters=case, notes=notes)
