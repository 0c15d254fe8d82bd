"""What closing an evaluation asks for, and that its counts lead back to nobody."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.models import AuditEntry, Job
from core.services import work_jobs
from courses.choices import EVALUATION, SessionState
from courses.conditions import Condition
from courses.errors import EvaluationChangedError, EvaluationNotOverError, NotAllowedError
from courses.models import (
    BatchEvaluation,
    Completion,
    EvaluatedSubject,
    EvaluationRemark,
    EvaluationTally,
    RequirementResult,
)
from courses.selectors.evaluation import evaluation_state, evaluation_summary
from courses.services import close_evaluation, hide_remark
from courses.services.evaluation import MIX_EVALUATION, close_due_evaluations
from courses.services.evaluation_counts import add_answers
from tests.factories.courses import make_batch, make_course, make_enrolment, make_part, make_rule, make_session
from tests.factories.evaluation import fill
from tests.factories.members import make_member, make_organiser

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Jakarta"))
EVENING = DAY.replace(hour=19)


@pytest.fixture
def organiser():
    return make_organiser()


@pytest.fixture
def batch(organiser):
    """Two speakers: Siti in the morning of the first day, Joko on the second."""
    batch = make_batch(make_course(organisers=[organiser], materials_target=None), starts_on=DAY.date())
    for place, name in enumerate(("Siti", "Joko")):
        part = make_part(batch, make_member(name))
        make_session(batch, f"Sesi {name}", starts_at=DAY.replace(hour=9) + timedelta(days=place), speakers=[part])
    return batch


@pytest.fixture
def budi(batch):
    return make_enrolment(batch, make_member("Budi"))


def slugs(batch):
    return [face.slug for face in evaluation_state(batch).sections]


def result_of(enrolment):
    return RequirementResult.objects.get(enrolment=enrolment, key=EVALUATION)


def test_counts_say_nothing_of_who_came_first_or_last(batch, budi):
    """All are there before the first answer, all are written with each, and none keeps its key when it is closed."""
    siti = slugs(batch)[0]
    cells = {(order, value) for order in range(1, 10) for value in range(1, 6)}
    with clock.at(EVENING):
        for enrolment, value in ((budi, 5), (make_enrolment(batch, make_member("Sari")), 1)):
            fill(enrolment, siti, value=value, others={3: 2})
            rows = EvaluationTally.objects.values_list("question__order", "value")
            assert (set(rows), len(rows)) == (cells, 45)
        counts = dict(EvaluationTally.objects.filter(question__order=3).values_list("value", "number"))
        assert counts == {1: 0, 2: 2, 3: 0, 4: 0, 5: 0}
        assert add_answers(subject=EvaluatedSubject.objects.get(), given={}) == 45
        before = set(EvaluationTally.objects.values_list("pk", flat=True))
        close_evaluation(batch=batch)
        work_jobs(kinds=[MIX_EVALUATION])

    after = set(EvaluationTally.objects.values_list("pk", flat=True))
    assert (len(after), after.isdisjoint(before)) == (45, True)
    assert min(before | after) > 1_000_000  # chance, not the next number
    assert EvaluationTally.objects.get(question__order=1, value=5).number == 1
    assert EvaluatedSubject.objects.get().respondents == 2


def test_by_hand_it_is_closed_only_once_everybody_could_fill_it_in(batch, budi, organiser):
    for moment in (DAY - timedelta(days=3), EVENING):  # not open yet; Joko speaks tomorrow
        with clock.at(moment), pytest.raises(EvaluationNotOverError):
            close_evaluation(batch=batch, actor=organiser)
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0])
        assert not BatchEvaluation.objects.get().is_closed
        assert not evaluation_summary(batch).may_be_closed
    with clock.at(EVENING + timedelta(days=1)):
        assert evaluation_summary(batch).may_be_closed
        assert close_evaluation(batch=batch, actor=organiser).is_closed


def test_by_hand_it_waits_for_the_last_session_also_where_every_speaker_was_heard(batch, budi, organiser):
    siti = batch.parts.get(member__name="Siti")
    joko = batch.sessions.get(subject="Sesi Joko")
    joko.speakers.set([siti])
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0])
        assert not evaluation_summary(batch).may_be_closed
    joko.state = SessionState.CANCELLED
    joko.save()
    with clock.at(EVENING):
        assert evaluation_summary(batch).may_be_closed


def test_what_was_closed_and_not_written_anew_is_asked_for_each_hour(batch, budi):
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0])
        close_evaluation(batch=batch)
    Job.objects.all().delete()
    with clock.at(EVENING + timedelta(hours=1)):
        close_due_evaluations()
        close_due_evaluations()
        work_jobs(kinds=[MIX_EVALUATION])
        assert BatchEvaluation.objects.get().mixed_at == EVENING + timedelta(hours=1)
        close_due_evaluations()
    assert Job.objects.filter(kind=MIX_EVALUATION).count() == 1


def test_what_nobody_could_fill_in_before_it_closed_is_asked_of_nobody(batch, budi, django_capture_on_commit_callbacks):
    make_rule(batch.course, Condition(EVALUATION, Decimal(100)))
    siti, _joko, organisers, course = slugs(batch)
    with clock.at(EVENING):
        fill(budi, siti, organisers, course)
        assert not result_of(budi).met
        with django_capture_on_commit_callbacks(execute=True):
            close_evaluation(batch=batch)
    make_session(batch, "Susulan", starts_at=DAY.replace(hour=9), speakers=[make_part(batch, make_member("Rina"))])
    with clock.at(EVENING + timedelta(days=2)):
        work_jobs(kinds=["courses.refresh_evaluation"])

    assert (result_of(budi).value, result_of(budi).met) == (Decimal(100), True)
    assert Completion.objects.get().enrolment == budi


def test_one_that_nobody_answered_is_closed_when_its_time_is_over(batch):
    for days, is_closed in ((15, False), (17, True)):
        with clock.at(DAY + timedelta(days=days)):
            assert evaluation_summary(batch).is_closed is is_closed


def test_an_abusive_remark_is_hidden_with_a_reason_and_shown_again(batch, budi, organiser):
    with clock.at(EVENING):
        fill(budi, slugs(batch)[0], said="Kasar")
        close_evaluation(batch=batch)
    with pytest.raises(EvaluationChangedError):  # its key is not the last one yet
        hide_remark(remark=EvaluationRemark.objects.get(), reason="Menghina", actor=organiser)
    work_jobs(kinds=[MIX_EVALUATION])
    remark = EvaluationRemark.objects.get()

    with pytest.raises(NotAllowedError):
        hide_remark(remark=remark, reason="Menghina", actor=make_organiser("Lain"))
    hide_remark(remark=remark, reason="Menghina", actor=organiser)
    hide_remark(remark=remark, reason="Menghina", actor=organiser)
    assert EvaluationRemark.objects.get().hidden_reason == "Menghina"
    hide_remark(remark=remark, reason="", actor=organiser)

    actions = AuditEntry.objects.filter(subject=f"batch:{batch.code}").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["evaluation.closed", "evaluation.remark_hidden", "evaluation.remark_shown"]
