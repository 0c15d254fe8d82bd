"""From what an author wrote to what is frozen: body, key, and the reasons why a test is not ready."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quizzes.authored import item_of, unreadable_parts, untold_media
from quizzes.paper import PaperQuestion

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
    unreadable = unreadable_parts(question)
    return [*(unreadable or [problem.sentence for problem in item_of(question).problems()]), *untold_media(question)]


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


def draft_paper(page: QuizPage) -> list[PaperQuestion]:
    """The questions as participants would get them, unfrozen, for the author's preview."""
    return [
        PaperQuestion.from_json({**body_of(slot.question), "slot": number, "marks": slot.marks})
        for number, slot in enumerate(page.slots.all(), start=1)
    ]
