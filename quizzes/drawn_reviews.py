"""The questions of a finished attempt as its taker may see them again. A frozen question is drawn once.

As with `drawn_questions`, what is the same for everybody is kept as a pattern: here for a language and for what the
review rules show, since it may hold the key and the feedback. What was corrected, and other kinds than questions to
choose from, are drawn for each person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quizzes.choices import ReviewPart
from quizzes.drawn_questions import DrawnQuestion, address_of_somebody
from quizzes.kept import Kept
from quizzes.kept_papers import paper_of
from quizzes.sheets import CHOICES, Sheet, sheet_to_review, sheets_to_review
from quizzes.stencils import hole, stencil

if TYPE_CHECKING:
    from quizzes.correcting import Correction
    from quizzes.models import Attempt
    from quizzes.paper import PaperQuestion
    from quizzes.written_faces import WrittenReview

MOST_KEPT = 64
MOST_VERDICTS = 512
TEMPLATE = "quizzes/partials/reviewed.html"

_reviews: Kept[tuple[str, str | None, frozenset[ReviewPart]], dict[int, DrawnQuestion]] = Kept(MOST_KEPT)
_verdicts: Kept[tuple[object, ...], str] = Kept(MOST_VERDICTS)


def drawn_review(
    attempt: Attempt,
    given: Mapping[int, list[str]],
    fractions: Mapping[int, Decimal],
    parts: frozenset[ReviewPart],
    written: WrittenReview | None = None,
    corrections: Mapping[int, Correction] | None = None,
) -> SafeString:
    """Only what `parts` allow; empty where not even the own answers may be seen again."""
    if ReviewPart.ANSWERS not in parts:
        return SafeString("")
    drawn = _reviews.get((attempt.version.content_hash, get_language(), parts), dict)
    alone = _drawn_for_one(attempt, given, fractions, parts, written, corrections or {})
    questions, dropped, own = attempt.questions, attempt.dropped, str(attempt.uid)
    pieces: list[str] = []
    for number, place in enumerate(attempt.places, start=1):
        slot = place.slot
        if (markup := alone.get(slot)) is None:
            question, value = questions[slot], given.get(slot, [])
            if (pattern := drawn.get(slot)) is None:
                pattern = drawn[slot] = _drawn(question, attempt.version.key[str(slot)], parts)
            verdict = _verdict(question, value, fractions.get(slot, Decimal(0)), parts, is_dropped=slot in dropped)
            markup = pattern.filled(place.options, value, number=number, verdict=verdict, attempt=own)
        pieces.append(markup)
    return mark_safe("".join(pieces))  # noqa: S308  each was drawn by a template


def _drawn(question: PaperQuestion, key: Mapping[str, Any], parts: frozenset[ReviewPart]) -> DrawnQuestion:
    order = tuple(option.key for option in question.options)
    plain, chosen = (
        sheet_to_review(question, key, 0, order, value, Decimal(0), parts, address_of_somebody)
        for value in ([], list(order))
    )
    blanks: dict[str, Any] = {"number": hole("number"), "options": []}
    whole = stencil(
        TEMPLATE, sheet=replace(plain, **blanks), drawn_verdict=hole("verdict"), drawn_options=hole("options")
    )
    options = {
        one.key: (_option(one), _option(other)) for one, other in zip(plain.options, chosen.options, strict=True)
    }
    return DrawnQuestion(whole, options)


def _option(option: object) -> str:
    return stencil("quizzes/partials/reviewed_option.html", option=option)


def _verdict(
    question: PaperQuestion, value: list[str], fraction: Decimal, parts: frozenset[ReviewPart], *, is_dropped: bool
) -> str:
    """Right or wrong and the marks: a few words that come again and again."""
    sheet = Sheet(
        number=0,
        slot=0,
        kind=question.type,
        stem=SafeString(""),
        given=value,
        marks=question.marks,
        dropped=is_dropped,
        fraction=fraction if ReviewPart.RIGHT_WRONG in parts else None,
        points=fraction * question.marks if ReviewPart.MARKS in parts else None,
    )
    key = (get_language(), is_dropped, sheet.fraction, sheet.points, sheet.marks, sheet.answered)
    template = "quizzes/partials/reviewed_verdict.html"
    return _verdicts.get(key, lambda: get_template(template).render({"sheet": sheet}))


def _drawn_for_one(
    attempt: Attempt,
    given: Mapping[int, list[str]],
    fractions: Mapping[int, Decimal],
    parts: frozenset[ReviewPart],
    written: WrittenReview | None,
    corrections: Mapping[int, Correction],
) -> dict[int, str]:
    """By slot, what is drawn for this person alone: other kinds, what was corrected, and what begins a section."""
    has_heads = any(section.title for section in paper_of(attempt).sections)
    alone = {
        slot for slot, question in attempt.questions.items() if question.type not in CHOICES or slot in corrections
    }
    if not alone and not has_heads:
        return {}
    template = get_template(TEMPLATE)
    return {
        sheet.slot: template.render({"sheet": sheet, "attempt": attempt})
        for sheet in sheets_to_review(attempt, given, fractions, parts, written, corrections)
        if sheet.slot in alone or (sheet.head and sheet.head.title)
    }
