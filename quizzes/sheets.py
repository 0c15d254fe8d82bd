"""What the attempt and result pages show, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quizzes.choices import QuestionType, ReviewPart
from quizzes.items.choice import TRUE
from quizzes.models import Attempt
from quizzes.paper import PaperOption, PaperQuestion
from quizzes.wording import number_in_words


@dataclass(frozen=True)
class OptionLine:
    key: str
    text: str
    chosen: bool
    right: bool | None = None
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """One question as shown; what the review rules withhold is None or empty."""

    number: int
    slot: int
    stem: SafeString
    takes_one: bool
    options: list[OptionLine]
    rev: int = 0
    marks: Decimal = Decimal(1)
    fraction: Decimal | None = None
    points: Decimal | None = None
    feedback: SafeString = field(default_factory=SafeString)

    @property
    def answered(self) -> bool:
        return any(option.chosen for option in self.options)

    @property
    def verdict(self) -> str:
        """A few words for a badge; nothing where right and wrong are withheld and there is an answer."""
        if self.fraction == 1:
            return _("right")
        if self.fraction:
            return _("partly right")
        if not self.answered:
            return _("no answer")
        return "" if self.fraction is None else _("wrong")

    @property
    def tone(self) -> str:
        if self.fraction is None:
            return "neutral"
        if self.fraction == 1:
            return "success"
        return "warning" if self.fraction else "danger"

    @property
    def score(self) -> str:
        if self.points is None:
            return ""
        words = {"points": number_in_words(self.points), "marks": number_in_words(self.marks)}
        return _("%(points)s of %(marks)s") % words


def option_text(question: PaperQuestion, option: PaperOption) -> str:
    if question.type == QuestionType.TRUE_FALSE:
        return _("True") if option.key == TRUE else _("False")
    return option.text


def sheets_to_write(attempt: Attempt, given: Mapping[int, tuple[int, list[str]]]) -> list[Sheet]:
    """In the attempt's own order; from the paper alone, which knows nothing of the key."""
    questions = attempt.version.paper.by_slot()
    return [
        Sheet(
            number=number,
            slot=place.slot,
            stem=mark_safe(questions[place.slot].stem),  # noqa: S308  cleaned when it was frozen
            takes_one=questions[place.slot].takes_one,
            options=_options(questions[place.slot], place.options, given.get(place.slot, (0, []))[1]),
            rev=given.get(place.slot, (0, []))[0],
            marks=questions[place.slot].marks,
        )
        for number, place in enumerate(attempt.places, start=1)
    ]


def sheets_to_review(
    attempt: Attempt,
    given: Mapping[int, list[str]],
    fractions: Mapping[int, Decimal],
    parts: frozenset[ReviewPart],
) -> list[Sheet]:
    """Only what `parts` allow; empty where not even the own answers may be seen again."""
    if ReviewPart.ANSWERS not in parts:
        return []
    questions, sheets = attempt.version.paper.by_slot(), []
    for number, place in enumerate(attempt.places, start=1):
        question, key = questions[place.slot], attempt.version.key[str(place.slot)]
        fraction = fractions.get(place.slot, Decimal(0))
        chosen = given.get(place.slot, [])
        shares = {name: Decimal(share) for name, share in key["fractions"].items()} if ReviewPart.KEY in parts else {}
        remarks = key["option_feedback"] if ReviewPart.FEEDBACK in parts else {}
        sheets.append(
            Sheet(
                number=number,
                slot=place.slot,
                stem=mark_safe(question.stem),  # noqa: S308  cleaned when it was frozen
                takes_one=question.takes_one,
                options=_options(question, place.options, chosen, shares, remarks),
                marks=question.marks,
                fraction=fraction if ReviewPart.RIGHT_WRONG in parts else None,
                points=fraction * question.marks if ReviewPart.MARKS in parts else None,
                feedback=mark_safe(key["feedback"] if ReviewPart.FEEDBACK in parts else ""),  # noqa: S308  cleaned too
            )
        )
    return sheets


def _options(
    question: PaperQuestion,
    order: tuple[str, ...],
    chosen: list[str],
    shares: Mapping[str, Decimal] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> list[OptionLine]:
    by_key = {option.key: option for option in question.options}
    return [
        OptionLine(
            key=key,
            text=option_text(question, by_key[key]),
            chosen=key in chosen,
            right=shares.get(key, Decimal(0)) > 0 if shares else None,
            remark=(remarks or {}).get(key, "") if key in chosen else "",
        )
        for key in order
    ]
