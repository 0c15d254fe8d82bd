"""What a result page shows of a question that is answered part by part, or by writing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.choices import ReviewPart
from quizzes.items import (
    Cloze,
    Item,
    Kprim,
    Marked,
    Matching,
    Numeric,
    Ordering,
    ShortText,
    SingleChoice,
    State,
)
from quizzes.items.base import pairs_in
from quizzes.items.choice import FALSE, TRUE
from quizzes.items.fractions import ONE, clamped
from quizzes.items.numbers import read_number
from quizzes.readings import in_words


@dataclass(frozen=True)
class ReviewLine:
    """`right` and `state` are empty where the rules withhold them."""

    label: str
    given: str
    right: str = ""
    state: str = ""


def lines_of(item: Item, value: list[str], order: tuple[str, ...], shown: frozenset[ReviewPart]) -> list[ReviewLine]:
    marked = item.mark(value)
    states = dict(marked.parts)
    rows: list[tuple[str, str, str, Marked | None]]
    if isinstance(item, Ordering):
        rows = _ordering(item, value, states)
    elif isinstance(item, Kprim | Matching):
        rows = _pairs(item, pairs_in(value) or {}, order, states)
    elif isinstance(item, Cloze):
        rows = _gaps(item, pairs_in(value) or {}, states)
    else:
        rows = [("", " ".join(value), right_text(item), marked)]
    return [
        ReviewLine(
            label=label,
            given=given,
            right=right if ReviewPart.KEY in shown else "",
            state=str(part.state.value) if part and ReviewPart.RIGHT_WRONG in shown else "",
        )
        for label, given, right, part in rows
    ]


def right_text(item: Item) -> str:
    """The best answer as one would write it."""
    if isinstance(item, ShortText):
        return " / ".join(answer.pattern for answer in item.answers if clamped(answer.fraction) == ONE)
    if isinstance(item, SingleChoice):
        best = item.best_value()
        return next(option.text for option in item.options if option.key in best)
    if not isinstance(item, Numeric):
        return ""
    written = " ".join(item.best_value())
    read = read_number(written)
    return in_words(read) if read else written


def _ordering(item: Ordering, value: list[str], states: dict[str, Marked]) -> list[tuple[str, str, str, Marked | None]]:
    texts = {part.key: part.text for part in item.parts}
    blank = Marked(None, State.BLANK)
    rows: list[tuple[str, str, str, Marked | None]] = []
    for place, part in enumerate(item.parts):
        given = value[place] if place < len(value) else ""
        text = f"{place + 1}. {texts[given]}" if given in texts else ""
        rows.append(("" if text else f"{place + 1}.", text, part.text, states[part.key] if text and states else blank))
    return rows


def _pairs(
    item: Kprim | Matching, given: dict[str, str], order: tuple[str, ...], states: dict[str, Marked]
) -> list[tuple[str, str, str, Marked | None]]:
    if isinstance(item, Kprim):
        choices = {TRUE: _("True"), FALSE: _("False")}
        texts = {row.key: row.text for row in item.statements}
        right = {row.key: choices[TRUE if row.is_true else FALSE] for row in item.statements}
    else:
        choices = {choice.key: choice.text for choice in item.choices}
        texts = {row.key: row.text for row in item.prompts}
        right = {row.key: choices[row.right] for row in item.prompts}
    return [(texts[key], choices.get(given.get(key, ""), ""), right[key], states.get(key)) for key in order]


def _gaps(item: Cloze, given: dict[str, str], states: dict[str, Marked]) -> list[tuple[str, str, str, Marked | None]]:
    rows: list[tuple[str, str, str, Marked | None]] = []
    for gap in item.gaps:
        text = given.get(gap.key, "")
        if isinstance(gap.item, SingleChoice):
            text = next((option.text for option in gap.item.options if option.key == text), "")
        label = _("Gap %(number)s") % {"number": gap.key}
        rows.append((label, text, right_text(gap.item), states.get(gap.key)))
    return rows
