"""From what an author wrote to what is frozen: body, key, and the reasons why a test is not ready."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.translation import gettext as _

from quizzes.choices import Marking, QuestionType
from quizzes.items import Item, MultipleChoice, Option, SingleChoice, true_or_false
from quizzes.items.choice import equal_fractions

if TYPE_CHECKING:
    from quizzes.models import Question, QuizPage

ALLOWED_TAGS = {"p", "b", "strong", "i", "em", "ul", "ol", "li", "br", "sup", "sub"}


def clean_text(html: str) -> str:
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={})


def item_of(question: Question) -> Item:
    common: dict[str, Any] = {"stem": clean_text(question.stem), "feedback": clean_text(question.feedback)}
    if question.type == QuestionType.TRUE_FALSE:
        return true_or_false(statement_is_true=question.statement_is_true, **common)
    if question.type == QuestionType.SINGLE:
        return SingleChoice(options=_options(question), shuffle=question.shuffle, **common)
    method = Marking(question.marking)
    return MultipleChoice(options=_options(question, method), shuffle=question.shuffle, method=method, **common)


def body_of(question: Question) -> dict[str, Any]:
    """What takers see."""
    return {"item": str(question.uid), **item_of(question).body()}


def frozen_key_of(question: Question) -> dict[str, Any]:
    """The key with everything else that would tell it: explanation and what is said about each option."""
    return item_of(question).key()


def content_hash(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of_question(question: Question) -> list[str]:
    return [problem.sentence for problem in item_of(question).problems()]


def advice_on_question(question: Question) -> list[str]:
    """What is allowed and yet gives an answer away, or traps a good participant."""
    return item_of(question).advice()


def problems_of_quiz(page: QuizPage) -> list[str]:
    """Sentences that say what keeps a test from being published; none when it is ready."""
    slots = list(page.slots.all())
    if not slots:
        return [_("The test has no questions.")]
    found = [
        _("Question %(number)d (“%(question)s”): %(problem)s")
        % {"number": number, "question": slot.question, "problem": problem}
        for number, slot in enumerate(slots, start=1)
        for problem in problems_of_question(slot.question)
    ]
    if not sum(slot.marks for slot in slots):
        found.append(_("All questions together are worth 0 marks."))
    return found


def preview_of(page: QuizPage) -> list[dict[str, Any]]:
    """The bodies of the questions, unfrozen, for the author's preview."""
    return [{**body_of(slot.question), "marks": slot.marks} for slot in page.slots.all()]


def _options(question: Question, method: Marking = Marking.ONE_RIGHT) -> tuple[Option, ...]:
    """Shares that the author left open follow from right and wrong."""
    rows = list(question.options.all())
    if method == Marking.SUM_OF_FRACTIONS:
        shares = equal_fractions({row.key: row.is_right for row in rows})
    else:
        shares = {row.key: Decimal(row.is_right) for row in rows}
    takes_shares = method in (Marking.ONE_RIGHT, Marking.SUM_OF_FRACTIONS)
    return tuple(
        Option(
            key=row.key,
            text=row.text,
            fraction=row.fraction / 100 if takes_shares and row.fraction is not None else shares[row.key],
            last=row.stays_last,
            feedback=row.feedback,
        )
        for row in rows
    )
