"""From the rows in which authors write a question to its neutral form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.translation import gettext as _

from quizzes.choices import Marking, PartMarking, QuestionType
from quizzes.items import (
    Cloze,
    Gap,
    Item,
    Kprim,
    MatchChoice,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    OrderMarking,
    Part,
    Prompt,
    ShortText,
    SingleChoice,
    Statement,
    TextAnswer,
    Tolerance,
    Unit,
    UnitRule,
    keys_for,
    true_or_false,
)
from quizzes.items.choice import equal_fractions
from quizzes.items.cloze import GapItem
from quizzes.items.fractions import ONE, ZERO
from quizzes.items.numbers import read_number

if TYPE_CHECKING:
    from quizzes.models import Question, QuestionGap, QuestionOption

ALLOWED_TAGS = {"p", "b", "strong", "i", "em", "ul", "ol", "li", "br", "sup", "sub"}


def clean_text(html: str) -> str:
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={})


def item_of(question: Question) -> Item:
    """As far as it can be understood; `unreadable_parts` says what cannot."""
    common: dict[str, Any] = {"stem": clean_text(question.stem), "feedback": clean_text(question.feedback)}
    maker = {
        QuestionType.TRUE_FALSE: _true_or_false,
        QuestionType.SINGLE: _single,
        QuestionType.MULTIPLE: _multiple,
        QuestionType.KPRIM: _kprim,
        QuestionType.NUMERIC: _numeric,
        QuestionType.SHORT_TEXT: _short_text,
        QuestionType.MATCHING: _matching,
        QuestionType.ORDERING: _ordering,
        QuestionType.CLOZE: _cloze,
    }[QuestionType(question.type)]
    return maker(question, common)


def unreadable_parts(question: Question) -> list[str]:
    """What an author meant as a number or a unit and is none."""
    texts: list[str] = []
    if question.type == QuestionType.NUMERIC:
        texts = [row.text for row in _rows(question)]
        texts += [line for line in _lines(question.units) if _unit(line) is None]
        texts = [text for text in texts if _number(text) is None]
    if question.type == QuestionType.CLOZE:
        numbers = [line for gap in question.gaps.all() if gap.kind == "numeric" for line in _lines(gap.answers)]
        texts = [text for text in numbers if _number(text) is None]
    return [_("“%(text)s” is not a number.") % {"text": text} for text in texts]


def _true_or_false(question: Question, common: dict[str, Any]) -> Item:
    return true_or_false(statement_is_true=question.statement_is_true, **common)


def _single(question: Question, common: dict[str, Any]) -> Item:
    return SingleChoice(options=_options(question), shuffle=question.shuffle, **common)


def _multiple(question: Question, common: dict[str, Any]) -> Item:
    method = Marking(question.marking)
    return MultipleChoice(options=_options(question, method), shuffle=question.shuffle, method=method, **common)


def _kprim(question: Question, common: dict[str, Any]) -> Item:
    statements = tuple(
        Statement(key=row.key, text=row.text, is_true=row.is_right, feedback=row.feedback) for row in _rows(question)
    )
    return Kprim(statements=statements, shuffle=question.shuffle, **common)


def _numeric(question: Question, common: dict[str, Any]) -> Item:
    answers = tuple(
        NumericAnswer(
            value=value,
            tolerance=row.tolerance or ZERO,
            kind=Tolerance(row.tolerance_kind),
            fraction=_credit(row),
            feedback=row.feedback,
        )
        for row in _rows(question)
        if (value := _number(row.text)) is not None
    )
    units = tuple(unit for line in _lines(question.units) if (unit := _unit(line)) is not None)
    rule = UnitRule(question.unit_use)
    return Numeric(answers=answers, unit_rule=rule, units=units, otherwise=question.otherwise, **common)


def _short_text(question: Question, common: dict[str, Any]) -> Item:
    answers = tuple(
        TextAnswer(pattern=row.text, fraction=_credit(row), feedback=row.feedback) for row in _rows(question)
    )
    return ShortText(answers=answers, otherwise=question.otherwise, **_folding(question), **common)


def _matching(question: Question, common: dict[str, Any]) -> Item:
    """A text on the right that stands there twice is one choice for both."""
    rows = _rows(question)
    texts = list({" ".join(row.match.split()): None for row in rows if row.match.strip()})
    keys = dict(zip(texts, keys_for(texts), strict=True))
    prompts = tuple(
        Prompt(key=row.key, text=row.text, right=keys.get(" ".join(row.match.split()), ""), feedback=row.feedback)
        for row in rows
        if row.text.strip()
    )
    marking = MatchMarking.ALL_OR_NOTHING if question.part_marking == PartMarking.ALL_OR_NOTHING else MatchMarking.SHARE
    choices = tuple(MatchChoice(key=key, text=text) for text, key in keys.items())
    return Matching(prompts=prompts, choices=choices, shuffle=question.shuffle, marking=marking, **common)


def _ordering(question: Question, common: dict[str, Any]) -> Item:
    marking = {
        PartMarking.SHARE: OrderMarking.IN_PLACE,
        PartMarking.LONGEST_RUN: OrderMarking.LONGEST_RUN,
        PartMarking.ALL_OR_NOTHING: OrderMarking.ALL_OR_NOTHING,
    }[PartMarking(question.part_marking)]
    parts = tuple(Part(key=row.key, text=row.text) for row in _rows(question))
    return Ordering(parts=parts, marking=marking, **common)


def _cloze(question: Question, common: dict[str, Any]) -> Item:
    gaps = tuple(
        Gap(key=str(number), item=_gap_item(gap, question), weight=gap.weight)
        for number, gap in enumerate(question.gaps.all(), start=1)
    )
    return Cloze(gaps=gaps, **common)


def _gap_item(gap: QuestionGap, question: Question) -> GapItem:
    lines = _lines(gap.answers)
    if gap.kind == QuestionType.NUMERIC:
        numbers = [number for line in lines if (number := _number(line)) is not None]
        tolerance = gap.tolerance or ZERO
        return Numeric(stem="", answers=tuple(NumericAnswer(value=value, tolerance=tolerance) for value in numbers))
    if gap.kind == QuestionType.SINGLE:
        rows = [(key, text, Decimal(place == 0)) for place, (key, text) in enumerate(_keyed(lines))]
        options = sorted(rows, key=lambda row: row[1].casefold())  # the right one must not stand first
        return SingleChoice(stem="", options=tuple(Option(key=k, text=t, fraction=f) for k, t, f in options))
    return ShortText(stem="", answers=tuple(TextAnswer(pattern=line) for line in lines), **_folding(question))


def _keyed(texts: list[str]) -> list[tuple[str, str]]:
    return list(zip(keys_for(texts), texts, strict=True))


def _folding(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in ("case_matters", "fold_accents", "fold_punctuation")}


def _rows(question: Question) -> list[QuestionOption]:
    return list(question.options.all())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _credit(row: QuestionOption) -> Decimal:
    return ONE if row.fraction is None else row.fraction / 100


def _number(text: str) -> Decimal | None:
    read = read_number(text)
    return read.value if read is not None and read.unit in {"", "Rp", "%"} else None


def _unit(line: str) -> Unit | None:
    name, equals, factor = line.partition("=")
    number = _number(factor) if equals else ONE
    return None if number is None else Unit(name=" ".join(name.split()), factor=number)


def _options(question: Question, method: Marking = Marking.ONE_RIGHT) -> tuple[Option, ...]:
    """Shares that the author left open follow from right and wrong."""
    rows = _rows(question)
    if method == Marking.SUM_OF_FRACTIONS:
        shares = equal_fractions({row.key: row.is_right for row in rows})
    else:
        shares = {row.key: Decimal(row.is_right) for row in rows}
    takes_shares = method in (Marking.ONE_RIGHT, Marking.SUM_OF_FRACTIONS)
    return tuple(
        Option(
            key=row.key,
            text=row.text,
            fraction=row.fraction / 100 if takes_shares and row.fraction is not None else shares[row.key],
            last=row.stays_last,
            feedback=row.feedback,
        )
        for row in rows
    )
