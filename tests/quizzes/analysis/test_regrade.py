"""Correcting marks through the services: exact scores, what is told, what is refused, what comes after."""

from decimal import Decimal

import pytest

from core.models import AuditEntry, Job
from members.choices import SiteRole
from members.models import Message
from quizzes.choices import EventKind, RegradeAction, RegradeState
from quizzes.errors import RegradeRefusedError
from quizzes.models import Attempt, AttemptEvent, Mark, RegradeRow, RegradeRun
from quizzes.services import (
    RegradeScope,
    abandon_regrade,
    apply_regrade,
    commit_regrade,
    make_preview,
)
from quizzes.services.publishing import freeze_quiz
from tests.factories.courses import make_batch
from tests.factories.members import make_member
from tests.factories.quizzes import open_for, wrong_option
from tests.quizzes.analysis.corrections import commit, prepare, scores
from tests.quizzes.analysis.sat import make_sat, sit
from tests.quizzes.test_live import organiser_of

pytestmark = pytest.mark.django_db


def test_accepting_a_second_answer_raises_who_chose_it(sat):
    quiz, _batch, attempts, organiser = sat
    second = wrong_option(attempts[0], 4)

    run = prepare(sat, RegradeAction.ACCEPT, accepted=[second])

    assert scores(attempts) == [(4, 4), (3, 4), (2, 4), (1, 4), (0, 4)]
    assert Mark.objects.filter(run=run).count() == 0
    assert run.counts == {"all": 5, "up": 3, "down": 0, "now_passed": 1, "no_longer": 0, "by_people": 0, "released": 0}
    commit(sat, run)
    assert scores(attempts) == [(4, 4), (4, 4), (3, 4), (2, 4), (0, 4)]
    made = [
        Mark.objects.filter(attempt=row, slot=4).order_by("pk").values_list("fraction", "run")[::1] for row in attempts
    ]
    assert [[(str(f), r) for f, r in row] for row in made] == [
        [("1.00000", None), ("1.00000", run.pk)],
        [("0.00000", None), ("1.00000", run.pk)],
        [("0.00000", None), ("1.00000", run.pk)],
        [("0.00000", None), ("1.00000", run.pk)],
        [("0.00000", None), ("0.00000", run.pk)],
    ]
    assert AuditEntry.objects.filter(action="attempt.regraded", actor=organiser).count() == 5
    assert AttemptEvent.objects.filter(kind=EventKind.REGRADED).count() == 5
    assert quiz.versions.count() == 1


def test_dropping_a_question_takes_it_from_points_and_maximum(sat):
    _quiz, _batch, attempts, _organiser = sat

    commit(sat, prepare(sat, RegradeAction.DROP, upward_only=False))

    assert scores(attempts) == [(3, 3), (3, 3), (2, 3), (1, 3), (0, 3)]
    assert Attempt.objects.get(pk=attempts[0].pk).dropped == {4}


def test_dropping_only_upward_counts_it_on_for_whom_it_helped(sat):
    _quiz, batch, attempts, _organiser = sat
    helped = sit(sat[0], batch, "wwwr", make_member("Terbantu"))

    commit(sat, prepare(sat, RegradeAction.DROP))

    assert scores([*attempts, helped]) == [(3, 3), (3, 3), (2, 3), (1, 3), (0, 3), (1, 4)]
    entry = Attempt.objects.get(pk=helped.pk).corrections[0]
    assert (entry["action"], entry["spared"], entry["from"], entry["to"]) == ("drop", True, "25", "25")
    assert Attempt.objects.get(pk=helped.pk).dropped == frozenset()


def test_full_marks_go_to_everybody_also_who_left_it_blank(sat):
    _quiz, _batch, attempts, _organiser = sat

    commit(sat, prepare(sat, RegradeAction.FULL_MARKS))

    assert scores(attempts) == [(4, 4), (4, 4), (3, 4), (2, 4), (1, 4)]


@pytest.mark.parametrize(("upward_only", "expected"), [(True, [4, 4, 3, 2, 0]), (False, [3, 4, 3, 2, 0])])
def test_the_corrected_key_is_applied_up_and_down_or_only_upward(sat, upward_only, expected):
    quiz, _batch, attempts, _organiser = sat
    question = quiz.slots.all()[3].question
    chosen = wrong_option(attempts[0], 4)
    question.options.update(is_right=False)
    question.options.filter(key=chosen).update(is_right=True)

    run = prepare(sat, RegradeAction.APPLY_KEY, upward_only=upward_only)
    commit(sat, run)

    assert [points for points, _most in scores(attempts)] == expected
    assert run.question_version.number == 2
    assert quiz.versions.count() == 1  # what was published stays as it is


def test_a_run_applied_twice_is_applied_once(sat):
    _quiz, batch, attempts, organiser = sat
    run = prepare(sat, RegradeAction.FULL_MARKS)
    commit(sat, run)
    before = (scores(attempts), Mark.objects.count(), AuditEntry.objects.count(), Message.objects.count())

    assert commit_regrade(run=run, course=batch.course, by=organiser).is_committed
    apply_regrade(run=RegradeRun.objects.get(pk=run.pk), by=organiser)

    assert (scores(attempts), Mark.objects.count(), AuditEntry.objects.count(), Message.objects.count()) == before
    assert Job.objects.filter(key__startswith="quizzes.apply_regrade").count() == 1


def test_a_preview_that_is_no_longer_true_is_not_committed(sat):
    quiz, batch, attempts, organiser = sat
    run = prepare(sat, RegradeAction.FULL_MARKS)
    sit(quiz, batch, "rrrr", make_member("Baru"))

    with pytest.raises(RegradeRefusedError, match="changed since this preview"):
        commit_regrade(run=run, course=batch.course, by=organiser)

    assert scores(attempts)[1] == (3, 4)
    make_preview(run=run)
    commit_regrade(run=run, course=batch.course, by=organiser)
    assert RegradeRow.objects.filter(run=run).count() == 6


def test_one_that_was_given_up_is_not_committed_and_one_committed_is_not_given_up(sat):
    _quiz, batch, attempts, organiser = sat
    run = prepare(sat, RegradeAction.FULL_MARKS)
    abandon_regrade(run=run, course=batch.course, by=organiser)

    with pytest.raises(RegradeRefusedError, match="given up"):
        commit_regrade(run=run, course=batch.course, by=organiser)
    other = prepare(sat, RegradeAction.FULL_MARKS)
    commit(sat, other)
    with pytest.raises(RegradeRefusedError, match="applied already"):
        abandon_regrade(run=other, course=batch.course, by=organiser)
    run.refresh_from_db()
    assert run.state == RegradeState.ABANDONED
    assert scores(attempts)[4] == (1, 4)


@pytest.mark.parametrize("role", [SiteRole.AUDITOR, SiteRole.SPEAKER, SiteRole.ORGANISER])
def test_only_who_runs_the_course_may_correct(sat, role):
    quiz, batch, _attempts, _organiser = sat
    run = prepare(sat, RegradeAction.FULL_MARKS)
    other = make_member("Lain", role=role)

    with pytest.raises(RegradeRefusedError, match="Only an organiser"):
        commit_regrade(run=run, course=batch.course, by=other)
    with pytest.raises(RegradeRefusedError, match="Only an organiser"):
        prepare((quiz, batch, [], other), RegradeAction.DROP)


@pytest.mark.parametrize(
    ("action", "options", "sentence"),
    [
        (RegradeAction.ACCEPT, {}, "Say which further answers"),
        (RegradeAction.FULL_MARKS, {"scope": RegradeScope(versions=[7])}, "No published version"),
    ],
)
def test_what_does_not_fit_is_refused(sat, action, options, sentence):
    with pytest.raises(RegradeRefusedError, match=sentence):
        prepare(sat, action, **options)


def test_the_only_question_is_not_dropped():
    quiz, batch, attempts = make_sat(("r", "w"))

    with pytest.raises(RegradeRefusedError, match="only question"):
        prepare((quiz, batch, attempts, organiser_of(batch)), RegradeAction.DROP, number=1)


def test_a_batch_chosen_attempts_and_versions_limit_it(sat):
    quiz, batch, attempts, _organiser = sat
    other = make_batch(batch.course)
    open_for(quiz, other)
    elsewhere = sit(quiz, other, "rrrw", make_member("Lain"))

    assert prepare(sat, RegradeAction.FULL_MARKS, scope=RegradeScope(batch=other)).counts["all"] == 1
    assert prepare(sat, RegradeAction.FULL_MARKS).counts["all"] == 6
    chosen = RegradeScope(attempts=[attempts[1].uid])
    commit(sat, prepare(sat, RegradeAction.FULL_MARKS, scope=chosen))
    assert scores([*attempts, elsewhere]) == [(4, 4), (4, 4), (2, 4), (1, 4), (0, 4), (3, 4)]
    quiz.slots.first().question.options.filter(is_right=False).first().delete()
    freeze_quiz(page=quiz)
    assert prepare(sat, RegradeAction.FULL_MARKS, scope=RegradeScope(versions=[2])).counts["all"] == 0


def test_a_mark_that_somebody_gave_is_not_touched_by_a_key(sat):
    _quiz, _batch, attempts, organiser = sat
    Mark.objects.create(attempt=attempts[1], slot=4, marker=organiser, fraction=Decimal("0.25"))

    run = prepare(sat, RegradeAction.ACCEPT, accepted=[wrong_option(attempts[0], 4)])
    commit(sat, run)

    assert scores(attempts)[1] == (3, 4)
    assert RegradeRun.objects.get(pk=run.pk).counts["by_people"] == 1
    assert Mark.objects.filter(attempt=attempts[1], run=run).count() == 0
