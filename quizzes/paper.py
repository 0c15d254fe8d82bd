"""A frozen paper as takers get it: texts and options, nothing of what is right. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.choices import QuestionType
from quizzes.items import ITEM_TYPES
from quizzes.layout import Item

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
    title: str
    instructions: str
    questions: tuple[PaperQuestion, ...]

    @property
    def max_points(self) -> Decimal:
        return sum((question.marks for question in self.questions), Decimal(0))

    def items(self) -> list[Item]:
        return [
            Item(
                question.slot,
                question.item,
                tuple(option.key for option in question.options),
                frozenset(option.key for option in question.options if option.last),
                question.shuffle,
            )
            for question in self.questions
        ]

    def by_slot(self) -> dict[int, PaperQuestion]:
        return {question.slot: question for question in self.questions}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Paper":
        questions = tuple(PaperQuestion.from_json(question) for question in data["questions"])
        return cls(data["title"], data["instructions"], questions)
