"""What takers state before they start, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quizzes.wording import moment_in_words

if TYPE_CHECKING:
    from quizzes.models import Attempt


def offered_statement() -> str:
    """What an author finds in the field, to take or to change."""
    return _(
        "I am working on this test by myself, without help from other people and without a tool that answers for me. I"
        " will not pass its questions or answers on to anybody."
    )


def agreed_in_words(attempt: Attempt, zone: str) -> str:
    """For who runs the batch: which words, and when. Of the frozen version, so that it can be shown later."""
    if attempt.agreed_at is None:
        return ""
    return _("Agreed on %(when)s to: “%(statement)s”") % {
        "when": moment_in_words(attempt.agreed_at, zone),
        "statement": attempt.version.policies.honesty_statement,
    }
