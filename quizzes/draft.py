"""From what an author wrote to what is frozen: body, key, and the reasons why a test is not ready."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import nh3
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from quizzes.choices import Marking, QuestionType
from quizzes.grading import ItemKey, KeyProblem, equal_fractions, problems_of

if TYPE_CHECKING:
    from quizzes.models import Question, QuestionOption, QuizPage

ALLOWED_TAGS = {"p", "b", "strong", "i", "em", "ul", "ol", "li", "br", "sup", "sub"}
TRUE, FALSE = "true", "false"


def clean_text(html: str) -> str:
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={})


def body_of(question: Question) -> dict[str, Any]:
    """What takers see. For true or false the texts of the two options come from the screen's language."""
    if question.type == QuestionType.TRUE_FALSE:
        options = [{"key": key, "text": "", "last": False} for key in (TRUE, FALSE)]
    else:
        options = [{"key": option.key, "text": option.text, "last": option.stays_last} for option in _options(question)]
    return {
        "item": str(question.uid),
        "type": str(question.type),
        "stem": clean_text(question.stem),
        "options": options,
        "shuffle": question.shuffle and question.type != QuestionType.TRUE_FALSE,
    }


def key_of(question: Question) -> ItemKey:
    if question.type == QuestionType.TRUE_FALSE:
        right = TRUE if question.statement_is_true else FALSE
        return ItemKey(Marking.ONE_RIGHT, {key: Decimal(key == right) for key in (TRUE, FALSE)})
    options = _options(question)
    if question.type == QuestionType.SINGLE:
        return ItemKey(Marking.ONE_RIGHT, {option.key: _share(option, Decimal(option.is_right)) for option in options})
    method = Marking(question.marking)
    if method == Marking.SUM_OF_FRACTIONS:
        equal = equal_fractions({option.key: option.is_right for option in options})
        return ItemKey(method, {option.key: _share(option, equal[option.key]) for option in options})
    return ItemKey(method, {option.key: Decimal(option.is_right) for option in options})


def frozen_key_of(question: Question) -> dict[str, Any]:
    """The key with everything else that would tell it: explanation and what is said about each option."""
    return {
        **key_of(question).to_json(),
        "feedback": clean_text(question.feedback),
        "option_feedback": {option.key: option.feedback for option in _options(question) if option.feedback},
    }


def content_hash(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems_of_question(question: Question) -> list[str]:
    if not strip_tags(question.stem).strip():
        return [_("The question has no text.")]
    if question.type == QuestionType.TRUE_FALSE:
        return []
    options = _options(question)
    if len(options) < 2:
        return [_("A question needs at least two options.")]
    sentences = {
        KeyProblem.NO_RIGHT_OPTION: _("No option is marked as right."),
        KeyProblem.BEST_IS_NOT_ONE: _(
            "The best answer does not earn the full marks: the right options' shares must add up to 100 %."
        ),
        KeyProblem.ALL_TICKED_IS_ONE: _(
            "Ticking every option would earn the full marks: add a wrong option, or give it a penalty."
        ),
    }
    found = [sentences[problem] for problem in problems_of(key_of(question))]
    if question.type == QuestionType.SINGLE and sum(option.is_right for option in options) > 1:
        found.append(
            _("More than one option is marked as right; choose the kind “several right answers”, or mark one.")
        )
    texts = [option.text.strip().casefold() for option in options]
    if len(set(texts)) < len(texts):
        found.append(_("Two options have the same text."))
    return found


def advice_on_question(question: Question) -> list[str]:
    """What is allowed and yet gives an answer away, or traps a good participant."""
    options = _options(question)
    if question.type == QuestionType.TRUE_FALSE or len(options) < 2:
        return []
    found = []
    shuffled_all = [
        option.text
        for option in options
        if question.shuffle and not option.stays_last and option.text.strip().casefold().startswith(ALL_OF_THEM)
    ]
    if shuffled_all:
        found.append(_("“%(text)s” is shuffled with the others; tick “always last”.") % {"text": shuffled_all[0]})
    right = [len(option.text) for option in options if option.is_right]
    wrong = [len(option.text) for option in options if not option.is_right]
    if len(right) == 1 and wrong and right[0] > 30 and right[0] > 2 * max(wrong):
        found.append(_("The right option is much longer than the others, which gives it away."))
    return found


ALL_OF_THEM = ("semua ", "all of ", "tidak ada ", "none of ", "a dan b", "a and b")


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


def _options(question: Question) -> list[QuestionOption]:
    return list(question.options.all())


def _share(option: QuestionOption, otherwise: Decimal) -> Decimal:
    return otherwise if option.fraction is None else option.fraction / 100
