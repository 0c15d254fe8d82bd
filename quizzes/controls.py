"""The native inputs in which a question is answered: their names, labels, choices and present values.

A control named `q-3` gives its value as it is; `q-3-k` gives `k:value`; `o-3-k` gives the place of part `k`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import LONGEST_TEXT, pairs_in
from quizzes.items.choice import FALSE, TRUE
from quizzes.items.cloze import MARKER
from quizzes.paper import PaperQuestion

WRITTEN = {QuestionType.SHORT_TEXT, QuestionType.NUMERIC}
AT_LENGTH = {QuestionType.ESSAY, QuestionType.DRILL}
PAIRED = {QuestionType.KPRIM, QuestionType.MATCHING, QuestionType.CLOZE}
NUMBER_WIDTH, TEXT_WIDTH = 10, 18


@dataclass(frozen=True)
class Control:
    """`choices`: what can be chosen, value and text; none means that one writes."""

    name: str
    label: str
    value: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    longest: int = 1000


def texts_of_options(question: PaperQuestion) -> dict[str, str]:
    if question.type == QuestionType.TRUE_FALSE:
        return {TRUE: _("True"), FALSE: _("False")}
    return {option.key: option.text or option.alt for option in question.options}


def controls_of(question: PaperQuestion, order: tuple[str, ...], given: list[str]) -> list[Control]:
    """In the order in which the attempt has its parts."""
    texts, slot = texts_of_options(question), question.slot
    if question.type in WRITTEN:
        longest = 80 if question.type == QuestionType.NUMERIC else 1000
        return [Control(f"q-{slot}", _("Your answer"), " ".join(given), longest=longest)]
    if question.type in AT_LENGTH:
        return [Control(f"q-{slot}", _("Your answer"), "".join(given), longest=LONGEST_TEXT)]
    if question.type == QuestionType.ORDERING:
        places = [(str(number), str(number)) for number in range(1, len(order) + 1)]
        at = {key: str(number) for number, key in enumerate(given, start=1) if key}
        return [Control(f"o-{slot}-{key}", texts[key], at.get(key, ""), places) for key in order]
    pairs = pairs_in(given) or {}
    if question.type == QuestionType.KPRIM:
        choices = [(TRUE, _("True")), (FALSE, _("False"))]
    elif question.type == QuestionType.MATCHING:
        choices = [(row["key"], row["text"]) for row in question.body["choices"]]
    else:
        return []
    return [Control(f"q-{slot}-{key}", texts[key], pairs.get(key, ""), choices) for key in order]


def words_of(question: PaperQuestion, given: list[str]) -> list[str]:
    """An answer as its writer would read it."""
    texts = texts_of_options(question)
    if question.type in WRITTEN | AT_LENGTH:
        return [text for text in given if text.strip()]
    if question.type == QuestionType.UPLOAD:
        return [_("a file") for uid in given if uid.strip()]
    if question.type == QuestionType.ORDERING:
        return [f"{place}. {texts.get(key, '')}" for place, key in enumerate(given, start=1) if key]
    pairs = pairs_in(given) if question.type in PAIRED else None
    if pairs is None:
        return [text for key, text in texts.items() if key in given]
    choices = {row["key"]: row["text"] for row in question.body.get("choices", ())}
    choices |= {TRUE: _("True"), FALSE: _("False")} if question.type == QuestionType.KPRIM else {}
    for gap in question.body.get("gaps", ()):
        texts[gap["key"]] = _("Gap %(number)s") % {"number": gap["key"]}
        if gap["key"] in pairs:
            named = {option["key"]: option["text"] for option in gap.get("options", ())}
            pairs[gap["key"]] = named.get(pairs[gap["key"]], pairs[gap["key"]])
    return [f"{texts[key]}: {choices.get(value, value)}" for key, value in pairs.items() if key in texts and value]


def stem_of(question: PaperQuestion, given: list[str] | None) -> SafeString:
    """With the inputs of gaps in it; or, where `given` is None, with their numbers."""
    # Cleaned when it was frozen.
    if question.type != QuestionType.CLOZE:
        return mark_safe(question.stem)  # noqa: S308
    gaps = {row["key"]: row for row in question.body["gaps"]}
    pairs = pairs_in(given or []) or {}

    def gap(found: Any) -> str:
        key = found[1]
        if given is None or key not in gaps:
            return format_html('<span class="gap-number">({})</span>', key)
        return _gap(question.slot, gaps[key], pairs.get(key, ""))

    return mark_safe(MARKER.sub(gap, question.stem))  # noqa: S308


def _gap(slot: int, row: dict[str, Any], value: str) -> SafeString:
    name, label = f"q-{slot}-{row['key']}", _("Gap %(number)s") % {"number": row["key"]}
    if row["type"] == QuestionType.SINGLE:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["key"], mark_safe(" selected") if option["key"] == value else "", option["text"])
                for option in row["options"]
            ),
        )
        return format_html(
            '<select class="gap" name="{}" aria-label="{}"><option value="">…</option>{}</select>', name, label, options
        )
    width = NUMBER_WIDTH if row["type"] == QuestionType.NUMERIC else TEXT_WIDTH
    return format_html(
        '<input class="gap" type="text" name="{}" aria-label="{}" value="{}" size="{}" maxlength="1000"'
        ' autocomplete="off" autocapitalize="none" spellcheck="false">',
        name,
        label,
        value,
        width,
    )
