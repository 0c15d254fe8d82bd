"""One right answer, several, or true and false."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from quizzes.choices import Marking, QuestionType
from quizzes.items.base import Item, Marked, Problem, problems_of_keys, state_of
from quizzes.items.fractions import FIVE_DECIMALS, ONE, ZERO, clamped, plain

TRUE, FALSE = "true", "false"
ALL_OF_THEM = ("semua ", "all of ", "tidak ada ", "none of ", "a dan b", "a and b")


class KeyProblem(Enum):
    """Why a key cannot be published."""

    NO_RIGHT_OPTION = "no_right_option"
    BEST_IS_NOT_ONE = "best_is_not_one"
    ALL_TICKED_IS_ONE = "all_ticked_is_one"

    @property
    def sentence(self) -> str:
        return {
            KeyProblem.NO_RIGHT_OPTION: _("No option is marked as right."),
            KeyProblem.BEST_IS_NOT_ONE: _(
                "The best answer does not earn the full marks: the right options' shares must add up to 100 %."
            ),
            KeyProblem.ALL_TICKED_IS_ONE: _(
                "Ticking every option would earn the full marks: add a wrong option, or give it a penalty."
            ),
        }[self]


@dataclass(frozen=True)
class ItemKey:
    """What is right: a fraction for each option, and the rule that adds them up."""

    method: Marking
    fractions: Mapping[str, Decimal]

    @property
    def right(self) -> frozenset[str]:
        return frozenset(option for option, fraction in self.fractions.items() if fraction > ZERO)

    def to_json(self) -> dict[str, Any]:
        return {
            "method": str(self.method.value),
            "fractions": {option: plain(value) for option, value in self.fractions.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ItemKey:
        return cls(Marking(data["method"]), {option: Decimal(value) for option, value in data["fractions"].items()})


def fraction_for(key: ItemKey, answer: Iterable[str] | None) -> Decimal:
    """The fraction that the ticked options earn; blank earns 0, an option that the key does not know is wrong."""
    chosen = frozenset(answer or ())
    if not chosen:
        return ZERO
    if key.method == Marking.ONE_RIGHT:
        only = next(iter(chosen)) if len(chosen) == 1 else ""
        return clamped(key.fractions.get(only, ZERO))
    if key.method == Marking.ALL_OR_NOTHING:
        return ONE if chosen == key.right else ZERO
    if key.method == Marking.SUM_OF_FRACTIONS:
        return clamped(sum((key.fractions.get(option, ZERO) for option in chosen), ZERO))
    hits, misses = len(chosen & key.right), len(chosen - key.right)
    return clamped(Decimal(hits - misses) / len(key.right)) if key.right else ZERO


def problems_of(key: ItemKey) -> list[KeyProblem]:
    """The reasons against publishing: the best answer must earn exactly 1, and ticking everything must not."""
    if not key.right:
        return [KeyProblem.NO_RIGHT_OPTION]
    found = []
    if key.method == Marking.ONE_RIGHT:
        best = clamped(max(key.fractions.values()))
    else:
        best = fraction_for(key, key.right)
        if fraction_for(key, key.fractions) == ONE:
            found.append(KeyProblem.ALL_TICKED_IS_ONE)
    if best != ONE or (
        key.method == Marking.SUM_OF_FRACTIONS
        and sum(key.fractions[option] for option in key.right) > ONE + FIVE_DECIMALS
    ):
        found.append(KeyProblem.BEST_IS_NOT_ONE)
    return found


def equal_fractions(options: Mapping[str, bool]) -> dict[str, Decimal]:
    """Partial credit where the author only said right or wrong: the right share 1, the wrong ones take it away."""
    up, down = (iter(_shares(sum(is_right is side for is_right in options.values()))) for side in (True, False))
    return {option: next(up) if is_right else -next(down) for option, is_right in options.items()}


def _shares(count: int) -> list[Decimal]:
    """1 in `count` parts of five decimals that add up to exactly 1."""
    if not count:
        return []
    each, left = divmod(100_000, count)
    return [(each + (place < left)) * FIVE_DECIMALS for place in range(count)]


@dataclass(frozen=True, kw_only=True)
class Option:
    """`text` is plain, `media` the SHA-256 of a picture or sound beside it, and `alt` what is seen or heard in it;
    `fraction` is 1 for a right option unless the author gave shares; `last` stays at the end when options are
    shuffled."""

    key: str
    text: str = ""
    fraction: Decimal = ZERO
    last: bool = False
    feedback: str = ""
    media: str = ""
    alt: str = ""

    def for_takers(self) -> dict[str, Any]:
        data: dict[str, Any] = {"key": self.key, "text": self.text, "last": self.last}
        data |= {"media": self.media} if self.media else {}
        return data | ({"alt": self.alt} if self.alt else {})


@dataclass(frozen=True, kw_only=True)
class Choice(Item):
    """What the three kinds of choices share."""

    options: tuple[Option, ...] = ()
    shuffle: bool = True

    @property
    def item_key(self) -> ItemKey:
        return ItemKey(self.method_of_marking, {option.key: option.fraction for option in self.options})

    @property
    def method_of_marking(self) -> Marking:
        return Marking.ONE_RIGHT

    def best_value(self) -> list[str]:
        best = max(self.options, key=lambda option: option.fraction)
        return [best.key]

    def _marked(self, value: tuple[str, ...]) -> Marked:
        fraction = fraction_for(self.item_key, value)
        said = tuple(option.feedback for option in self.options if option.key in value and option.feedback)
        return Marked(fraction, state_of(fraction), feedback=said)

    def _problems(self) -> list[Problem]:
        if len(self.options) < 2:
            return [Problem("too_few_options", _("A question needs at least two options."))]
        found = [Problem(problem.value, problem.sentence) for problem in problems_of(self.item_key)]
        if self.type == QuestionType.SINGLE and sum(clamped(option.fraction) == ONE for option in self.options) > 1:
            sentence = _(
                "More than one option is marked as right; choose the kind “several right answers”, or mark one."
            )
            found.append(Problem("more_than_one_right", sentence))
        texts = [(option.text.strip().casefold(), option.media) for option in self.options]
        if ("", "") in texts:
            found.append(Problem("empty_part", _("A part of this question has no text.")))
        if len(set(texts)) < len(texts):
            found.append(Problem("same_text", _("Two options have the same text.")))
        return found + problems_of_keys([option.key for option in self.options])

    def advice(self) -> list[str]:
        if len(self.options) < 2:
            return []
        found = []
        shuffled_all = [
            option.text
            for option in self.options
            if self.shuffle and not option.last and option.text.strip().casefold().startswith(ALL_OF_THEM)
        ]
        if shuffled_all:
            found.append(_("“%(text)s” is shuffled with the others; tick “always last”.") % {"text": shuffled_all[0]})
        right = [len(option.text) for option in self.options if option.fraction > ZERO]
        wrong = [len(option.text) for option in self.options if option.fraction <= ZERO]
        if len(right) == 1 and wrong and right[0] > 30 and right[0] > 2 * max(wrong):
            found.append(_("The right option is much longer than the others, which gives it away."))
        return found

    def _media_of_parts(self) -> frozenset[str]:
        return frozenset(option.media for option in self.options if option.media)

    def _body(self) -> dict[str, Any]:
        return {"options": [option.for_takers() for option in self.options], "shuffle": self.shuffle}

    def _key(self) -> dict[str, Any]:
        said = {option.key: option.feedback for option in self.options if option.feedback}
        return {**self.item_key.to_json(), "option_feedback": said}

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "options": tuple(
                Option(
                    **row,
                    fraction=Decimal(key["fractions"].get(row["key"], 0)),
                    feedback=key.get("option_feedback", {}).get(row["key"], ""),
                )
                for row in body["options"]
            ),
            "shuffle": body["shuffle"],
        }

    @classmethod
    def _accepts(cls, body: Mapping[str, Any], value: list[str]) -> bool:
        known = {option["key"] for option in body["options"]}
        several = cls.type == QuestionType.MULTIPLE
        return set(value) <= known and len(set(value)) == len(value) and (several or len(value) == 1)


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Choice):
    type: ClassVar[QuestionType] = QuestionType.SINGLE


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Choice):
    method: Marking = Marking.ALL_OR_NOTHING

    type: ClassVar[QuestionType] = QuestionType.MULTIPLE

    @property
    def method_of_marking(self) -> Marking:
        return self.method

    def best_value(self) -> list[str]:
        return [option.key for option in self.options if option.fraction > ZERO]

    @classmethod
    def _own(cls, body: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
        return {**super()._own(body, key), "method": Marking(key["method"])}


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Choice):
    """Made by `true_or_false`. Its two options have no texts: the screen says them in the reader's language."""

    shuffle: bool = False

    type: ClassVar[QuestionType] = QuestionType.TRUE_FALSE

    @property
    def statement_is_true(self) -> bool:
        return self.best_value() == [TRUE]

    def _problems(self) -> list[Problem]:
        return [Problem(problem.value, problem.sentence) for problem in problems_of(self.item_key)]

    def advice(self) -> list[str]:
        return []


def true_or_false(
    *, statement_is_true: bool, feedback_for_true: str = "", feedback_for_false: str = "", **common: Any
) -> TrueFalse:
    remarks = {TRUE: feedback_for_true, FALSE: feedback_for_false}
    right = TRUE if statement_is_true else FALSE
    options = tuple(Option(key=key, fraction=Decimal(key == right), feedback=said) for key, said in remarks.items())
    return TrueFalse(options=options, **common)
