"""What QTI 3.0 says of each kind of question: declarations of what is right, the body, and the rules."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.numbers import plain_number
from quizzes.formats.qti.page import ItemPage
from quizzes.formats.writing import medium_tag, note_losses, refuse_kind, summed_shares
from quizzes.items import (
    Cloze,
    Essay,
    Item,
    Kprim,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    Ordering,
    OrderMarking,
    ShortText,
    Tolerance,
    TrueFalse,
    UnitRule,
)
from quizzes.items.choice import Choice
from quizzes.items.cloze import MARKER
from quizzes.items.fractions import ONE

BLOCK = re.compile(r"<(?:p|ul|ol|table|blockquote|pre|div)\b")


Mapped = Sequence[tuple[str, Decimal]]


@dataclass(frozen=True)
class Made:
    declarations: str
    body: str
    template: str = ""
    rules: str = ""


def interaction_of(item: Item, page: ItemPage, notes: Notes) -> Made:
    if isinstance(item, Choice):
        return _choice(item, page, notes)
    if isinstance(item, ShortText | Numeric):
        declaration, rules = typed("RESPONSE", item, notes)
        field = '<qti-text-entry-interaction response-identifier="RESPONSE"/>'
        return Made(
            declaration, _blocks(page.xhtml(item.stem)) + f"<p>{field}</p>", "" if rules else "map_response", rules
        )
    if isinstance(item, Matching):
        return _matching(item, page, notes)
    if isinstance(item, Ordering):
        return _ordering(item, page, notes)
    if isinstance(item, Kprim):
        return _kprim(item, page, notes)
    if isinstance(item, Cloze):
        return _cloze(item, page, notes)
    if isinstance(item, Essay):
        return _essay(item, page, notes)
    refuse_kind(item)
    return Made("", "")


def declaration(
    name: str, cardinality: str, kind: str, correct: Iterable[str], mapping: Sequence[tuple[str, Decimal]] = ()
) -> str:
    values = "".join(f"<qti-value>{escape(value)}</qti-value>" for value in correct)
    entries = "".join(
        f"<qti-map-entry map-key={quoteattr(key)} mapped-value={quoteattr(plain_number(value))}/>"
        for key, value in mapping
    )
    mapped = f'<qti-mapping default-value="0" lower-bound="0">{entries}</qti-mapping>' if entries else ""
    right = f"<qti-correct-response>{values}</qti-correct-response>" if values else ""
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{kind}">'
        f"{right}{mapped}</qti-response-declaration>"
    )


def _choice(item: Choice, page: ItemPage, notes: Notes) -> Made:
    names = {option.key: option.key if isinstance(item, TrueFalse) else f"o-{option.key}" for option in item.options}
    shares = summed_shares(item)
    right = [names[key] for key, share in shares.items() if share > 0]
    several = isinstance(item, MultipleChoice)
    whole = isinstance(item, MultipleChoice) and item.method == Marking.ALL_OR_NOTHING
    if isinstance(item, MultipleChoice) and item.method == Marking.RIGHT_MINUS_WRONG:
        notes.warn(_("Its rule of marking became partial credit: the sum of the options' shares."))
    mapping = [] if whole else [(names[key], share) for key, share in shares.items()]
    if not whole and not several:
        right = right[:1] if len(right) == 1 else [names[max(shares, key=lambda key: shares[key])]] if right else []
    rows = []
    for option in item.options:
        text = escape(option.text)
        if isinstance(item, TrueFalse):
            text = "Benar" if option.key == "true" else "Salah"
        if option.media:
            text = page.xhtml(medium_tag(item, option.media, f"media:{option.media}")) + text
        said = ""
        if option.feedback:
            said = (
                f'<qti-feedback-inline outcome-identifier="FEEDBACK" identifier={quoteattr(names[option.key])}'
                f' show-hide="show">{escape(option.feedback)}</qti-feedback-inline>'
            )
        fixed = ' fixed="true"' if option.last else ""
        rows.append(
            f"<qti-simple-choice identifier={quoteattr(names[option.key])}{fixed}>{text}{said}</qti-simple-choice>"
        )
    if any(option.last for option in item.options) and not all(
        option.last for option in item.options[-sum(option.last for option in item.options) :]
    ):
        notes.warn(_("That an option stays last was left out where it does not stand last."))
    body = _interaction("choice", page, rows, f' shuffle="{_yes(item.shuffle)}" max-choices="{0 if several else 1}"')
    kind = "multiple" if several else "single"
    return Made(
        declaration("RESPONSE", kind, "identifier", right, mapping), body, "match_correct" if whole else "map_response"
    )


def typed(name: str, item: ShortText | Numeric, notes: Notes) -> tuple[str, str]:
    """The declaration of a field, and the rules where a template is not enough."""
    note_losses(
        [
            (item.otherwise, _("What is said where no answer fits was left out.")),
            (any(answer.feedback for answer in item.answers), _("What is said about single answers was left out.")),
        ],
        notes,
    )
    if isinstance(item, ShortText):
        if any("*" in answer.pattern.replace("\\*", "") for answer in item.answers):
            raise RefusedError(_("QTI has no answers with “*” for any text. Export it as Moodle XML."))
        if item.fold_accents or item.fold_punctuation:
            notes.warn(_("What does not matter in its answers was left out."))
        case = ' case-sensitive="true"' if item.case_matters else ' case-sensitive="false"'
        rows = [(answer.pattern.replace("\\*", "*"), answer.fraction) for answer in item.answers]
        right = [text for text, share in rows if share == ONE][:1]
        made = declaration(name, "single", "string", right, rows)
        return made.replace("<qti-map-entry", f"<qti-map-entry{case}"), ""
    kinds = {(answer.kind, answer.tolerance) for answer in item.answers}
    if len(kinds) > 1 or any(kind == Tolerance.GEOMETRIC for kind, _width in kinds):
        raise RefusedError(_("QTI has no such tolerances. Export it as Moodle XML."))
    if item.units or item.unit_rule != UnitRule.NONE:
        notes.warn(_("Its units were left out: QTI has none."))
    numbers = [(plain_number(answer.value), answer.fraction) for answer in item.answers]
    best = [text for text, share in numbers if share == ONE][:1]
    if kinds == {(Tolerance.ABSOLUTE, Decimal(0))} or not kinds:
        return declaration(name, "single", "float", best, numbers), ""
    kind, width = next(iter(kinds))
    if len(numbers) > 1:
        raise RefusedError(_("QTI has no tolerance for several numbers. Export it as Moodle XML."))
    shown = plain_number(width * 100 if kind == Tolerance.RELATIVE else width)
    rules = (
        "<qti-response-processing><qti-response-condition><qti-response-if>"
        f'<qti-equal tolerance-mode="{kind.value}" tolerance="{shown} {shown}"><qti-variable identifier="{name}"/>'
        f'<qti-correct identifier="{name}"/></qti-equal><qti-set-outcome-value identifier="SCORE">'
        f'<qti-base-value base-type="float">{plain_number(item.marks)}</qti-base-value></qti-set-outcome-value>'
        "</qti-response-if></qti-response-condition></qti-response-processing>"
    )
    return declaration(name, "single", "float", best), rules


def _matching(item: Matching, page: ItemPage, notes: Notes) -> Made:
    note_losses(
        [
            (any(prompt.feedback for prompt in item.prompts), _("What is said about single pairs was left out.")),
        ],
        notes,
    )
    pairs = [f"p-{prompt.key} c-{prompt.right}" for prompt in item.prompts]
    left = [(f"p-{prompt.key}", prompt.text, 1) for prompt in item.prompts]
    right = [(f"c-{choice.key}", choice.text, 0) for choice in item.choices]
    return _matched(page, pairs, left, right, item.shuffle, whole=item.marking == MatchMarking.ALL_OR_NOTHING)


def _kprim(item: Kprim, page: ItemPage, notes: Notes) -> Made:
    note_losses([(any(row.feedback for row in item.statements), _("Remarks on its statements were left out."))], notes)
    pairs = [f"s-{row.key} {'true' if row.is_true else 'false'}" for row in item.statements]
    left = [(f"s-{row.key}", row.text, 1) for row in item.statements]
    return _matched(page, pairs, left, [("true", "Benar", 0), ("false", "Salah", 0)], item.shuffle)


def _matched(
    page: ItemPage,
    pairs: Sequence[str],
    left: Sequence[tuple[str, str, int]],
    right: Sequence[tuple[str, str, int]],
    shuffle: bool,
    *,
    whole: bool = False,
) -> Made:
    sets = [
        "<qti-simple-match-set>"
        + "".join(
            f'<qti-simple-associable-choice identifier={quoteattr(name)} match-max="{most}">{escape(text)}'
            "</qti-simple-associable-choice>"
            for name, text, most in side
        )
        + "</qti-simple-match-set>"
        for side in (left, right)
    ]
    mapping = [] if whole else [(pair, ONE) for pair in pairs]
    body = _interaction("match", page, sets, f' shuffle="{_yes(shuffle)}" max-associations="{len(left)}"')
    declared = declaration("RESPONSE", "multiple", "directedPair", pairs, mapping)
    return Made(declared, body, "match_correct" if whole else "map_response")


def _ordering(item: Ordering, page: ItemPage, notes: Notes) -> Made:
    if item.marking != OrderMarking.ALL_OR_NOTHING:
        notes.warn(_("Its rule of marking was left out: in QTI only the whole order earns something."))
    right = [f"t-{part.key}" for part in item.parts]
    rows = [
        f"<qti-simple-choice identifier={quoteattr(f't-{part.key}')}>{escape(part.text)}</qti-simple-choice>"
        for part in sorted(item.parts, key=lambda part: part.key)
    ]
    body = _interaction("order", page, rows, ' shuffle="true"')
    return Made(declaration("RESPONSE", "ordered", "identifier", right), body, "match_correct")


def _essay(item: Essay, page: ItemPage, notes: Notes) -> Made:
    told = item.least_words or item.most_words or item.template
    note_losses([(told, _("Its number of words and its beginning of an answer were left out."))], notes)
    rubric = ""
    if item.notes_for_markers:
        words = html.escape(item.notes_for_markers, quote=False)
        rubric = f"<qti-content-body><p>{words}</p></qti-content-body>"
        rubric = f'<qti-rubric-block view="scorer" use="scoring">{rubric}</qti-rubric-block>'
    field = f'<qti-extended-text-interaction response-identifier="RESPONSE" expected-lines="{item.lines}"/>'
    return Made(declaration("RESPONSE", "single", "string", []), f"{_blocks(page.xhtml(item.stem))}{field}{rubric}")


def _cloze(item: Cloze, page: ItemPage, notes: Notes) -> Made:
    declarations, fields = [], {}
    for place, gap in enumerate(item.gaps, start=1):
        name = f"GAP{place}"
        if isinstance(gap.item, ShortText | Numeric):
            declared, rules = typed(name, gap.item, notes)
            if rules:
                raise RefusedError(_("QTI has no tolerance for numbers in gaps. Export it as Moodle XML."))
            fields[gap.key] = f'<qti-text-entry-interaction response-identifier="{name}"/>'
            declarations.append(declared)
            continue
        names = {option.key: f"o-{option.key}" for option in gap.item.options}
        note_losses(
            [(any(option.feedback for option in gap.item.options), _("Remarks in its gaps were left out."))], notes
        )
        rows = "".join(
            f"<qti-inline-choice identifier={quoteattr(names[option.key])}>{escape(option.text)}</qti-inline-choice>"
            for option in gap.item.options
        )
        about = f'response-identifier="{name}" shuffle="{_yes(gap.item.shuffle)}"'
        fields[gap.key] = f"<qti-inline-choice-interaction {about}>{rows}</qti-inline-choice-interaction>"
        shares = [(names[option.key], option.fraction) for option in gap.item.options]
        best = [key for key, share in shares if share == ONE][:1]
        declarations.append(declaration(name, "single", "identifier", best, shares))
    if len({gap.weight for gap in item.gaps}) > 1:
        notes.warn(_("The weights of its gaps were left out: each is worth the same."))
    body = MARKER.sub(lambda match: fields.get(match[1], match[0]), page.xhtml(item.stem))
    scored = "".join(f'<qti-map-response identifier="GAP{place}"/>' for place in range(1, len(item.gaps) + 1))
    rules = (
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE">'
        f"<qti-sum>{scored}</qti-sum></qti-set-outcome-value></qti-response-processing>"
    )
    return Made("\n".join(declarations), _blocks(body), rules=rules)


def _interaction(kind: str, page: ItemPage, rows: Sequence[str], attributes: str) -> str:
    """The stem stands before the interaction, in a block of its own."""
    name = f"qti-{kind}-interaction"
    inside = "".join(rows)
    return f'{_blocks(page.xhtml(page.item.stem))}<{name} response-identifier="RESPONSE"{attributes}>{inside}</{name}>'


def _blocks(markup: str) -> str:
    return markup if BLOCK.match(markup) else f"<div>{markup}</div>"


def _yes(value: bool) -> str:
    return "true" if value else "false"
