from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from core import clock
from quizzes.choices import AttemptState, ReviewMoment, ReviewPart
from quizzes.models import Attempt
from quizzes.selectors.attempts import attempt_to_review, attempt_to_write, parts_shown, told_in
from quizzes.shown_media import holds

if TYPE_CHECKING:
    from members.models import User


def attempt_shows(member: User, uid: UUID, sha256: str) -> bool:
    """Whether a page of this member's own attempt shows the file now: its paper while it is open, afterwards what the
    rules let be read again. What only the explanations hold needs these to be shown."""
    own = attempt_to_write(member, uid)
    if own is not None and not own.is_closed_at(clock.now()):
        return _in_paper(own, sha256) or _told_in_practice(own, sha256)
    done = attempt_to_review(member, uid)
    if done is None or done.state in (AttemptState.OPEN, AttemptState.VOID):
        return False
    parts = parts_shown(done, clock.now())
    if ReviewPart.ANSWERS not in parts:
        return False
    return _in_paper(done, sha256) or (ReviewPart.FEEDBACK in parts and _in_keys(done, done.questions, sha256))


def _told_in_practice(attempt: Attempt, sha256: str) -> bool:
    """With what is said of questions that were checked."""
    if ReviewPart.FEEDBACK not in attempt.version.policies.review[ReviewMoment.DURING]:
        return False
    return _in_keys(attempt, told_in(attempt), sha256)


def _in_paper(attempt: Attempt, sha256: str) -> bool:
    """Its own questions; a drawable one that it did not get shows nothing to it."""
    return any(holds(question.body, sha256) for question in attempt.questions.values())


def _in_keys(attempt: Attempt, slots: Iterable[int], sha256: str) -> bool:
    return any(holds(attempt.version.key[str(slot)], sha256) for slot in slots)
