"""A question as it is being written, seen and answered as a participant would: nothing of it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import signing

from members.models import User
from quizzes.authored import item_of
from quizzes.choices import ReviewPart
from quizzes.draft import advice_on_question, body_of, frozen_key_of, problems_of_question
from quizzes.items import item_from_parts
from quizzes.media_tokens import token_of
from quizzes.models import Question
from quizzes.paper import PaperQuestion
from quizzes.selectors.twins import twins_of
from quizzes.sheets import Sheet, sheet_to_review, sheet_to_write
from quizzes.shown_media import AddressOf, address_of_own

SALT = "quizzes.preview"
VALID_SECONDS = 24 * 3600
SLOT = 1


@dataclass(frozen=True)
class Look:
    """`draft`: body and key, signed, for trying an answer; only the author's own browser gets it,
    and only where the question is ready and no person must mark it."""

    sheet: Sheet | None = None
    draft: str = ""
    problems: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    tried: Sheet | None = None


def look_at(question: Question, user: User) -> Look:
    problems = problems_of_question(question)
    body, key = body_of(question), frozen_key_of(question)
    facts = {"body": body, "key": key, "user": user.pk}
    is_for_people = not problems and item_of(question).best_value() is None
    draft = "" if problems or is_for_people else signing.dumps(facts, salt=SALT, compress=True)
    advice = advice_on_question(question) if not problems else []
    if question.bank_id is not None:
        advice += twins_of(question.bank_id, [question]).values()
    return Look(_to_write(body, [], user), draft, problems, advice)


def try_answer(draft: str, value: list[str], user: User) -> Look | None:
    """None where the draft is not one of ours, or older than a day."""
    try:
        data = signing.loads(draft, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    if data["user"] != user.pk:
        return None
    body, key = data["body"], data["key"]
    question = _paper(body)
    if not question.accepts(value):
        value = []
    marked = item_from_parts(body, key).mark(value)
    order = tuple(option.key for option in question.options)
    tried = sheet_to_review(
        question, key, SLOT, order, value, marked.fraction or Decimal(0), frozenset(ReviewPart), _own(user)
    )
    return Look(_to_write(body, value, user), draft, tried=tried)


def _paper(body: dict[str, Any]) -> PaperQuestion:
    return PaperQuestion.from_json({**body, "slot": SLOT, "marks": 1})


def _to_write(body: dict[str, Any], value: list[str], user: User) -> Sheet:
    question = _paper(body)
    order = tuple(option.key for option in question.options)
    return sheet_to_write(question, SLOT, order, (0, value), _own(user))


def _own(user: User) -> AddressOf:
    """What was just sent stands in no bank yet; a picture of the draft is one that its author could name."""
    return lambda sha256: address_of_own(sha256, token_of(user, sha256))
