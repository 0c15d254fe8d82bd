"""From what an author wrote to what is frozen: body, key, and the reasons why a test is not ready."""

from __future__ import annotations

import hashlib
import json
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.authored import item_of, problems_in
from quizzes.items.fractions import plain
from quizzes.paper import Paper
from quizzes.plan import Pot, Section
from quizzes.structure import Structure, structure_of
from quizzes.texts import clean_text

if TYPE_CHECKING:
    from quizzes.models import Question, QuizPage


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
    return problems_in(question)


def advice_on_question(question: Question) -> list[str]:
    """What is allowed and yet gives an answer away, or traps a good participant."""
    return item_of(question).advice()


def problems_of_quiz(page: QuizPage) -> list[str]:
    """Sentences that say what keeps a test from being published; none when it is ready."""
    return problems_of_structure(structure_of(page)) + problems_of_rules(page)


def problems_of_rules(page: QuizPage) -> list[str]:
    if page.asks_honesty and not page.policies.honesty_statement:
        return [_("The honesty statement has no words. Write it, or do not ask for it.")]
    return []


def problems_of_structure(made: Structure) -> list[str]:
    if not made.pots:
        return made.problems or [_("The test has no questions.")]
    found = [
        _("Question %(number)d (“%(question)s”): %(problem)s")
        % {"number": number, "question": question, "problem": problem}
        for number, question in made.fixed
        for problem in problems_of_question(question)
    ]
    found += made.problems
    if not made.marks:
        found.append(_("All questions together are worth 0 marks."))
    return found


def draft_paper(page: QuizPage) -> Paper:
    """The paper as participants would get it, unfrozen, for the author's preview."""
    made = structure_of(page)
    return Paper.from_json(body_of_paper(page, made, [body_of(question) for question in questions_in(made)]))


def questions_in(made: Structure) -> list[Question]:
    """In the order of their slots: every question of every pot, drawable ones included."""
    return [question for pot in made.pots for question in pot.questions]


def body_of_paper(page: QuizPage, made: Structure, bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """What is frozen of a test for its takers. `bodies` are those of `questions_in`, in that order; a test of plain
    questions alone has no sections in it, as ever."""
    marks = [pot.marks for pot in made.pots for _question in pot.questions]
    data = {
        "title": page.title,
        "instructions": clean_text(page.instructions),
        "questions": [
            {**body, "slot": number, "marks": plain(worth)}
            for number, (body, worth) in enumerate(zip(bodies, marks, strict=True), start=1)
        ],
    }
    is_plain = len(made.sections) == 1 and not made.sections[0].title
    if is_plain and not any(pot.is_draw for pot in made.pots):
        return data
    slots = count(1)
    sections = [
        Section(
            section.title,
            section.introduction,
            tuple(Pot(tuple(islice(slots, len(pot.questions))), pot.take) for pot in section.pots),
        )
        for section in made.sections
    ]
    return {**data, "sections": [section.to_json() for section in sections]}
