"""What is said of tests before a batch is closed: results that nobody knows yet, answers that nobody marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.closing_notes import ClosingNote
from quizzes.selectors.releasing import unfinished_results

if TYPE_CHECKING:
    from courses.models import Batch


def closing_notes_of_tests(batch: Batch) -> list[ClosingNote]:
    """One query for all tests."""
    notes = []
    for test in unfinished_results(batch):
        if test.marked:
            sentence = ngettext(
                "The result of %(number)d participant in “%(test)s” is kept back: until you publish it, it completes"
                " nobody.",
                "The results of %(number)d participants in “%(test)s” are kept back: until you publish them, they"
                " complete nobody.",
                test.marked,
            ) % {"number": test.marked, "test": test.title}
            address = reverse("quizzes:release", args=[batch.code, test.uid])
            notes.append(ClosingNote(sentence, address, _("Publish the results")))
        if test.unmarked:
            sentence = ngettext(
                "The answers of %(number)d participant in “%(test)s” are not marked yet.",
                "The answers of %(number)d participants in “%(test)s” are not marked yet.",
                test.unmarked,
            ) % {"number": test.unmarked, "test": test.title}
            notes.append(ClosingNote(sentence, reverse("quizzes:live", args=[batch.code, test.uid]), _("See the test")))
    return notes
