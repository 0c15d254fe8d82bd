"""The questions of an attempt as their taker answers them. A frozen question is drawn once.

Stem, options and words of a question to choose from are the same for everybody who gets its version; only its number,
the order of its options, what is chosen and the attempt in addresses differ. So each is drawn once in a process, for a
language, and then filled in. Nothing here ever reads a key: what is kept was made from the paper alone. Other kinds,
and practice, are drawn for each person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from quizzes.choices import AttemptKind
from quizzes.kept import Kept
from quizzes.kept_papers import paper_of
from quizzes.paper import Paper, PaperQuestion
from quizzes.sheets import CHOICES, sheet_to_write, sheets_to_write
from quizzes.stencils import SOMEBODY, filled, hole, stencil

if TYPE_CHECKING:
    from decimal import Decimal

    from quizzes.models import Attempt
    from quizzes.selectors.answers import GivenAnswer

MOST_KEPT = 32
BLANK: tuple[int, list[str]] = (0, [])


@dataclass(frozen=True)
class DrawnAttempt:
    """`jumps`: the list of its questions by number. `unanswered`: how many."""

    questions: SafeString
    jumps: SafeString
    unanswered: int


@dataclass(frozen=True)
class DrawnQuestion:
    """`options`: by key, as it stands and as it is chosen."""

    whole: str
    options: Mapping[str, tuple[str, str]]

    def filled(self, order: tuple[str, ...], value: list[str], **values: object) -> SafeString:
        options = "".join([self.options[key][key in value] for key in order]) % values
        return filled(self.whole, {"options": options, **values})


class DrawnPaper:
    """Patterns of one version's questions in one language, each made when it is first asked for."""

    def __init__(self, paper: Paper, total: int) -> None:
        self._paper, self._total = paper, total
        self._questions: dict[int, DrawnQuestion] = {}
        self.jumps = tuple(
            stencil("quizzes/partials/jump.html", slot=hole("slot"), number=hole("number"), answered=answered)
            for answered in (False, True)
        )

    def question(self, slot: int) -> DrawnQuestion:
        found = self._questions.get(slot)
        if found is None:
            found = self._questions[slot] = _drawn(self._paper, self._paper.by_slot()[slot], self._total)
        return found


_papers: Kept[tuple[str, str | None], DrawnPaper] = Kept(MOST_KEPT)


def drawn_attempt(
    attempt: Attempt, answers: Mapping[int, GivenAnswer], checked: Mapping[int, Decimal] | None = None
) -> DrawnAttempt:
    """The attempt's questions in its own order, with what was answered."""
    paper, version, own = paper_of(attempt), attempt.version, str(attempt.uid)
    drawn = _papers.get((version.content_hash, get_language()), lambda: DrawnPaper(paper, version.question_count))
    heads, live = _heads(attempt, paper), _drawn_for_one(attempt, paper, answers, checked)
    questions, jumps, unanswered = [], [], 0
    for number, place in enumerate(attempt.places, start=1):
        slot, given = place.slot, answers.get(place.slot)
        rev, value = (given.rev, given.value) if given else BLANK
        answered = any(text.strip() for text in value)
        unanswered += not answered
        jumps.append(drawn.jumps[answered] % {"slot": slot, "number": number})
        questions.append(heads.get(slot, ""))
        questions.append(
            live[slot] if slot in live
            else drawn.question(slot).filled(place.options, value, number=number, rev=rev, attempt=own)
        )  # fmt: skip
    return DrawnAttempt(_joined(questions), _joined(jumps), unanswered)


def _joined(pieces: list[str]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  each was drawn by a template


def _drawn(paper: Paper, question: PaperQuestion, total: int) -> DrawnQuestion:
    order = tuple(option.key for option in question.options)
    plain, chosen = (
        sheet_to_write(question, 0, order, (0, value), address_of_somebody).options for value in ([], list(order))
    )
    blanks: dict[str, Any] = {"number": hole("number"), "rev": hole("rev"), "options": []}
    sheet = replace(
        sheet_to_write(question, 0, order, BLANK, address_of_somebody),
        section=paper.section_of[question.slot],
        **blanks,
    )
    whole = stencil(
        "quizzes/partials/question.html",
        sheet=sheet, version={"question_count": total}, drawn_options=hole("options"),
    )  # fmt: skip
    options = {
        key: (_option(sheet, as_it_stands), _option(sheet, as_chosen))
        for key, as_it_stands, as_chosen in zip(order, plain, chosen, strict=True)
    }
    return DrawnQuestion(whole, options)


def _option(sheet: object, option: object) -> str:
    return stencil("quizzes/kinds/choice_option.html", sheet=sheet, option=option)


def address_of_somebody(sha256: str) -> str:
    return reverse("quizzes:attempt_media", args=[SOMEBODY, sha256])


def _heads(attempt: Attempt, paper: Paper) -> dict[int, str]:
    """What stands above the first question of each section that has a title."""
    if not any(section.title for section in paper.sections):
        return {}
    template, found, seen = get_template("quizzes/partials/section_head.html"), dict[int, str](), set[int]()
    for place in attempt.places:
        section = paper.section_of[place.slot]
        if section not in seen:
            seen.add(section)
            head = {"section": section, "head": paper.sections[section]}
            found[place.slot] = template.render({"sheet": head})
    return found


def _drawn_for_one(
    attempt: Attempt,
    paper: Paper,
    answers: Mapping[int, GivenAnswer],
    checked: Mapping[int, Decimal] | None,
) -> dict[int, str]:
    """By slot, what is drawn for this person alone: all of practice, and what is no question to choose from."""
    is_practice = attempt.kind == AttemptKind.PRACTICE
    if not is_practice and all(paper.by_slot()[place.slot].type in CHOICES for place in attempt.places):
        return {}
    given = {slot: (one.rev, one.value) for slot, one in answers.items()}
    template = get_template("quizzes/partials/question.html")
    return {
        sheet.slot: template.render(
            {"sheet": sheet, "version": attempt.version, "attempt": attempt, "is_practice": is_practice}
        )
        for sheet in sheets_to_write(attempt, given, checked, answers)
        if is_practice or sheet.kind not in CHOICES
    }
