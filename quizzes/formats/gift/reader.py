"""GIFT, as Moodle's documentation and its reader define it (question/format/gift)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.formats import making, topics
from quizzes.formats.encodings import text_of as decoded
from quizzes.formats.findings import Gathering, Notes, Reading, RefusedError
from quizzes.formats.gift.scanner import (
    Block,
    Sign,
    Signs,
    blocks_of,
    is_sign,
    last_place_of,
    parted,
    place_of,
    scanned,
    stripped,
    text_of,
)
from quizzes.formats.making import Common, Option, Spoken, Target, not_too_many
from quizzes.formats.media import Shelf
from quizzes.formats.numbers import share_of
from quizzes.formats.texts import READERS, plain_of, rich

if TYPE_CHECKING:
    from quizzes.items import Item

FORMAT = "gift"
MARKER = re.compile(r"\[(\w+)\]")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}
GAP = "_____"
LONGEST_BLOCK = 400_000  # characters


def read_gift(data: bytes) -> Reading:
    gathering = Gathering(FORMAT)
    topic: tuple[str, ...] = ()
    for block in blocks_of(decoded(data, gathering.notes.warn)):
        if block.category is not None:
            topic = topics.from_path(block.category)
            continue
        if len(block.text) > LONGEST_BLOCK:
            gathering.refuse(_("The question is too long. Shorten it."), line=block.line, name=block.text[:80])
            continue
        question = _Question(block, topic)
        gathering.take(question.item, name=question.name or question.beginning, line=block.line)
    return gathering.reading()


class _Question:
    def __init__(self, block: Block, topic: tuple[str, ...]) -> None:
        self.block, self.topic = block, topic
        self.name, self.rest = _named(stripped(scanned(block.text)))
        self.written_in = "moodle"
        self.shelf = Shelf()

    @property
    def beginning(self) -> str:
        return text_of(self.rest[:80]).partition("{")[0]

    def item(self, notes: Notes) -> Item:
        if self.block.went_on:
            notes.warn(_("There are blank lines inside the braces; other programs end the question there."))
        before, answer, after = _braced(self.rest)
        stem = [*before, *map(Sign, GAP), *after] if stripped(after) else before
        self.written_in, stem = _marked(stem, self.written_in)
        answer = stripped(answer)
        cut = last_place_of(answer, "####")
        feedback = ""
        if cut >= 0:
            feedback = self._rich(answer[cut + 4 :], notes)
            answer = stripped(answer[:cut])
        common = Common(
            stem=self._rich(stem, notes),
            feedback=feedback,
            name=self.name,
            external_id=self.block.external_id,
            topic=self.topic,
            tags=self.block.tags,
            shelf=self.shelf,
        )
        if not answer:
            return making.essay(common)
        if is_sign(answer[0], "#"):
            return self._numeric(common, answer[1:], notes)
        if any(is_sign(sign, "~") for sign in answer):
            return self._choice(common, answer, notes)
        if any(is_sign(sign, "=") for sign in answer) and place_of(answer, "->") >= 0:
            return self._matching(common, answer, notes)
        parts = _at_hash(answer)
        if text_of(parts[0]).strip().upper() in TRUE | FALSE and len(parts) <= 3:
            return self._true_false(common, parts, notes)
        return self._short_text(common, answer, notes)

    def _choice(self, common: Common, answer: Signs, notes: Notes) -> Item:
        options = []
        for sign, part in _parts(answer, "=~"):
            if not sign:
                raise RefusedError(_("Text stands before the first option. Begin each option with = or ~."))
            weight, text, said = self._weighed(part, notes)
            share = weight if weight is not None else Decimal(sign == "=")
            options.append(Option(self._rich(text, notes), share, said))
        one = any(is_sign(sign, "=") for sign in answer)
        return making.choice(common, options, multiple=not one, notes=notes)

    def _true_false(self, common: Common, parts: list[Signs], notes: Notes) -> Item:
        is_true = text_of(parts[0]).strip().upper() in TRUE
        wrong, right = (self._rich(parts[place], notes) if len(parts) > place else "" for place in (1, 2))
        said = {is_true: right, not is_true: wrong}
        return making.true_false(common, is_true, said_if_true=said[True], said_if_false=said[False], notes=notes)

    def _short_text(self, common: Common, answer: Signs, notes: Notes) -> Item:
        answers = []
        for _sign, part in _parts(answer, "="):
            weight, text, said = self._weighed(part, notes)
            answers.append(Spoken(self._words(text, notes), Decimal(1) if weight is None else weight, said))
        return making.short_text(common, answers, notes=notes)

    def _numeric(self, common: Common, answer: Signs, notes: Notes) -> Item:
        targets: list[Target] = []
        otherwise = ""
        for sign, part in _parts(answer, "=~"):
            weight, text, said = self._weighed(part, notes)
            written = text_of(text).strip()
            if sign == "~" or written == "*":
                otherwise = otherwise or said
                continue
            targets.append(making.target(written, Decimal(1) if weight is None else weight, said, notes))
        return making.numeric(common, targets, otherwise=otherwise, notes=notes)

    def _matching(self, common: Common, answer: Signs, notes: Notes) -> Item:
        pairs = []
        for _sign, part in _parts(answer, "="):
            cut = place_of(part, "->")
            if cut < 0:
                raise RefusedError(
                    _("“%(text)s” has no “->”. Write each pair like “= left -> right”.")
                    % {"text": text_of(part).strip()}
                )
            pairs.append((self._rich(part[:cut], notes), self._words(part[cut + 2 :], notes)))
        return making.matching(common, pairs, notes=notes)

    def _weighed(self, part: Signs, notes: Notes) -> tuple[Decimal | None, Signs, str]:
        parts = _at_hash(part, most=2)
        text = stripped(parts[0])
        said = self._rich(parts[1], notes) if len(parts) > 1 else ""
        found = WEIGHT.match(text_of(text))
        if not found:
            return None, text, said
        return share_of(found[1]), stripped(text[found.end() :]), said

    def _rich(self, signs: Signs, notes: Notes) -> str:
        written_in, rest = _marked(signs, self.written_in)
        return rich(text_of(rest), written_in, notes, self.shelf)

    def _words(self, signs: Signs, notes: Notes) -> str:
        """An answer that people type has no format: only a marker makes it more than its own characters."""
        written_in, rest = _marked(signs, "")
        text = text_of(rest).strip()
        return plain_of(rich(text, written_in, notes)) if written_in else text


def _named(signs: Signs) -> tuple[str, Signs]:
    if place_of(signs, "::") == 0 and (end := place_of(signs, "::", 2)) > 0:
        return text_of(signs[2:end]).strip(), stripped(signs[end + 2 :])
    return "", signs


def _braced(signs: Signs) -> tuple[Signs, Signs, Signs]:
    opened = [place for place, sign in enumerate(signs) if is_sign(sign, "{")]
    closed = [place for place, sign in enumerate(signs) if is_sign(sign, "}")]
    if not opened and not closed:
        raise RefusedError(_("It has no answers in braces { }. A text alone is not a question."))
    if len(opened) > 1 or len(closed) > 1:
        raise RefusedError(
            _("It has more than one pair of braces { }. Leave one, and write \\{ and \\} for braces in the text.")
        )
    if not opened or not closed or closed[0] < opened[0]:
        raise RefusedError(_("A brace { or } has no partner. Close it, or write \\{ and \\} for braces in the text."))
    return signs[: opened[0]], signs[opened[0] + 1 : closed[0]], signs[closed[0] + 1 :]


def _parts(signs: Signs, at: str) -> list[tuple[str, Signs]]:
    return not_too_many(parted(signs, at))


def _at_hash(signs: Signs, most: int = 3) -> list[Signs]:
    parts: list[Signs] = [[]]
    for sign in signs:
        if is_sign(sign, "#") and len(parts) < most:
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def _marked(signs: Signs, otherwise: str) -> tuple[str, Signs]:
    rest = stripped(signs)
    found = MARKER.match(text_of(rest[:24]))
    if found and found[1].lower() in READERS:
        return found[1].lower(), stripped(rest[found.end() :])
    return otherwise, rest
