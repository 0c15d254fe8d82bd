"""A frozen paper as takers get it: texts and options, nothing of what is right. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from quizzes.choices import QuestionType
from quizzes.layout import Item


@dataclass(frozen=True)
class PaperOption:
    key: str
    text: str
    last: bool = False


@dataclass(frozen=True)
class PaperQuestion:
    """`item` names the question for ever; `slot` is its number in this paper."""

    slot: int
    item: str
    type: QuestionType
    stem: str
    marks: Decimal
    options: tuple[PaperOption, ...]
    shuffle: bool = True

    @property
    def takes_one(self) -> bool:
        return self.type != QuestionType.MULTIPLE

    def option(self, key: str) -> PaperOption:
        return next(option for option in self.options if option.key == key)

    def accepts(self, value: object) -> bool:
        """A list of this question's options, at most one where one is asked for; an empty list is a blank."""
        if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
            return False
        known = {option.key for option in self.options}
        return set(value) <= known and len(set(value)) == len(value) and (len(value) <= 1 or not self.takes_one)


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

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        for question in data["questions"]:
            question["type"] = str(question["type"].value)
            question["marks"] = str(question["marks"])
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Paper":
        return cls(
            data["title"],
            data["instructions"],
            tuple(
                PaperQuestion(
                    slot=question["slot"],
                    item=question["item"],
                    type=QuestionType(question["type"]),
                    stem=question["stem"],
                    marks=Decimal(question["marks"]),
                    options=tuple(PaperOption(**option) for option in question["options"]),
                    shuffle=question["shuffle"],
                )
                for question in data["questions"]
            ),
        )
