"""The rows of questions that are answered part by part, or by writing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import GapKind, PartMarking, ToleranceKind, UnitUse
from quizzes.items import (
    Cloze,
    Gap,
    Item,
    Kprim,
    Matching,
    MatchMarking,
    Numeric,
    NumericAnswer,
    Ordering,
    OrderMarking,
    ShortText,
    Tolerance,
)
from quizzes.items.cloze import MARKER
from quizzes.items.fractions import ONE, ZERO, plain
from quizzes.rows import NotStorableError, Rows, percent_to_keep

LONGEST_PART = 500
LONGEST_GAP = 2000
FINEST = Decimal("1e-10")
WIDEST = Decimal(10) ** 10
LIGHTEST, HEAVIEST = Decimal("0.01"), Decimal(9999)


def add_parts(item: Item, rows: Rows) -> bool:
    """False for a kind that has no rows."""
    if isinstance(item, Kprim):
        rows.fields["shuffle"] = item.shuffle
        rows.options += [
            {"key": row.key, "text": row.text, "is_right": row.is_true, "feedback": row.feedback}
            for row in item.statements
        ]
    elif isinstance(item, Numeric):
        _add_numbers(item, rows)
    elif isinstance(item, ShortText):
        rows.fields |= {"otherwise": item.otherwise} | _folding(item)
        rows.options += [
            {"text": row.pattern, "fraction": _percent(row.fraction), "feedback": row.feedback} for row in item.answers
        ]
    elif isinstance(item, Matching):
        _add_pairs(item, rows)
    elif isinstance(item, Ordering):
        rows.fields["part_marking"] = {
            OrderMarking.IN_PLACE: PartMarking.SHARE,
            OrderMarking.LONGEST_RUN: PartMarking.LONGEST_RUN,
            OrderMarking.ALL_OR_NOTHING: PartMarking.ALL_OR_NOTHING,
        }[item.marking].value
        rows.options += [{"key": part.key, "text": part.text} for part in item.parts]
    elif isinstance(item, Cloze):
        _add_gaps(item, rows)
    else:
        return False
    _refuse_long([*_texts(rows.options), rows.fields.get("otherwise", ""), rows.fields.get("units", "")])
    return True


def _texts(options: Sequence[dict[str, Any]]) -> list[str]:
    return [row.get(name, "") for row in options for name in ("text", "match", "feedback")]


def _refuse_long(texts: Sequence[str], longest: int = LONGEST_PART) -> None:
    if any(len(text) > longest for text in texts):
        raise NotStorableError(
            _("An option or remark is longer than %(most)d characters. Shorten it.") % {"most": longest}
        )


def _add_numbers(item: Numeric, rows: Rows) -> None:
    lines = [unit.name if unit.factor == ONE else f"{unit.name} = {_written(unit.factor)}" for unit in item.units]
    rows.fields |= {
        "unit_use": UnitUse(item.unit_rule.value).value,
        "units": "\n".join(lines),
        "otherwise": item.otherwise,
    }
    if item.unit_rule.value == UnitUse.REQUIRED:
        rows.fields["unit_penalty"] = percent_to_keep(item.unit_penalty)
    rows.options += [
        {
            "text": _written(row.value),
            "tolerance": _tolerance(row),
            "tolerance_kind": ToleranceKind(row.kind.value).value,
            "fraction": _percent(row.fraction),
            "feedback": row.feedback,
        }
        for row in item.answers
    ]


def _add_pairs(item: Matching, rows: Rows) -> None:
    texts = {choice.key: choice.text for choice in item.choices}
    rows.fields |= {
        "shuffle": item.shuffle,
        "part_marking": PartMarking.ALL_OR_NOTHING.value
        if item.marking == MatchMarking.ALL_OR_NOTHING
        else PartMarking.SHARE.value,
    }
    rows.options += [
        {"key": row.key, "text": row.text, "match": texts.get(row.right, ""), "feedback": row.feedback}
        for row in item.prompts
    ]
    used = {row.right for row in item.prompts}
    rows.options += [{"text": "", "match": choice.text} for choice in item.choices if choice.key not in used]


def _add_gaps(item: Cloze, rows: Rows) -> None:
    """Gaps are numbered in the order of their rows."""
    numbers = {gap.key: str(number) for number, gap in enumerate(item.gaps, start=1)}
    rows.fields["stem"] = MARKER.sub(lambda mark: f"[[{numbers.get(mark[1], mark[1])}]]", rows.fields["stem"])
    texts = [gap.item for gap in item.gaps if isinstance(gap.item, ShortText)]
    if texts:
        rows.fields |= _folding(texts[0])
    if any(_folding(text) != _folding(texts[0]) for text in texts):
        rows.remarks.append(_("All gaps compare texts as the first one does; the file had more than one way."))
    for number, gap in enumerate(item.gaps, start=1):
        row, is_whole = _gap_row(gap)
        _refuse_long([row["answers"]], LONGEST_GAP)
        _refuse_long([row["feedback"]])
        weight = _weight(gap.weight)
        rows.gaps.append({**row, "weight": weight})
        if weight != gap.weight:
            sentence = _("The weight of gap %(number)d was rounded to %(weight)s.")
            rows.remarks.append(sentence % {"number": number, "weight": _written(weight)})
        if not is_whole:
            sentence = _("In gap %(number)d remarks or a tolerance of its own were left out.")
            rows.remarks.append(sentence % {"number": number})


def _weight(weight: Decimal) -> Decimal:
    if not LIGHTEST <= weight <= HEAVIEST:
        raise NotStorableError(_("The weight of a gap lies between 0.01 and 9,999."))
    return weight.quantize(LIGHTEST, rounding=ROUND_HALF_EVEN)


def _gap_row(gap: Gap) -> tuple[dict[str, Any], bool]:
    """The row, and whether it says all."""
    item = gap.item
    if isinstance(item, ShortText):
        whole = not any(row.feedback for row in item.answers) and all(_is_share(row.fraction) for row in item.answers)
        answers = "\n".join(_credited(row.pattern, row.fraction) for row in item.answers)
        return {"kind": GapKind.SHORT_TEXT.value, "answers": answers, "feedback": item.otherwise}, whole
    if isinstance(item, Numeric):
        numbers = item.answers
        whole = not item.units and all(_as_plain(row, numbers[0]) for row in numbers)
        answers = "\n".join(_credited(_written(row.value), row.fraction) for row in numbers)
        tolerance = _tolerance(numbers[0]) if numbers and numbers[0].kind == Tolerance.ABSOLUTE else None
        row = {"kind": GapKind.NUMERIC.value, "answers": answers, "tolerance": tolerance, "feedback": item.otherwise}
        return row, whole and all(_is_share(number.fraction) for number in numbers)
    right = [option for option in item.options if option.fraction == ONE]
    wrong = [option for option in item.options if option.fraction != ONE]
    said = {option.feedback for option in wrong}
    whole = len(right) == 1 and len(said) <= 1 and all(_is_share(option.fraction) for option in wrong)
    lines = [*(option.text for option in right), *(_credited(option.text, option.fraction or ONE) for option in wrong)]
    return {
        "kind": GapKind.SINGLE.value,
        "answers": "\n".join(lines),
        "feedback": said.pop() if len(said) == 1 else "",
    }, whole and not right[0].feedback


def _is_share(fraction: Decimal) -> bool:
    return ZERO <= fraction <= ONE


def _credited(text: str, fraction: Decimal) -> str:
    """A line that states its share where that is not the whole."""
    if fraction == ONE or not _is_share(fraction):
        return text
    return f"{text} = {_written(percent_to_keep(fraction))} %"


def _as_plain(row: NumericAnswer, first: NumericAnswer) -> bool:
    return row.kind == Tolerance.ABSOLUTE and row.tolerance == first.tolerance and not row.feedback


def _folding(item: ShortText) -> dict[str, bool]:
    return {name: getattr(item, name) for name in ("case_matters", "fold_accents", "fold_punctuation")}


def _percent(fraction: Decimal) -> Decimal | None:
    return None if fraction == ONE else percent_to_keep(fraction)


def _written(number: Decimal) -> str:
    """As it is read again: a comma before decimals."""
    return plain(number).replace(".", ",")


def _tolerance(row: NumericAnswer) -> Decimal | None:
    if row.tolerance >= WIDEST or row.tolerance != row.tolerance.quantize(FINEST, rounding=ROUND_HALF_EVEN):
        raise NotStorableError(_("A tolerance needs at most ten digits before and ten after the comma."))
    return row.tolerance or None
