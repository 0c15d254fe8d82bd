"""Questions of one bank that ask the same, whatever their capitals, blanks, punctuation and formatting."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from quizzes.attached import MARK
from quizzes.models import Question

if TYPE_CHECKING:
    from collections.abc import Iterable

NO_WORDS = re.compile(r"[\W_]+")
TAGS = re.compile(r"<[^>]*>")


def asked_by(stem: str) -> str:
    """The words alone; empty where a picture asks."""
    words = html.unescape(TAGS.sub(" ", MARK.sub(" ", stem))).casefold()
    return NO_WORDS.sub(" ", words).strip()


def twins_of(bank: int, questions: Iterable[Question]) -> dict[int | None, str]:
    """A sentence for each of these that has twins in the bank, by its number; of a new one by None. One query."""
    others: dict[str, list[int]] = defaultdict(list)
    stems = dict(Question.objects.filter(bank=bank, is_archived=False).values_list("pk", "stem"))
    for pk, stem in stems.items():
        others[asked_by(stem)].append(pk)
    found: dict[int | None, str] = {}
    for question in questions:
        asked = asked_by(question.stem)
        twins = [pk for pk in others.get(asked, ()) if pk != question.pk]
        if asked and twins:
            found[question.pk] = _in_words(len(twins))
    return found


def _in_words(number: int) -> str:
    return ngettext(
        "Another question of this bank asks the same in the same words. Look whether both are wanted.",
        "%(number)d other questions of this bank ask the same in the same words. Look whether all are wanted.",
        number,
    ) % {"number": number}
