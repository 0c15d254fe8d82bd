"""The tests of another program become drafts beneath a course, with their rules as near as ours come."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import CoursePage
from quizzes.bands import Band
from quizzes.choices import Counting, FileOutcome, Purpose, RowKind
from quizzes.formats.django_quiz import OldQuiz
from quizzes.formats.findings import Notes
from quizzes.formats.texts import clean, from_plain
from quizzes.models import ImportedQuiz, Question, QuestionBank, QuizSlot
from quizzes.services.authoring import add_quiz
from quizzes.services.imported_history import ImportedRow

if TYPE_CHECKING:
    from members.models import User

LONGEST_SAID = 1000
MOST_DRAWN = 200


def write_quizzes(
    *,
    course: CoursePage,
    bank: QuestionBank,
    quizzes: list[OldQuiz],
    questions: Mapping[str, Question],
    by: User | None = None,
) -> tuple[list[ImportedRow], dict[str, int]]:
    """What came of each, and the pages by their numbers there. A page that is there stays as its author left it."""
    there = {row.external_id: row for row in ImportedQuiz.objects.filter(bank=bank).select_related("page")}
    whole = set(bank.questions.values_list("pk", flat=True))
    rows, pages = [], {key: row.page_id for key, row in there.items()}
    for quiz in quizzes:
        title = (quiz.title or _("Quiz %(number)s") % {"number": quiz.key})[:255]
        if quiz.key in there:
            rows.append(ImportedRow(quiz.key, title, FileOutcome.UNCHANGED))
            continue
        notes = Notes()
        slots = _slots(quiz, questions, notes)
        drawn = _drawn(quiz, slots, whole, notes)
        page = add_quiz(
            course=course,
            title=title,
            slug=_free_slug(course, quiz.url or title),
            questions=[] if drawn else slots,
            publish=False,
            by=by,
            **_rules(quiz, notes),
        )
        if drawn:
            page.slots = [QuizSlot(kind=RowKind.DRAW, bank=bank, count=drawn)]
            page.save()
            page.save_revision(user=by)
        ImportedQuiz.objects.create(bank=bank, external_id=quiz.key, page=page)
        pages[quiz.key] = page.pk
        rows.append(ImportedRow(quiz.key, title, FileOutcome.ADDED, tuple(notes.sentences)))
    return rows, pages


def _slots(quiz: OldQuiz, questions: Mapping[str, Question], notes: Notes) -> list[Question]:
    if missing := [key for key in quiz.questions if key not in questions]:
        notes.warn(
            _("These of its questions were refused and are not in the test: %(keys)s.")
            % {"keys": ", ".join(missing)[:300]}
        )
    if not quiz.questions:
        notes.warn(_("It has no questions in the dump."))
    return [questions[key] for key in quiz.questions if key in questions]


def _drawn(quiz: OldQuiz, slots: list[Question], whole: set[int], notes: Notes) -> int:
    """How many are drawn by chance. A draw is from a bank, so it takes a test that asks for all that the bank has."""
    if quiz.max_questions is None:
        return 0
    if quiz.max_questions < len(slots) and {question.pk for question in slots} == whole:
        return min(quiz.max_questions, MOST_DRAWN)
    notes.warn(
        _(
            "It drew %(most)d of its %(all)d questions by chance; here all of them stand in the test. For a draw, give"
            " them a bank of their own."
        )
        % {"most": quiz.max_questions, "all": len(quiz.questions)}
    )
    return 0


def _rules(quiz: OldQuiz, notes: Notes) -> dict[str, Any]:
    """There answers were shown after each question, here after the whole test: until then an answer may be changed."""
    if not quiz.answers_at_end:
        notes.warn(_("It showed the right answer after each question; here it is shown after the test."))
    pass_mark = _pass_mark(quiz, notes)
    return {
        "purpose": Purpose.POST_TEST if quiz.exam_paper else Purpose.EXERCISE,
        "instructions": clean(from_plain(quiz.description), notes),
        "attempts_allowed": 1 if quiz.single_attempt else 0,
        "counting": Counting.BEST,
        "pass_mark": pass_mark,
        "bands": _bands(quiz, pass_mark, notes),
        "shuffle_questions": quiz.random_order,
        "shuffle_options": True,  # each question says for itself whether its options may be shuffled
    }


def _pass_mark(quiz: OldQuiz, notes: Notes) -> Decimal:
    if quiz.pass_mark is not None and 0 <= quiz.pass_mark <= 100:
        return Decimal(quiz.pass_mark)
    notes.warn(_("Its pass mark is no number between 0 and 100; it was set to 0."))
    return Decimal(0)


def _bands(quiz: OldQuiz, pass_mark: Decimal, notes: Notes) -> list[Band]:
    """What it said to those who passed, and to the others. Where everybody passes, nobody hears the second."""
    passed, failed = quiz.success_text, quiz.fail_text
    if failed and not pass_mark:
        notes.warn(
            _("Everybody passes it, so what it said to those who do not was left out: “%(text)s”")
            % {"text": failed[:500]}
        )
        failed = ""
    if len(passed) > LONGEST_SAID or len(failed) > LONGEST_SAID:
        notes.warn(_("What it said about a score was cut at %(most)d characters.") % {"most": LONGEST_SAID})
    if failed:
        passed = passed or _("You have passed.")  # a sentence holds up to the next one
    said = [(Decimal(0), failed), (pass_mark, passed)]
    return [Band(percent, text[:LONGEST_SAID]) for percent, text in said if text]


def _free_slug(course: CoursePage, wanted: str) -> str:
    base = slugify(wanted)[:200] or "kuis"
    taken = set(CoursePage.objects.get(pk=course.pk).get_children().values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
