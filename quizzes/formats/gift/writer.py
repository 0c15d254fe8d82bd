"""GIFT as Moodle reads it; texts as HTML, pictures inside them."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from quizzes.choices import Marking
from quizzes.formats import topics
from quizzes.formats.findings import Notes, RefusedError
from quizzes.formats.numbers import percent_of, plain_number
from quizzes.formats.writing import (
    Desk,
    Written,
    medium_tag,
    note_losses,
    note_written_losses,
    refuse_kind,
    summed_shares,
    with_sources,
)
from quizzes.items import (
    Essay,
    Item,
    Matching,
    MatchMarking,
    MultipleChoice,
    Numeric,
    NumericAnswer,
    ShortText,
    SingleChoice,
    Tolerance,
    TrueFalse,
    UnitRule,
)
from quizzes.items.choice import Choice, Option
from quizzes.items.fractions import ONE

SPECIAL = re.compile(r"[\\#=~{}:]")


def write_gift(items: Sequence[Item]) -> Written:
    desk = Desk()
    parts: list[str] = []
    topic: tuple[str, ...] = ()
    for item, text in desk.each(items, lambda item, notes: _Writer(item, notes).text()):
        if item.topic != topic:
            topic = item.topic
            parts.append(f"$CATEGORY: {'/'.join(['$course$/top', topics.to_path(topic)]).rstrip('/')}\n")
        parts.append(text)
    return desk.written("gift", "\n".join(parts).encode())


def escaped(text: str) -> str:
    return SPECIAL.sub(lambda match: "\\" + match[0], text).replace("\n", "\\n")


def _bracketed(text: str) -> str:
    return re.sub(r"([]\\])", r"\\\1", " ".join(text.split()))


def _typed(text: str) -> str:
    """An answer that people type; its bracket is no marker of a format."""
    return ("[plain]" if text.startswith("[") else "") + escaped(text)


class _Writer:
    def __init__(self, item: Item, notes: Notes) -> None:
        self.item, self.notes = item, notes

    def text(self) -> str:
        item = self.item
        answers = self._answers()
        note_losses(
            [
                (item.marks != ONE, _("Its marks were left out: GIFT has none.")),
                (item.media, _("The names of its pictures were left out: they stand inside the text.")),
            ],
            self.notes,
        )
        note_written_losses(item, self.notes)
        feedback = f"####{self._html(item.feedback)}" if item.feedback else ""
        name = f"::{escaped(item.name)}::" if item.name else ""
        return f"{self._comment()}{name}[html]{self._html(item.stem)}{{{answers}{feedback}}}\n"

    def _comment(self) -> str:
        marks = [("id", self.item.external_id), *(("tag", tag) for tag in self.item.tags)]
        parts = [f"[{kind}:{_bracketed(text)}]" for kind, text in marks if text]
        return f"// {' '.join(parts)}\n" if parts else ""

    def _answers(self) -> str:
        item = self.item
        if isinstance(item, TrueFalse):
            return self._true_false(item)
        if isinstance(item, Choice):
            return self._choice(item)
        if isinstance(item, ShortText):
            return self._short_text(item)
        if isinstance(item, Numeric):
            return self._numeric(item)
        if isinstance(item, Matching):
            return self._matching(item)
        if not isinstance(item, Essay):
            return refuse_kind(item)
        told = (item.lines != Essay.lines, item.least_words, item.most_words, item.template, item.notes_for_markers)
        lost = _("Its length, its beginning of an answer, and its notes for markers were left out.")
        note_losses([(any(told), lost)], self.notes)
        return ""

    def _true_false(self, item: TrueFalse) -> str:
        said = {option.key: option.feedback for option in item.options}
        right = "true" if item.statement_is_true else "false"
        wrong = "false" if item.statement_is_true else "true"
        remarks = ""
        if said.get(wrong) or said.get(right):
            remarks = f"#{self._words(said.get(wrong, ''))}#{self._words(said.get(right, ''))}"
        return right.upper() + remarks

    def _choice(self, item: Choice) -> str:
        shares = summed_shares(item)
        one = isinstance(item, SingleChoice)
        if one and ONE not in shares.values():
            raise RefusedError(_("None of its options earns the full marks. Mend it before the export."))
        method = item.method if isinstance(item, MultipleChoice) else None
        note_losses(
            [
                (not item.shuffle, _("That its options keep their order was left out.")),
                (any(option.last for option in item.options), _("That an option stays last was left out.")),
                (
                    method not in (None, Marking.SUM_OF_FRACTIONS),
                    _("Its rule of marking became partial credit: the sum of the options' shares."),
                ),
            ],
            self.notes,
        )
        return "".join(f"\n\t{self._option(option, shares[option.key], one)}" for option in item.options) + "\n"

    def _option(self, option: Option, share: Decimal, one: bool) -> str:
        text = self._words(option.text)
        if option.media:
            text = self._html(medium_tag(self.item, option.media, f"media:{option.media}")) + text
        sign = "=" if one and share == ONE else "~"
        weight = "" if share == (ONE if sign == "=" else 0) and not text.startswith("%") else f"%{percent_of(share)}%"
        return f"{sign}{weight}{text}{self._said(option.feedback)}"

    def _short_text(self, item: ShortText) -> str:
        if any("->" in answer.pattern for answer in item.answers):
            raise RefusedError(_("GIFT takes “->” in an answer for a pair. Export it as Moodle XML."))
        note_losses(
            [
                (item.case_matters, _("That capital letters matter was left out.")),
                (item.fold_accents or item.fold_punctuation, _("What does not matter in its answers was left out.")),
            ],
            self.notes,
        )
        rows = [(answer.pattern, answer.fraction, answer.feedback) for answer in item.answers]
        rows += [("*", Decimal(0), item.otherwise)] if item.otherwise else []
        return (
            "".join(f"\n\t=%{percent_of(share)}%{_typed(text)}{self._said(said)}" for text, share, said in rows) + "\n"
        )

    def _numeric(self, item: Numeric) -> str:
        lost = _("Its units were left out: GIFT has none.")
        note_losses([(item.units or item.unit_rule != UnitRule.NONE, lost)], self.notes)
        rows = [
            f"\n\t=%{percent_of(answer.fraction)}%{self._range(answer)}{self._said(answer.feedback)}"
            for answer in item.answers
        ]
        rows += [f"\n\t~#{self._words(item.otherwise)}"] if item.otherwise else []
        return f"#{''.join(rows)}\n"

    def _range(self, answer: NumericAnswer) -> str:
        value, width = answer.value, answer.tolerance
        if answer.kind != Tolerance.ABSOLUTE:
            self.notes.warn(_("Its tolerance became an absolute one."))
        if answer.kind == Tolerance.GEOMETRIC:
            low, high = sorted((value / (1 + width), value * (1 + width)))
            return f"{plain_number(low)}..{plain_number(high)}"
        if answer.kind == Tolerance.RELATIVE:
            width *= abs(value)
        return f"{plain_number(value)}:{plain_number(width)}"

    def _matching(self, item: Matching) -> str:
        texts = {choice.key: choice.text for choice in item.choices}
        used = {prompt.right for prompt in item.prompts}
        note_losses(
            [
                (not item.shuffle, _("That its options keep their order was left out.")),
                (item.marking != MatchMarking.SHARE, _("That only all pairs together earn something was left out.")),
                (any(prompt.feedback for prompt in item.prompts), _("What is said about single pairs was left out.")),
            ],
            self.notes,
        )
        pairs = [(self._words(prompt.text), texts.get(prompt.right, "")) for prompt in item.prompts]
        pairs += [("", choice.text) for choice in item.choices if choice.key not in used]
        return "".join(f"\n\t={left} -> {escaped(right)}" for left, right in pairs) + "\n"

    def _said(self, text: str) -> str:
        return f"#{self._words(text)}" if text else ""

    def _words(self, text: str) -> str:
        """Plain text inside a question whose texts are HTML."""
        return ("[html]" if text.startswith("[") else "") + escaped(html.escape(text, quote=False))

    def _html(self, markup: str) -> str:
        return escaped(with_sources(markup, self._data))

    def _data(self, key: str) -> str:
        file = next((file for file in self.item.media if file.sha256 == key), None)
        if file is None or not file.data:
            raise RefusedError(_("The content of one of its pictures is not there."))
        return f"data:{file.content_type};base64,{base64.b64encode(file.data).decode()}"
