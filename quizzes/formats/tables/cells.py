"""What stands in the cells of a question: options, remarks, key and settings."""

from __future__ import annotations

import html
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.numbers import percent_of, plain_number
from quizzes.formats.tables.columns import letter_of
from quizzes.formats.texts import clean, from_loose
from quizzes.formats.writing import refuse_kind
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    Ordering,
    OrderMarking,
    ShortText,
    Tolerance,
    TrueFalse,
    UnitRule,
    Upload,
)
from quizzes.items.choice import Choice
from quizzes.items.fractions import ONE

Cells = tuple[list[str], list[str], str]


def answers_of(item: Item, notes: Notes) -> Cells:
    """Options, remarks, key."""
    if isinstance(item, TrueFalse):
        return [], [option.feedback for option in item.options], "benar" if item.statement_is_true else "salah"
    if isinstance(item, Choice):
        shares = [option.fraction for option in item.options]
        alts = {file.sha256: file.alt for file in item.media}
        texts = [_plain(option.text or option.alt or alts.get(option.media, "")) for option in item.options]
        return texts, [option.feedback for option in item.options], _key(shares)
    if isinstance(item, Kprim):
        texts, said = [_plain(row.text) for row in item.statements], [row.feedback for row in item.statements]
        return texts, said, _key([Decimal(row.is_true) for row in item.statements])
    if isinstance(item, ShortText):
        said = [answer.feedback for answer in item.answers]
        return [answer.pattern for answer in item.answers], said, _shares([answer.fraction for answer in item.answers])
    if isinstance(item, Numeric):
        said = [answer.feedback for answer in item.answers]
        return [_range(answer) for answer in item.answers], said, _shares([answer.fraction for answer in item.answers])
    if isinstance(item, Matching):
        return _pairs(item, notes), [], ""
    if isinstance(item, Ordering):
        return [_plain(part.text) for part in item.parts], [], ""
    if not isinstance(item, Cloze | Essay | Upload):
        refuse_kind(item)
    return [], [], ""


def settings_of(item: Item, notes: Notes) -> str:
    found: dict[str, str] = {}
    if isinstance(item, Choice | Kprim | Matching) and not item.shuffle and not isinstance(item, TrueFalse):
        found["shuffle"] = "no"
    if isinstance(item, Choice):
        found["last"] = ",".join(letter_of(place) for place, option in enumerate(item.options, 1) if option.last)
    if isinstance(item, MultipleChoice):
        plain = all(option.fraction in (0, 1) for option in item.options)
        usual = Marking.ALL_OR_NOTHING if plain else Marking.SUM_OF_FRACTIONS
        found["marking"] = "" if item.method == usual else str(item.method.value)
    if isinstance(item, Matching) and item.marking != MatchMarking.SHARE:
        found["marking"] = str(item.marking.value)
    if isinstance(item, Ordering) and item.marking != OrderMarking.IN_PLACE:
        found["marking"] = str(item.marking.value)
    if isinstance(item, ShortText):
        found |= {"case": "yes" if item.case_matters else "", "accents": "fold" if item.fold_accents else ""}
        found["punctuation"] = "fold" if item.fold_punctuation else ""
    if isinstance(item, ShortText | Numeric):
        found["otherwise"] = item.otherwise
    if isinstance(item, Numeric):
        found |= _of_units(item)
        kinds = {answer.kind for answer in item.answers}
        if Tolerance.GEOMETRIC in kinds:
            if len(kinds) > 1:
                raise RefusedError(_("Its tolerances are of several kinds. Export it as Moodle XML."))
            found["tolerance"] = "geometric"
    if isinstance(item, Essay):
        found["lines"] = str(item.lines) if item.lines != 10 else ""
        found["words"] = f"{item.least_words}-{item.most_words}" if item.least_words or item.most_words else ""
        found |= {"template": item.template, "notes": item.notes_for_markers}
    if isinstance(item, Upload):
        found["files"] = str(item.most_files) if item.most_files != 1 else ""
        found |= {"kinds": ",".join(item.kinds), "notes": item.notes_for_markers}
    return "; ".join(f"{name}={_value(value)}" for name, value in found.items() if value)


def _of_units(item: Numeric) -> dict[str, str]:
    if item.unit_rule == UnitRule.NONE and not item.units:
        return {}
    penalty = plain_number(item.unit_penalty) if item.unit_penalty != ONE else ""
    units = ", ".join(f"{unit.name}:{plain_number(unit.factor)}" for unit in item.units)
    return {"unit": str(item.unit_rule.value), "units": units, "unit_penalty": penalty}


def _value(text: str) -> str:
    return text.replace(";", "\\;").replace("\n", "\\n")


def _key(shares: Sequence[Decimal]) -> str:
    """`B` and `A, C` where each earns all or nothing, else `A=50, B=-25`."""
    if all(share in (0, 1) for share in shares):
        return ", ".join(letter_of(place) for place, share in enumerate(shares, 1) if share)
    return ", ".join(f"{letter_of(place)}={percent_of(share)}" for place, share in enumerate(shares, 1) if share)


def _shares(shares: Sequence[Decimal]) -> str:
    return "" if all(share == 1 for share in shares) else _key(shares)


def _range(answer: NumericAnswer) -> str:
    if not answer.tolerance and answer.kind == Tolerance.ABSOLUTE:
        return plain_number(answer.value)
    if answer.kind == Tolerance.RELATIVE:
        return f"{plain_number(answer.value)} ± {plain_number(answer.tolerance * 100)} %"
    return f"{plain_number(answer.value)} ± {plain_number(answer.tolerance)}"


def _pairs(item: Matching, notes: Notes) -> list[str]:
    texts = {choice.key: choice.text for choice in item.choices}
    used = {prompt.right for prompt in item.prompts}
    if any("->" in prompt.text for prompt in item.prompts):
        raise RefusedError(_("“->” stands in one of its texts. Export it as Moodle XML."))
    if any(prompt.feedback for prompt in item.prompts):
        notes.warn(_("What is said about single pairs was left out."))
    pairs = [f"{_plain(prompt.text)} -> {texts.get(prompt.right, '')}" for prompt in item.prompts]
    return [*pairs, *(f"-> {choice.text}" for choice in item.choices if choice.key not in used)]


def _plain(text: str) -> str:
    """As it is, where it reads as itself; else with its < and & written as entities."""
    escaped = html.escape(text, quote=False)
    return text if clean(from_loose(text), Notes()) == escaped else escaped
