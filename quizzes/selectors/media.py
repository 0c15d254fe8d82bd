from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core import clock
from quizzes.choices import AttemptState, ReviewPart
from quizzes.selectors.attempts import attempt_to_review, attempt_to_write, parts_shown
from quizzes.shown_media import holds

if TYPE_CHECKING:
    from members.models import User


def attempt_shows(member: User, uid: UUID, sha256: str) -> bool:
    """Whether a page of this member's own attempt shows the file now: its paper while it is open, afterwards what the
    rules let be read again. What only the explanations hold needs these to be shown."""
    own = attempt_to_write(member, uid)
    if own is not None and not own.is_closed_at(clock.now()):
        return _in_paper(own.version.body, sha256)
    done = attempt_to_review(member, uid)
    if done is None or done.state in (AttemptState.OPEN, AttemptState.VOID):
        return False
    parts = parts_shown(done, clock.now())
    if ReviewPart.ANSWERS not in parts:
        return False
    in_key = any(holds(key, sha256) for key in done.version.key.values()) if ReviewPart.FEEDBACK in parts else False
    return in_key or _in_paper(done.version.body, sha256)


def _in_paper(body: dict[str, object], sha256: str) -> bool:
    return any(holds(question, sha256) for question in body["questions"])  # type: ignore[attr-defined]
