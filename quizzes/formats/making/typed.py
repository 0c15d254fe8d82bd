"""Questions whose answers are written: words, numbers, gaps, essays, files."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.making.parts import Common, MadeGap, Spoken, Target, counted, part_of
from quizzes.formats.numbers import number_of
from quizzes.formats.texts import plain_of
from quizzes.items import (
    Cloze,
    Essay,
    Gap,
    Item,
    Numeric,
    NumericAnswer,
    ShortText,
    TextAnswer,
    Tolerance,
    Unit,
    UnitRule,
    Upload,
)
from quizzes.items.cloze import GapItem
from quizzes.items.fractions import ONE, ZERO


def short_text(
    common: Common,
    answers: Sequence[Spoken],
    *,
    notes: Notes,
    otherwise: str = "",
    case_matters: bool = False,
    fold_accents: bool = False,
    fold_punctuation: bool = False,
) -> Item:
    counted(answers, 1, _("It has no right answer. Add one."))
    rows = []
    for answer in answers:
        if answer.text.strip() == "*" and answer.share <= ZERO:
            otherwise = otherwise or answer.said
        else:
            rows.append(
                TextAnswer(
                    pattern=" ".join(answer.text.split()), fraction=answer.share, feedback=part_of(answer.said, notes)
                )
            )
    if not rows or any(not row.pattern for row in rows):
        raise RefusedError(_("One of its answers has no text. Write it, or take it out."))
    return ShortText(
        answers=tuple(rows),
        otherwise=part_of(otherwise, notes),
        case_matters=case_matters,
        fold_accents=fold_accents,
        fold_punctuation=fold_punctuation,
        **common.for_item(),
    )


def numeric(
    common: Common,
    answers: Sequence[Target],
    *,
    notes: Notes,
    otherwise: str = "",
    units: Sequence[tuple[str, Decimal]] = (),
    unit_rule: UnitRule = UnitRule.NONE,
    unit_penalty: Decimal = ONE,
) -> Item:
    counted(answers, 1, _("It has no right answer. Add one."))
    return Numeric(
        answers=tuple(
            NumericAnswer(
                value=answer.value,
                tolerance=answer.tolerance,
                kind=answer.kind,
                fraction=answer.share,
                feedback=part_of(answer.said, notes),
            )
            for answer in answers
        ),
        units=tuple(Unit(name=name, factor=factor) for name, factor in units),
        unit_rule=unit_rule,
        unit_penalty=unit_penalty,
        otherwise=part_of(otherwise, notes),
        **common.for_item(),
    )


def target(written: str, share: Decimal, said: str, notes: Notes) -> Target:
    """`1822:2`, `3.141..3.142` or the number alone."""
    low, dots, high = written.partition("..")
    if dots:
        first, last = number_of(low, notes.warn), number_of(high, notes.warn)
        if first > last:
            raise RefusedError(
                _("The range %(range)s begins above its end. Swap the two numbers.") % {"range": written}
            )
        middle = (first + last) / 2
        return Target(middle, last - middle, Tolerance.ABSOLUTE, share, said)
    value, _colon, width = written.partition(":")
    tolerance = number_of(width, notes.warn) if width.strip() else ZERO
    if tolerance < ZERO:
        raise RefusedError(
            _("The tolerance %(tolerance)s is below 0. Write it without the minus.") % {"tolerance": width}
        )
    return Target(number_of(value, notes.warn), tolerance, Tolerance.ABSOLUTE, share, said)


def cloze(common: Common, gaps: Sequence[MadeGap]) -> Item:
    counted(gaps, 1, _("It has no gaps."))
    return Cloze(
        gaps=tuple(Gap(key=gap.key, item=cast("GapItem", gap.item), weight=gap.weight) for gap in gaps),
        **common.for_item(),
    )


def essay(
    common: Common,
    *,
    lines: int = 10,
    least_words: int = 0,
    most_words: int = 0,
    template: str = "",
    notes_for_markers: str = "",
) -> Item:
    return Essay(
        lines=max(1, min(lines, 100)),
        least_words=max(0, least_words),
        most_words=max(0, most_words),
        template=plain_of(template),
        notes_for_markers=notes_for_markers,
        **common.for_item(),
    )


def upload(common: Common, *, most_files: int = 1, kinds: Sequence[str] = (), notes_for_markers: str = "") -> Item:
    return Upload(
        most_files=max(1, min(most_files, 20)),
        kinds=tuple(dict.fromkeys(kind.strip(" .").lower() for kind in kinds if kind.strip(" ."))),
        notes_for_markers=notes_for_markers,
        **common.for_item(),
    )
