"""What a test comes to, and what its author had better look at: for the screen where it is made, saved or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.choices import Practice, QuestionType
from quizzes.draft import advice_on_question, problems_of_rules, problems_of_structure
from quizzes.review_advice import advice_on_review
from quizzes.structure import DraftPot, Structure, structure_of
from quizzes.wording import number_in_words

if TYPE_CHECKING:
    from quizzes.models import QuizPage

# A rule of thumb: seconds for reading and answering; of what is not named here a minute.
SECONDS = {
    QuestionType.TRUE_FALSE: 40,
    QuestionType.MULTIPLE: 90,
    QuestionType.KPRIM: 90,
    QuestionType.NUMERIC: 90,
    QuestionType.MATCHING: 120,
    QuestionType.ORDERING: 90,
    QuestionType.CLOZE: 120,
    QuestionType.ESSAY: 600,
    QuestionType.UPLOAD: 900,
    QuestionType.DRILL: 600,
}
MOST_NAMED = 5


@dataclass(frozen=True)
class Checks:
    """`figures`: terms and values; `problems` stop publishing, `advice` does not."""

    figures: list[tuple[str, str]]
    problems: list[str]
    advice: list[str]


def checks_of(page: QuizPage) -> Checks:
    made = structure_of(page)
    minutes = minutes_for(made)
    figures = [
        (_("Questions for each participant"), str(made.question_count)),
        (_("Marks in all"), number_in_words(made.marks)),
    ]
    drawable = sum(len(pot.questions) for pot in made.pots if pot.is_draw)
    if drawable:
        figures.append((_("Questions that are drawn from"), str(drawable)))
    if len(made.sections) > 1:
        figures.append((_("Sections"), str(len(made.sections))))
    if minutes:
        figures.append((_("Time by rule of thumb"), _about(minutes)))
    advice = _advice_on_questions(made) + _advice_on_draws(made)
    if page.time_limit_minutes and minutes > page.time_limit_minutes * Decimal("1.5"):
        text = _("The time limit of %(limit)d minutes is short: by rule of thumb these questions need %(time)s.")
        advice.append(text % {"limit": page.time_limit_minutes, "time": _about(minutes)})
    advice += advice_on_review(page.policies, has_bands=bool(page.bands.all()))
    if page.asks_honesty and page.practice == Practice.ONLY:
        advice.append(_("Nobody is asked for the honesty statement: the test is for practice alone."))
    return Checks(figures, problems_of_structure(made) + problems_of_rules(page), advice)


def minutes_for(made: Structure) -> int:
    seconds = Decimal(0)
    for pot in made.pots:
        if pot.questions:
            each = [SECONDS.get(QuestionType(question.type), 60) for question in pot.questions]
            seconds += Decimal(sum(each)) * pot.take / len(each)
    return -(-int(seconds) // 60)


def _about(minutes: int) -> str:
    return ngettext("about %(number)d minute", "about %(number)d minutes", minutes) % {"number": minutes}


def _advice_on_questions(made: Structure) -> list[str]:
    """Of each question once, drawable ones by their text: they have no number."""
    found = []
    for pot in made.pots:
        for question in pot.questions:
            for sentence in advice_on_question(question):
                if pot.is_draw:
                    text = _("“%(question)s”: %(advice)s") % {"question": question, "advice": sentence}
                else:
                    text = _("Question %(number)d: %(advice)s") % {"number": pot.row, "advice": sentence}
                found.append(text)
    return list(dict.fromkeys(found))


def _advice_on_draws(made: Structure) -> list[str]:
    found = []
    if made.left_out:
        names = "; ".join(f"“{question}”" for question in made.left_out[:MOST_NAMED])
        text = ngettext(
            "%(number)d question is not finished and is never drawn: %(names)s",
            "%(number)d questions are not finished and are never drawn: %(names)s",
            len(made.left_out),
        )
        more = " …" if len(made.left_out) > MOST_NAMED else ""
        found.append(text % {"number": len(made.left_out), "names": names + more})
    rows: dict[int, list[DraftPot]] = {}
    for pot in made.pots:
        if pot.is_draw:
            rows.setdefault(pot.row, []).append(pot)
    for row, pots in rows.items():
        if all(len(pot.questions) == pot.take for pot in pots):
            text = _("Draw in row %(row)d: there are just as many questions as are drawn, so everybody gets the same.")
            found.append(text % {"row": row})
    return found
