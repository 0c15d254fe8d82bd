"""A correction fought over by processes, and against what befalls attempts meanwhile: one legal score comes of it."""

from collections import Counter

import pytest

from core.models import AuditEntry
from members.models import Message
from quizzes.choices import AttemptState, RegradeAction
from quizzes.models import Attempt, Mark, RegradeRow, RegradeRun
from quizzes.services import prepare_regrade, submit_attempt
from tests.factories.courses import make_enrolment
from tests.factories.quizzes import begin
from tests.processes import run_together
from tests.quizzes.analysis.sat import answer_with, make_sat
from tests.quizzes.test_live import organiser_of
from tests.quizzes.test_races import QUIET

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def prepared(sat, organiser, number=2):
    quiz, batch, _attempts = sat
    return prepare_regrade(
        quiz=quiz,
        course=batch.course,
        question=quiz.slots.all()[number - 1].question,
        action=RegradeAction.DROP,
        reason="Soal rancu",
        by=organiser,
        upward_only=False,
    )


def together(turns, **options):
    outcomes = run_together(
        "tests.quizzes.children:any_of",
        [{"name": name, "arguments": arguments} for name, arguments in turns],
        environment=QUIET,
        **options,
    )
    assert [outcome.error for outcome in outcomes if not outcome.killed] == [""] * sum(not o.killed for o in outcomes)
    return [outcome.result for outcome in outcomes]


def test_many_commits_at_once_correct_once():
    sat = make_sat(("rrr", "rww", "wrw"))
    organiser = organiser_of(sat[1])
    run = prepared(sat, organiser)

    results = together([("commit", {"run": run.pk, "by": organiser.pk})] * 8)

    assert results == ["done"] * 8
    assert list(Attempt.objects.order_by("pk").values_list("points", "max_points")) == [(2, 2), (1, 2), (0, 2)]
    assert Mark.objects.filter(run=run).count() == 3
    assert AuditEntry.objects.filter(action="attempt.regraded").count() == 3
    assert Counter(Message.objects.values_list("template", flat=True))["marks_corrected"] == 2


def test_a_commit_against_submit_reopen_and_void_ends_in_one_legal_state():
    sat = make_sat(("rrr", "rrw", "rww"))
    quiz, batch, attempts = sat
    organiser = organiser_of(batch)
    enrolment = make_enrolment(batch)
    writing = begin(quiz, enrolment)
    answer_with(writing, "rrr")
    run = prepared(sat, organiser)
    who = {"by": organiser.pk}
    turns = [
        ("commit", {"run": run.pk} | who),
        ("submit", {"member": enrolment.member_id, "attempt": str(writing.uid)}),
        ("reopen", {"attempt": str(attempts[0].uid), "once": "a"} | who),
        ("void", {"attempt": str(attempts[1].uid)} | who),
        ("commit", {"run": run.pk} | who),
        ("submit", {"member": enrolment.member_id, "attempt": str(writing.uid)}),
    ]

    results = together(turns)

    fresh = {row.pk: row for row in Attempt.objects.all()}
    reopened, void, third, written = (fresh[row.pk] for row in (*attempts, writing))
    assert (reopened.state, void.state) == (AttemptState.OPEN, AttemptState.VOID)
    run = RegradeRun.objects.get(pk=run.pk)
    if run.is_committed:
        assert "done" in {results[0], results[4]}
        # Whatever came first: what counts is without the question, and opened again it will be marked without it.
        assert (third.points, third.max_points) == (1, 2)
        assert (written.points, written.max_points) == (2, 2)
        done = submit_attempt(attempt_uid=reopened.uid, member=attempts[0].enrolment.member)
        assert (done.points, done.max_points) == (2, 2)
    else:
        assert {results[0], results[4]} == {"refused"}
        assert (third.points, third.max_points, written.points) == (1, 3, 3)
    assert all(len(row.corrections) <= 1 for row in fresh.values())


def test_a_worker_killed_in_the_middle_leaves_whole_attempts_and_the_next_goes_on():
    sat = make_sat(("rrr", "rww", "wrw"))
    organiser = organiser_of(sat[1])
    run = prepared(sat, organiser)
    turn = ("commit", {"run": run.pk, "by": organiser.pk})

    together([turn], kill_at={0: "quiz.regrade.after_handful"})

    assert RegradeRun.objects.get(pk=run.pk).applied_at is None
    together([turn])
    assert RegradeRun.objects.get(pk=run.pk).applied_at is not None
    assert Mark.objects.filter(run=run).count() == RegradeRow.objects.filter(run=run).count() == 3
