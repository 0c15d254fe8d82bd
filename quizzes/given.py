"""What was answered to one item, counted: options, short texts, or parts. Pure; names nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.controls import texts_of_options
from quizzes.items import Item, Numeric, ShortText, State, item_from_parts
from quizzes.items.base import is_blank
from quizzes.items.fractions import ZERO
from quizzes.paper import PaperQuestion

CHOSEN = {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE}
IN_PARTS = {QuestionType.KPRIM, QuestionType.MATCHING, QuestionType.ORDERING, QuestionType.CLOZE}
TEXTS_SHOWN = 30
LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Answered:
    """One attempt's answer, with its part of a seat among the best and the last 27 per cent."""

    value: Sequence[str]
    upper: int | Fraction
    lower: int | Fraction


def given_to(question: PaperQuestion, key: Mapping[str, Any], answers: Sequence[Answered]) -> dict[str, Any]:
    """`kind` says what the rows are: options, texts or parts; of what people mark there are none."""
    item = item_from_parts(question.body, key)
    blank = [row for row in answers if is_blank(row.value)]
    filled = [row for row in answers if not is_blank(row.value)]
    rows: list[dict[str, Any]] = []
    kind = ""
    if question.type in CHOSEN:
        kind, rows = "options", _options(question, key, filled, answers)
    elif isinstance(item, ShortText | Numeric):
        kind, rows = "texts", _texts(item, filled, answers)
    elif question.type in IN_PARTS:
        kind, rows = "parts", _parts(question, item, filled, answers)
    return {"kind": kind, "rows": rows, "blank": len(blank), "others": _left_out(kind, rows, filled)}


def _row(text: str, rows: Sequence[Answered], everybody: Sequence[Answered], **more: Any) -> dict[str, Any]:
    """`upper`, `lower`: how many per cent of these groups."""
    of_upper, of_lower = (sum(getattr(row, name) for row in everybody) for name in ("upper", "lower"))
    return {
        "text": text,
        "count": len(rows),
        "upper": float(100 * sum(row.upper for row in rows) / of_upper) if of_upper else 0.0,
        "lower": float(100 * sum(row.lower for row in rows) / of_lower) if of_lower else 0.0,
        **more,
    }


def _options(
    question: PaperQuestion, key: Mapping[str, Any], filled: Sequence[Answered], everybody: Sequence[Answered]
) -> list[dict[str, Any]]:
    shares = {name: Decimal(share) for name, share in key.get("fractions", {}).items()}
    return [
        _row(text, [row for row in filled if name in row.value], everybody, key=name, right=shares.get(name, ZERO) > 0)
        for name, text in texts_of_options(question).items()
    ]


def _texts(item: Item, filled: Sequence[Answered], everybody: Sequence[Answered]) -> list[dict[str, Any]]:
    """The most frequent first; capitals and blanks do not tell two apart here."""
    groups: dict[str, list[Answered]] = {}
    for row in filled:
        groups.setdefault(" ".join(" ".join(row.value).casefold().split()), []).append(row)
    ranked = sorted(groups.values(), key=lambda rows: (-len(rows), " ".join(rows[0].value)))[:TEXTS_SHOWN]
    found = []
    for rows in ranked:
        text = " ".join(" ".join(rows[0].value).split())[:LONGEST_SHOWN]
        share = item.mark(list(rows[0].value)).fraction or ZERO
        line = _row(text, rows, everybody, right=share > 0, share=str(share))
        # Several wrote it, and the best no less often than the weakest: the key may lack it.
        line["is_candidate"] = not share and line["count"] > 1 and line["upper"] >= line["lower"]
        found.append(line)
    return found


def _parts(
    question: PaperQuestion, item: Item, filled: Sequence[Answered], everybody: Sequence[Answered]
) -> list[dict[str, Any]]:
    """How many had each statement, pair, place or gap right."""
    right: dict[str, list[Answered]] = {}
    for row in filled:
        for name, part in item.mark(list(row.value)).parts:
            found = right.setdefault(name, [])
            if part.state == State.RIGHT:
                found.append(row)
    texts = {option.key: option.text for option in question.options}
    gap = _("Gap %(number)s")
    return [
        _row(texts.get(name) or gap % {"number": name}, rows, everybody, key=name, right=True)
        for name, rows in right.items()
    ]


def _left_out(kind: str, rows: Sequence[Mapping[str, Any]], filled: Sequence[Answered]) -> int:
    return len(filled) - sum(row["count"] for row in rows) if kind == "texts" else 0
