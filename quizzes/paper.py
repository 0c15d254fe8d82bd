"""A frozen paper as takers get it: texts and options, nothing of what is right. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from quizzes.choices import QuestionType
from quizzes.items import ITEM_TYPES
from quizzes.layout import Item, Place, lay_out
from quizzes.plan import NO_HISTORY, History, Pot, Section, drawn

LAID_OUT = ("options", "statements", "prompts", "parts")


@dataclass(frozen=True)
class PaperOption:
    """A part that has a place of its own on the page: an option, a statement, a prompt, a part to put in order."""

    key: str
    text: str
    last: bool = False
    media: str = ""
    alt: str = ""


@dataclass(frozen=True)
class PaperQuestion:
    """`item` names the question for ever; `slot` is its number in this paper; `body` is all that takers get of it."""

    slot: int
    item: str
    type: QuestionType
    stem: str
    marks: Decimal
    options: tuple[PaperOption, ...]
    body: Mapping[str, Any]
    shuffle: bool = True

    @property
    def takes_one(self) -> bool:
        return self.type != QuestionType.MULTIPLE

    def option(self, key: str) -> PaperOption:
        return next(option for option in self.options if option.key == key)

    @property
    def as_item(self) -> Item:
        keys = tuple(option.key for option in self.options)
        last = frozenset(option.key for option in self.options if option.last)
        return Item(self.slot, self.item, keys, last, self.shuffle)

    def accepts(self, value: object) -> bool:
        """Whether the value is an answer to this kind of question; an empty list is a blank."""
        return ITEM_TYPES[self.type].accepts(self.body, value)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PaperQuestion":
        kind = QuestionType(data["type"])
        rows = next((data[name] for name in LAID_OUT if name in data), ())
        return cls(
            slot=data["slot"],
            item=data["item"],
            type=kind,
            stem=data["stem"],
            marks=Decimal(data["marks"]),
            options=tuple(PaperOption(**row) for row in rows),
            body=data,
            shuffle=data.get("shuffle", kind == QuestionType.ORDERING),
        )


@dataclass(frozen=True)
class Paper:
    """All that an attempt may be made of. `sections` say which slots stand in one; `questions` hold drawable ones, too,
    so nothing of them goes to a taker whose layout does not name them."""

    title: str
    instructions: str
    questions: tuple[PaperQuestion, ...]
    sections: tuple[Section, ...] = ()

    @property
    def max_points(self) -> Decimal:
        """Of every attempt: the questions of a pot are worth the same."""
        marks = {question.slot: question.marks for question in self.questions}
        return sum((pot.take * marks[pot.slots[0]] for pot in self._pots if pot.slots), Decimal(0))

    @property
    def question_count(self) -> int:
        return sum(pot.take for pot in self._pots)

    @property
    def _pots(self) -> list[Pot]:
        return [pot for section in self.sections for pot in section.pots]

    def by_slot(self) -> Mapping[int, PaperQuestion]:
        return self._by_slot

    @cached_property
    def _by_slot(self) -> dict[int, PaperQuestion]:
        return {question.slot: question for question in self.questions}

    @cached_property
    def section_of(self) -> dict[int, int]:
        """The number of its section, by slot."""
        return {slot: number for number, section in enumerate(self.sections) for slot in section.slots}

    def lay_out(
        self, seed: str, *, shuffle_questions: bool, shuffle_options: bool, history: History = NO_HISTORY
    ) -> list[Place]:
        """The questions of one attempt in their order: shuffled within their section, never across."""
        items = {question.slot: question.as_item for question in self.questions}
        chosen = drawn(seed, self.sections, {slot: item.name for slot, item in items.items()}, history)
        return [
            place
            for slots in chosen
            for place in lay_out(
                seed,
                [items[slot] for slot in slots],
                shuffle_questions=shuffle_questions,
                shuffle_options=shuffle_options,
            )
        ]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Paper":
        questions = tuple(PaperQuestion.from_json(question) for question in data["questions"])
        return cls(data["title"], data["instructions"], questions, sections_of(data))


def sections_of(body: Mapping[str, Any]) -> tuple[Section, ...]:
    """Of a frozen body. One without them has a single one, and everybody gets all its questions."""
    if "sections" in body:
        return tuple(Section.from_json(row) for row in body["sections"])
    return (Section(pots=tuple(Pot((row["slot"],), 1) for row in body["questions"])),)
