"""What follows a correction: attempts that go on, the course, the people whom it concerns."""

from decimal import Decimal

import pytest
from django.core import mail

from core.services import work_jobs
from courses.conditions import Condition
from courses.models import RequirementResult
from courses.services import set_completion_rule
from members.models import Message
from quizzes.choices import AttemptState, RegradeAction, RegradeState
from quizzes.models import Attempt, Mark, RegradeRun
from quizzes.selectors.analysed import Scope, analysed
from quizzes.services import (
    apply_regrade,
    commit_regrade,
    prepare_regrade,
    record_result,
    reopen_attempt,
    requirement_key,
    submit_attempt,
    void_attempt,
)
from quizzes.services.scoring import RECORD_RESULT
from quizzes.wording import corrections_in_words
from tests.factories.courses import make_enrolment
from tests.factories.members import make_member
from tests.factories.quizzes import begin, make_bank, make_question, wrong_option
from tests.factories.structure import draw, make_structured_sitting
from tests.quizzes.analysis.corrections import commit, prepare, scores
from tests.quizzes.analysis.sat import answer_with, sit
from tests.quizzes.test_live import organiser_of

pytestmark = pytest.mark.django_db


def test_a_void_attempt_stays_as_it_is(sat):
    _quiz, _batch, attempts, organiser = sat
    run = prepare(sat, RegradeAction.FULL_MARKS)
    RegradeRun.objects.filter(pk=run.pk).update(state=RegradeState.COMMITTED)
    void_attempt(attempt_uid=attempts[1].uid, reason="Uji", by=organiser)

    apply_regrade(run=RegradeRun.objects.get(pk=run.pk), by=organiser)

    assert scores(attempts)[1:3] == [(3, 4), (3, 4)]
    assert Attempt.objects.get(pk=attempts[1].pk).corrections == []


def test_a_correction_holds_after_an_attempt_was_opened_again(sat):
    _quiz, _batch, attempts, organiser = sat
    commit(sat, prepare(sat, RegradeAction.DROP, upward_only=False))
    commit(sat, prepare(sat, RegradeAction.FULL_MARKS, number=3))

    reopen_attempt(attempt_uid=attempts[3].uid, minutes=10, reason="Listrik", by=organiser, once="a")
    answer_with(Attempt.objects.select_related("version").get(pk=attempts[3].pk), "rrww", rev=9)
    done = submit_attempt(attempt_uid=attempts[3].uid, member=attempts[3].enrolment.member)

    assert (done.points, done.max_points) == (3, 3)
    assert len(done.corrections) == 2


@pytest.mark.parametrize(("letters", "score", "dropped"), [("rwww", (1, 3), {4}), ("rwwr", (2, 4), frozenset())])
def test_whom_a_drop_spared_has_the_better_of_the_two_when_marked_again(sat, letters, score, dropped):
    quiz, batch, _attempts, organiser = sat
    helped = sit(quiz, batch, "wwwr", make_member("Terbantu"))
    commit(sat, prepare(sat, RegradeAction.DROP))
    spared = Attempt.objects.get(pk=helped.pk)
    told = [corrections_in_words(spared, "Asia/Jakarta", with_scores=shown) for shown in (True, False)]

    reopen_attempt(attempt_uid=helped.uid, minutes=10, reason="Listrik", by=organiser, once="a")
    answer_with(Attempt.objects.select_related("version").get(pk=helped.pk), letters, rev=9)
    submit_attempt(attempt_uid=helped.uid, member=helped.enrolment.member)

    assert "For you it counts on" in told[0][0]
    assert told[1] == []
    assert scores([helped]) == [score]
    assert Attempt.objects.get(pk=helped.pk).dropped == dropped


def test_who_still_writes_is_told_nothing_and_marked_by_it_when_it_is_handed_in(sat):
    quiz, batch, _attempts, _organiser = sat
    enrolment = make_enrolment(batch, make_member("Masih Menulis"))
    writing = begin(quiz, enrolment)
    answer_with(writing, "rrrw")

    run = prepare(sat, RegradeAction.FULL_MARKS)
    commit(sat, run)

    writing.refresh_from_db()
    assert (writing.state, writing.points, writing.interventions) == (AttemptState.OPEN, None, [])
    done = submit_attempt(attempt_uid=writing.uid, member=enrolment.member)
    assert (done.points, done.max_points) == (4, 4)
    assert Mark.objects.filter(attempt=done, run=run).count() == 1


def test_who_drew_other_questions_hears_of_no_correction():
    bank = make_bank()
    for _ in range(2):
        make_question(bank)
    quiz, enrolment = make_structured_sitting([draw(bank, 1)])
    done = submit_attempt(attempt_uid=begin(quiz, enrolment).uid, member=enrolment.member)
    record_result(attempt=done)  # and what it drew counts as used
    other = begin(quiz, make_enrolment(enrolment.batch, make_member("Masih Menulis")))
    question = bank.questions.get(uid=done.layout[0]["item"])

    commit_of(quiz, enrolment.batch, question)

    done.refresh_from_db()
    other.refresh_from_db()
    assert (done.points, done.max_points, len(done.corrections)) == (1, 1, 1)
    assert other.corrections == []


def commit_of(quiz, batch, question):
    organiser = organiser_of(batch)
    run = prepare_regrade(
        quiz=quiz, course=batch.course, question=question, action=RegradeAction.FULL_MARKS, reason="Uji", by=organiser
    )
    commit_regrade(run=run, course=batch.course, by=organiser)
    apply_regrade(run=RegradeRun.objects.get(pk=run.pk), by=organiser)


def test_the_course_hears_of_it_and_a_completion_stays(sat):
    quiz, batch, attempts, organiser = sat
    set_completion_rule(
        course=batch.course,
        conditions=[Condition(requirement_key(quiz.pk), Decimal(75), is_test=True)],
        actor=organiser,
    )
    for attempt in attempts:
        record_result(attempt=Attempt.objects.select_related("version", "enrolment").get(pk=attempt.pk))
    run = prepare(sat, RegradeAction.APPLY_KEY, number=1, upward_only=False)
    assert run.counts["up"] + run.counts["down"] == 0
    question = quiz.slots.first().question
    question.options.update(is_right=False)
    question.options.filter(key=wrong_option(attempts[0], 1)).update(is_right=True)

    commit(sat, prepare(sat, RegradeAction.APPLY_KEY, number=1, upward_only=False))
    work_jobs(kinds=[RECORD_RESULT], until_idle=False)

    # 4 → 3, 3 → 2, 2 → 1, 1 → 0, 0 → 1 of 4
    assert scores(attempts) == [(3, 4), (2, 4), (1, 4), (0, 4), (1, 4)]
    met = {row.enrolment_id: (row.met, row.value) for row in RequirementResult.objects.all()}
    assert [met[row.enrolment_id] for row in attempts] == [
        (True, 75), (True, 75), (False, 25), (False, 0), (False, 25),
    ]  # fmt: skip


def test_whose_score_changes_gets_one_mail_with_both_scores(sat, settings):
    _quiz, _batch, attempts, _organiser = sat

    run = prepare(sat, RegradeAction.ACCEPT, accepted=[wrong_option(attempts[0], 4)])
    commit(sat, run)

    letters = Message.objects.filter(template="marks_corrected").order_by("recipient__name")
    assert [letter.recipient.name for letter in letters] == ["Orang 02", "Orang 03", "Orang 04"]
    assert "Nilai Anda semula 75 %, sekarang 100 %." in letters[0].text
    assert "Dengan ini Anda mencapai ambang lulus" not in letters[0].text
    assert "Dengan ini Anda mencapai ambang lulus" in letters[1].text
    assert "Dua jawaban benar" in letters[0].html
    assert mail.outbox == []


def test_nobody_is_told_where_the_organiser_says_so(sat):
    commit(sat, prepare(sat, RegradeAction.FULL_MARKS, tells_people=False))

    assert Message.objects.filter(template="marks_corrected").count() == 0


def test_a_dropped_question_is_left_out_of_the_analysis(sat):
    quiz, _batch, _attempts, _organiser = sat

    commit(sat, prepare(sat, RegradeAction.DROP, upward_only=False))

    found = analysed(Scope(quiz.pk))
    assert [item.number for item in found.items] == [1, 2, 3]
    assert found.is_even
