"""A few words, compared letter by letter after plain normalising. Never by similarity: "Pasal 10" is not "Pasal 11"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import QuestionType
from quizzes.items.base import INVALID, Item, Marked, Problem, State, is_blank, state_of
from quizzes.items.fractions import ONE, ZERO, clamped, plain

LONGEST_ANSWER = 1_000
ANYTHING = "\ue000"  # stands for an unescaped * while a pattern is normalised
_WILDCARD = re.compile(r"\\(\*)|(\*)")


@dataclass(frozen=True, kw_only=True)
class TextAnswer:
    """`pattern`: the text, with `*` for anything, none included; `\\*` is an asterisk."""

    pattern: str
    fraction: Decimal = ONE
    feedback: str = ""


@dataclass(frozen=True)
class Folding:
    """What does not matter when two texts are compared."""

    case: bool = True
    accents: bool = False
    punctuation: bool = False

    def __call__(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        if self.case:
            text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
        if self.accents:
            parted = unicodedata.normalize("NFD", text)
            text = unicodedata.normalize("NFC", "".join(c for c in parted if unicodedata.category(c) != "Mn"))
        if self.punctuation:
            text = "".join(char for place, char in enumerate(text) if not _is_loose_punctuation(text, place))
        return " ".join(text.split())


def _is_loose_punctuation(text: str, place: int) -> bool:
    """Not the one between two digits: 10.5 is not 105."""
    if not unicodedata.category(text[place]).startswith("P"):
        return False
    around = (text[place - 1 : place], text[place + 1 : place + 2])
    return not all(char.isdigit() for char in around)


def matches(pattern: str, text: str, folding: Folding) -> bool:
    """Piece by piece from the left, which finds a fit wherever there is one, in one pass: no regular expression."""
    first, *others = folding(_WILDCARD.sub(lambda found: found[1] or ANYTHING, pattern)).split(ANYTHING)
    text = folding(text)
    if not others:
        return text == first
    *middle, last = others
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


@dataclass(frozen=True, kw_only=True)
class ShortText(Item):
    """Of several answers that fit, the best one counts. `otherwise`: what is said where none does."""

    answers: tuple[TextAnswer, ...] = ()
    case_matters: bool = False
    fold_accents: bool = False
    fold_punctuation: bool = False
    otherwise: str = ""

    type: ClassVar[QuestionType] = QuestionType.SHORT_TEXT

    @property
    def folding(self) -> Folding:
        return Folding(not self.case_matters, self.fold_accents, self.fold_punctuation)

    def best_value(self) -> list[str]:
        best = max(self.answers, key=lambda answer: answer.fraction)
        return [_WILDCARD.sub(lambda found: found[1] or "x", best.pattern)]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        if len(value) != 1 or len(value[0]) > LONGEST_ANSWER:
            return INVALID
        fitting = [answer for answer in self.answers if matches(answer.pattern, value[0], self.folding)]
        if not fitting:
            return Marked(ZERO, State.WRONG, feedback=(self.otherwise,) if self.otherwise else ())
        best = max(fitting, key=lambda answer: answer.fraction)
        fraction = clamped(best.fraction)
        return Marked(fraction, state_of(fraction), feedback=(best.feedback,) if best.feedback else ())

    def _problems(self) -> list[Problem]:
        found = []
        full = [answer for answer in self.answers if clamped(answer.fraction) == ONE]
        if not full:
            found.append(Problem("no_full_answer", _("No answer earns the full marks.")))
        credited = [answer.pattern for answer in self.answers if answer.fraction > ZERO]
        if any(not pattern.strip(" *") and "*" in pattern for pattern in credited):
            found.append(Problem("takes_everything", _("An answer of nothing but * would accept everything.")))
        if any(is_blank([answer.pattern]) or not self.folding(answer.pattern) for answer in self.answers):
            found.append(Problem("empty_answer", _("An answer has no text.")))
        texts = [self.folding(answer.pattern) for answer in self.answers]
        if len(set(texts)) < len(texts):
            found.append(Problem("same_text", _("Two answers come to the same text.")))
        if any(len(answer.pattern) > LONGEST_ANSWER for answer in self.answers):
            found.append(Problem("too_long", _("An answer is longer than a participant may write.")))
        if not found and self.mark(self.best_value()).fraction != ONE:
            found.append(Problem("best_is_not_one", _("The best answer, written out, does not earn the full marks.")))
        return found

    def advice(self) -> list[str]:
        if self.answers and all(read.pattern.strip().isdecimal() for read in self.answers):
            return [_("All answers are numbers; the kind “a number” reads them however they are written.")]
        return []

    def _body(self) -> dict[str, Any]:
        return {}

    def _key(self) -> dict[str, Any]:
        return {
            "answers": [
                {"pattern": answer.pattern, "fraction": plain(answer.fraction), "feedback": answer.feedback}
                for answer in self.answers
            ],
            "case_matters": self.case_matters,
            "fold_accents": self.fold_accents,
            "fold_punctuation": self.fold_punctuation,
            "otherwise": self.otherwise,
        }

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        rows = key["answers"]
        names = ("case_matters", "fold_accents", "fold_punctuation", "otherwise")
        return {
            "answers": tuple(TextAnswer(**{**row, "fraction": Decimal(row["fraction"])}) for row in rows),
            **{name: key[name] for name in names},
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: Sequence[str]) -> bool:
        return len(value) == 1 and len(value[0]) <= LONGEST_ANSWER
