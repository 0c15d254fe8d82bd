"""What is drawn once and filled in is what the templates would have drawn for each person."""

import pytest
from django.template.loader import get_template
from django.utils import translation

from quizzes.choices import QuestionType, ReviewPart
from quizzes.drawn_questions import drawn_attempt
from quizzes.drawn_reviews import drawn_review
from quizzes.kept import Kept
from quizzes.models import Attempt
from quizzes.selectors.answers import answers_of
from quizzes.selectors.attempts import attempt_to_review, attempt_to_write, standing_marks
from quizzes.services import Incoming, NewOption, add_question, save_answers, submit_attempt
from quizzes.sheets import sheets_to_review, sheets_to_write
from quizzes.stencils import SOMEBODY, filled, hole, stencil
from tests.factories.courses import make_course, make_enrolment
from tests.factories.kinds import make_kprim
from tests.factories.question_media import attach, make_picture, make_sound
from tests.factories.quizzes import (
    SECRET_FEEDBACK,
    SECRET_OPTION_FEEDBACK,
    begin,
    make_bank,
    make_question,
    make_sitting,
    right_options,
)

SHOWN = [
    frozenset({ReviewPart.ANSWERS}),
    frozenset({ReviewPart.ANSWERS, ReviewPart.RIGHT_WRONG, ReviewPart.MARKS, ReviewPart.FEEDBACK}),
    frozenset(ReviewPart),
]


def questions():
    """Every kind to choose from, one of another kind, and texts that look like what a pattern is made of."""
    bank = make_bank(make_course())
    heard = add_question(
        bank=bank,
        stem="<p>Apa ini?</p>",
        options=[NewOption("Kapal", is_right=True), NewOption("", media=make_sound(), media_alt="Tiga klakson")],
        feedback=f"<p>{SECRET_FEEDBACK}</p>",
    )
    attach(heard, make_picture("navy"), "Sebuah kapal")
    odd = make_question(bank, "<p>80 % %(number)s %s {{ number }} {% now %}</p>", right=("100 %",), wrong=("<b>&</b>",))
    several = make_question(bank, type=QuestionType.MULTIPLE, right=("Satu", "Dua"))
    return [heard, odd, several, make_question(bank, type=QuestionType.TRUE_FALSE), make_kprim(bank)]


def sitting_of_two():
    """Two people with the same paper, each in an order of their own; both answered some."""
    quiz, first = make_sitting(questions=questions())
    attempts = [begin(quiz, enrolment) for enrolment in (first, make_enrolment(first.batch))]
    for attempt, slots in zip(attempts, ((1, 3), (2, 4)), strict=True):
        given = {slot: Incoming(slot, right_options(attempt, slot)) for slot in slots}
        save_answers(attempt=Attempt.objects.select_related("version").get(pk=attempt.pk), answers=given)
    return attempts


def drawn_by_template(attempt):
    given = answers_of(attempt)
    template = get_template("quizzes/partials/question.html")
    revs = {slot: (one.rev, one.value) for slot, one in given.items()}
    sheets = sheets_to_write(attempt, revs, None, given)
    return [template.render({"sheet": sheet, "version": attempt.version, "attempt": attempt}) for sheet in sheets]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_person_gets_the_questions_as_the_template_draws_them(language):
    with translation.override(language):
        for one in sitting_of_two():
            attempt = attempt_to_write(one.enrolment.member, one.uid)

            drawn = drawn_attempt(attempt, answers_of(attempt))

            assert drawn.questions == "".join(drawn_by_template(attempt))
            assert drawn.unanswered == 3
            assert drawn.jumps.count("data-answered") == 2
            assert str(SOMEBODY) not in drawn.questions


@pytest.mark.django_db
@pytest.mark.parametrize("parts", SHOWN)
def test_each_person_gets_the_review_as_the_template_draws_it(parts):
    template = get_template("quizzes/partials/reviewed.html")
    for one in sitting_of_two():
        submit_attempt(attempt_uid=one.uid, member=one.enrolment.member)
        attempt = attempt_to_review(one.enrolment.member, one.uid)
        given = {slot: answer.value for slot, answer in answers_of(attempt).items()}
        fractions = {slot: mark.fraction for slot, mark in standing_marks(attempt).items()}

        drawn = drawn_review(attempt, given, fractions, parts)

        sheets = sheets_to_review(attempt, given, fractions, parts)
        assert drawn == "".join(template.render({"sheet": sheet, "attempt": attempt}) for sheet in sheets)
        assert (SECRET_FEEDBACK in drawn) == (ReviewPart.FEEDBACK in parts)
        assert (SECRET_OPTION_FEEDBACK in drawn) == (ReviewPart.FEEDBACK in parts)


@pytest.mark.django_db
def test_a_review_that_was_drawn_gives_nothing_to_who_still_writes():
    ended, writing = sitting_of_two()
    submit_attempt(attempt_uid=ended.uid, member=ended.enrolment.member)
    read = attempt_to_review(ended.enrolment.member, ended.uid)
    assert SECRET_FEEDBACK in drawn_review(read, {}, {}, frozenset(ReviewPart))

    attempt = attempt_to_write(writing.enrolment.member, writing.uid)
    drawn = drawn_attempt(attempt, answers_of(attempt))

    assert SECRET_FEEDBACK not in drawn.questions
    assert SECRET_OPTION_FEEDBACK not in drawn.questions
    assert str(ended.uid) not in drawn.questions


@pytest.mark.django_db
def test_nothing_is_shown_where_not_even_the_answers_may_be():
    attempt, _other = sitting_of_two()

    assert drawn_review(attempt, {}, {}, frozenset({ReviewPart.KEY})) == ""


def test_a_stencil_is_filled_with_ready_markup_and_keeps_what_is_no_hole():
    pattern = stencil("quizzes/partials/jump.html", slot=hole("slot"), number="<100 %(slot)s>", answered=False)

    markup = filled(pattern, {"slot": 7})

    assert markup.startswith('<li><a href="#q7" data-jump="7">&lt;100 %(slot)s&gt;<span')


def test_of_what_is_kept_the_oldest_goes_first():
    kept, made = Kept(2), []
    for key in ("a", "b", "a", "c", "a"):
        kept.get(key, lambda key=key: made.append(key) or key)

    assert made == ["a", "b", "c", "a"]
    assert kept.keys() == ["c", "a"]
