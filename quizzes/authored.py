"""From the rows in which authors write a question to its neutral form."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.attached import attached_to, media_of, placed, untold_media
from quizzes.authored_written import drill_of, essay_of, problems_of_item, unreadable_levels, upload_of
from quizzes.choices import MARKED_BY_PEOPLE, Marking, MediaPlace, PartMarking, QuestionType
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
from quizzes.texts import clean_text
from quizzes.ticked import contradictory_marks

if TYPE_CHECKING:
    from quizzes.models import Question, QuestionGap, QuestionOption

CREDIT = re.compile(r"(.*\S)\s*=\s*(\d{1,3}(?:[.,]\d{1,5})?)\s*%")


def item_of(question: Question) -> Item:
    """As far as it can be understood; `unreadable_parts` says what cannot."""
    rows = attached_to(question)
    common: dict[str, Any] = {
        "stem": placed(clean_text(question.stem), rows, MediaPlace.QUESTION),
        "feedback": placed(clean_text(question.feedback), rows, MediaPlace.FEEDBACK),
        "media": media_of(question, rows),
    }
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
        QuestionType.ESSAY: essay_of,
        QuestionType.UPLOAD: upload_of,
        QuestionType.DRILL: drill_of,
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
        numbers = [
            line for gap in _gaps(question) if gap.kind == "numeric" for line, _share in credited_lines(gap.answers)
        ]
        texts = [text for text in numbers if _number(text) is None]
    if question.type in MARKED_BY_PEOPLE:
        return unreadable_levels(question)
    return [_("“%(text)s” is not a number.") % {"text": text} for text in texts]


def problems_in(question: Question) -> list[str]:
    """Sentences that say why a question cannot be published; none when it can."""
    found = unreadable_parts(question) or problems_of_item(item_of(question))
    return list(dict.fromkeys([*found, *contradictory_marks(question), *untold_media(question)]))


def is_ready(question: Question) -> bool:
    return not problems_in(question)


def _true_or_false(question: Question, common: dict[str, Any]) -> Item:
    return true_or_false(
        statement_is_true=question.statement_is_true,
        feedback_for_true=question.said_if_true,
        feedback_for_false=question.said_if_false,
        **common,
    )


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
    penalty = Decimal(question.unit_penalty) / 100 if rule == UnitRule.REQUIRED else ONE
    return Numeric(
        answers=answers, unit_rule=rule, units=units, unit_penalty=penalty, otherwise=question.otherwise, **common
    )


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
        for number, gap in enumerate(_gaps(question), start=1)
    )
    return Cloze(gaps=gaps, **common)


def _gap_item(gap: QuestionGap, question: Question) -> GapItem:
    rows = credited_lines(gap.answers)
    if gap.kind == QuestionType.NUMERIC:
        numbers = [(number, credit) for line, credit in rows if (number := _number(line)) is not None]
        tolerance = gap.tolerance or ZERO
        return Numeric(
            stem="",
            answers=tuple(
                NumericAnswer(value=value, tolerance=tolerance, fraction=ONE if credit is None else credit)
                for value, credit in numbers
            ),
            otherwise=gap.feedback,
        )
    if gap.kind == QuestionType.SINGLE:
        shares = [Decimal(place == 0) if credit is None else credit for place, (_line, credit) in enumerate(rows)]
        keyed = zip(_keyed([line for line, _credit in rows]), shares, strict=True)
        options = sorted(keyed, key=lambda row: row[0][1].casefold())  # the right one must not stand first
        return SingleChoice(
            stem="",
            options=tuple(
                Option(key=key, text=text, fraction=share, feedback="" if share == ONE else gap.feedback)
                for (key, text), share in options
            ),
        )
    return ShortText(
        stem="",
        answers=tuple(TextAnswer(pattern=line, fraction=ONE if credit is None else credit) for line, credit in rows),
        otherwise=gap.feedback,
        **_folding(question),
    )


def credited_lines(text: str) -> list[tuple[str, Decimal | None]]:
    """Answers of a gap, each with the share that its line states: “Bitung = 50 %”."""
    found: list[tuple[str, Decimal | None]] = []
    for line in _lines(text):
        stated = CREDIT.fullmatch(line)
        found.append((stated[1], Decimal(stated[2].replace(",", ".")) / 100) if stated else (line, None))
    return found


def _keyed(texts: list[str]) -> list[tuple[str, str]]:
    return list(zip(keys_for(texts), texts, strict=True))


def _folding(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in ("case_matters", "fold_accents", "fold_punctuation")}


def _rows(question: Question) -> list[QuestionOption]:
    return list(question.options.all())


def _gaps(question: Question) -> list[QuestionGap]:
    return list(question.gaps.all())


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
            media=row.media_id or "",
            alt=row.media_alt.strip() if row.media_id else "",
        )
        for row in rows
    )
