"""The same device for two people, in words for who runs the batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import ngettext

from quizzes.devices import Use
from quizzes.wording import moment_in_words

MOST_NAMED = 3


def names_in_words(names: Sequence[str]) -> str:
    """Ani, Budi, Cici and 4 more."""
    named = ", ".join(names[:MOST_NAMED])
    if not (left := len(names) - MOST_NAMED) > 0:
        return named
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", left) % {
        "names": named,
        "count": left,
    }


def uses_in_words(uses: Iterable[Use], zone: str) -> str:
    """Ani (3 March 2026, 10.12 WIB); Budi (3 March 2026, 10.40 WIB)."""
    return "; ".join(f"{use.name} ({moment_in_words(use.begun, zone)})" for use in uses)
