"""Gaps in Moodle's writing, for Moodle XML and for tables."""

from __future__ import annotations

import html
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.formats.findings import Notes
from quizzes.formats.numbers import percent_of, plain_number
from quizzes.items import Cloze, Gap, Numeric, NumericAnswer, ShortText, Tolerance
from quizzes.items.cloze import MARKER

SPECIAL = re.compile(r"[\\}#~]")


def with_gaps(item: Cloze, notes: Notes) -> str:
    """The stem with `{1:SHORTANSWER:…}` in place of `[[1]]`."""
    gaps = {gap.key: gap for gap in item.gaps}
    return MARKER.sub(lambda match: written(gaps[match[1]], notes) if match[1] in gaps else match[0], item.stem)


def written(gap: Gap, notes: Notes) -> str:
    item, weight = gap.item, gap.weight
    if weight != weight.to_integral_value():
        notes.warn(_("The weights of its gaps were rounded to whole numbers."))
    whole = max(1, int(weight.to_integral_value()))
    rows: list[tuple[str, Decimal, str]]
    if isinstance(item, ShortText):
        kind = "SHORTANSWER_C" if item.case_matters else "SHORTANSWER"
        rows = [(_escaped(answer.pattern), answer.fraction, answer.feedback) for answer in item.answers]
        if item.fold_accents or item.fold_punctuation:
            notes.warn(_("What does not matter in its answers was left out."))
    elif isinstance(item, Numeric):
        kind = "NUMERICAL"
        rows = [(_range(answer, notes), answer.fraction, answer.feedback) for answer in item.answers]
        if item.units:
            notes.warn(_("The units of its gaps were left out."))
    else:
        kind = "MULTICHOICE_S" if item.shuffle else "MULTICHOICE"
        rows = [(_escaped(option.text), option.fraction, option.feedback) for option in item.options]
        if any(option.last for option in item.options):
            notes.warn(_("That an option stays last was left out."))
    if isinstance(item, ShortText | Numeric) and item.otherwise:
        rows.append(("*", Decimal(0), item.otherwise))
    return f"{{{whole}:{kind}:{'~'.join(map(_row, rows))}}}"


def _row(row: tuple[str, Decimal, str]) -> str:
    text, share, said = row
    sign = "=" if share == 1 else f"%{percent_of(share)}%"
    return f"{sign}{text}{'#' + _escaped(said) if said else ''}"


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda match: "\\" + match[0], html.escape(text, quote=False))


def _range(answer: NumericAnswer, notes: Notes) -> str:
    width = answer.tolerance
    if answer.kind != Tolerance.ABSOLUTE:
        notes.warn(_("Its tolerance became an absolute one."))
        width = width * abs(answer.value)
    return f"{plain_number(answer.value)}:{plain_number(width)}"
