"""Filling an evaluation and closing it. What is answered goes into counts, with nothing that leads back to a person;
that a section was filled is noted beside, for the completion rule (decision 28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import audit, clock
from core.identifiers import uuid7
from core.services import submit_job
from courses.choices import EVALUATION, EvaluationSection
from courses.conditions import Result, share
from courses.errors import (
    EnrolmentNotActiveError,
    EvaluationChangedError,
    EvaluationClosedError,
    EvaluationNotOverError,
    NotAllowedError,
    SectionIncompleteError,
)
from courses.evaluation import LONGEST_REMARK, Question
from courses.models import (
    Batch,
    BatchEvaluation,
    CompletionRule,
    Enrolment,
    EvaluatedSubject,
    EvaluationMark,
    EvaluationRemark,
    RuleCondition,
)
from courses.rules import may_run_batch
from courses.selectors.evaluation import (
    EvaluationState,
    SectionFace,
    evaluation_state,
    filled_keys,
    filled_sections,
    instrument_in_force,
)
from courses.services.completion import record_reached
from courses.services.evaluation_counts import add_answers, lay_out_counts
from courses.services.instrument import begin_instrument
from members.models import User

REFRESH_EVALUATION = "courses.refresh_evaluation"
MIX_EVALUATION = "courses.mix_evaluation"
WHOLE = Decimal(100)
Answers = Mapping[int, "int | str | None"]


@transaction.atomic
def fill_section(*, enrolment: Enrolment, section: str, asked: str, answers: Answers, heard: bool = True) -> bool:
    """Count the answers of one section, by the order of its questions; False where it was filled before.

    `asked` is the fingerprint of what was on the screen: answers to anything else are refused. `heard` False leaves a
    speaker unrated whom the participant did not hear.
    """
    if not enrolment.is_active:
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    evaluation = _locked(enrolment.batch)
    state = evaluation_state(enrolment.batch)
    face = next((one for one in state.sections if one.slug == section), None)
    if face is None:
        raise EvaluationChangedError(_("This part of the evaluation does not exist any more."))
    if face.key in filled_keys(enrolment):
        return False
    if not state.is_open or not face.is_held:
        raise EvaluationClosedError(_("This part of the evaluation is not open."))
    if asked != state.instrument.fingerprint(face.section):
        raise EvaluationChangedError(_("The questions were changed in the meantime. Look at them once more."))
    if heard or face.section != EvaluationSection.SPEAKER:
        _count(evaluation, face, _checked(state, face, answers))
    EvaluationMark.objects.create(enrolment=enrolment, section=face.section, part=face.part)
    _record(state, [enrolment])
    return True


@transaction.atomic
def close_evaluation(*, batch: Batch, actor: User | None = None) -> BatchEvaluation:
    """No answer is taken any more, and the results are shown. It cannot be opened again: who saw results before and
    after one more answer would know that answer.

    By hand only once everything could be filled in; when its time is over it closes in any case. A job then writes anew
    what was answered.
    """
    if actor is not None and not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    evaluation = _locked(batch)
    if not evaluation.is_closed:
        if actor is not None and not evaluation_state(batch).may_be_closed:
            raise EvaluationNotOverError(_("It can be closed once it is open and all its sessions were held."))
        evaluation.closed_at, evaluation.closed_by = clock.now(), actor
        evaluation.save(update_fields=["closed_at", "closed_by"])
        audit.record(action="evaluation.closed", actor=actor, subject=f"batch:{batch.code}")
        _mix_later(evaluation.pk, f"{MIX_EVALUATION}:{evaluation.pk}")
        refresh_evaluation_soon(batch=batch)  # what nobody could fill any more is not asked for
    return evaluation


def close_due_evaluations() -> int:
    """Those whose time is over, each in a transaction of its own; how many. Closed ones that were not written anew, as
    the job failed or there was none yet, are given another."""
    for evaluation in BatchEvaluation.objects.filter(closed_at__isnull=False, mixed_at=None).values_list(
        "pk", flat=True
    ):
        _mix_later(evaluation, f"{MIX_EVALUATION}:{evaluation}:{clock.now():%Y%m%d%H}")
    running = BatchEvaluation.objects.filter(closed_at=None, batch__ends_on__lt=clock.site_day())
    due = [one.batch for one in running.select_related("batch") if evaluation_state(one.batch).is_over]
    for batch in due:
        close_evaluation(batch=batch)
    return len(due)


@transaction.atomic
def hide_remark(*, remark: EvaluationRemark, reason: str, actor: User) -> EvaluationRemark:
    """Take an abusive remark out of every list and file; an empty `reason` shows it again."""
    batch = remark.subject.evaluation.batch
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only an organiser of this course may do this."))
    if not BatchEvaluation.objects.filter(batch=batch, mixed_at__isnull=False).exists():
        raise EvaluationChangedError(_("The remarks are being put into another order. Try again in a minute."))
    locked = EvaluationRemark.objects.select_for_update().get(pk=remark.pk)
    if locked.hidden_reason == reason.strip():
        return locked
    locked.hidden_reason = reason.strip()
    locked.save(update_fields=["hidden_reason"])
    action = "evaluation.remark_hidden" if locked.hidden_reason else "evaluation.remark_shown"
    data = {"remark": locked.pk, "reason": locked.hidden_reason}
    audit.record(action=action, actor=actor, subject=f"batch:{batch.code}", data=data)
    return locked


def refresh_evaluation_requirement(*, batch: Batch) -> None:
    """Count anew what was filled of what is asked now: a session that was cancelled asks no more for its speaker.

    Of all in the batch who have filled something and have not completed; who stands as before is left alone.
    """
    pending = Enrolment.objects.active().filter(batch=batch, completion__isnull=True, evaluation_marks__isnull=False)
    chosen = list(pending.distinct().select_related("batch"))
    if chosen:
        _record(evaluation_state(batch), chosen)


def refresh_evaluation_requirements(enrolments: Sequence[Enrolment]) -> int:
    """Of these, whatever their batches; how many results that changed."""
    filled = set(EvaluationMark.objects.filter(enrolment__in=enrolments).values_list("enrolment", flat=True))
    chosen: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment in enrolments:
        if enrolment.pk in filled:
            chosen[enrolment.batch_id].append(enrolment)
    batches = Batch.objects.filter(pk__in=chosen).select_related("course")
    return sum(_record(evaluation_state(batch), chosen[batch.pk]) for batch in batches)


def _mix_later(evaluation: int, key: str) -> None:
    submit_job(kind=MIX_EVALUATION, payload={"evaluation": evaluation}, key=key)


def refresh_evaluation_soon(*, batch: Batch) -> None:
    """By a job, after a change of who is to be rated; nothing where nobody has filled anything."""
    if BatchEvaluation.objects.filter(batch=batch).exists():
        submit_job(kind=REFRESH_EVALUATION, payload={"batch": batch.pk}, key=f"{REFRESH_EVALUATION}:{uuid7().hex}")


def _locked(batch: Batch) -> BatchEvaluation:
    """The batch's evaluation, which keeps from now on what is asked today; whoever comes meanwhile waits."""
    if not BatchEvaluation.objects.filter(batch=batch).exists():
        Batch.objects.select_for_update().get(pk=batch.pk)
        instrument = instrument_in_force(batch.course_id) or begin_instrument(course=batch.course)
        BatchEvaluation.objects.get_or_create(batch=batch, defaults={"instrument": instrument})
    evaluations = BatchEvaluation.objects.select_for_update(of=("self",)).select_related("instrument")
    evaluation: BatchEvaluation = evaluations.get(batch=batch)
    return evaluation


def _checked(state: EvaluationState, face: SectionFace, answers: Answers) -> dict[Question, int | str]:
    """What was answered of what is asked; refused where something is missing or not on the scale."""
    given: dict[Question, int | str] = {}
    missing = []
    for question in state.instrument.of(face.section):
        answer = answers.get(question.order)
        if question.is_open:
            said = str(answer or "").strip()[:LONGEST_REMARK]
            if said:
                given[question] = said
        elif isinstance(answer, int) and 1 <= answer <= state.instrument.points:
            given[question] = answer
        if question.required and question not in given:
            missing.append(question.order)
    if missing:
        raise SectionIncompleteError(_("Some questions have no answer yet."), orders=missing)
    return given


def _count(evaluation: BatchEvaluation, face: SectionFace, given: Mapping[Question, int | str]) -> None:
    subject, _new = EvaluatedSubject.objects.get_or_create(evaluation=evaluation, section=face.section, part=face.part)
    EvaluatedSubject.objects.filter(pk=subject.pk).update(respondents=F("respondents") + 1)
    questions = dict(evaluation.instrument.questions.values_list("order", "pk"))
    rated = {questions[question.order]: answer for question, answer in given.items() if isinstance(answer, int)}
    lay_out_counts(subject=subject, evaluation=evaluation)
    add_answers(subject=subject, given=rated)
    EvaluationRemark.objects.bulk_create(
        EvaluationRemark(subject=subject, question_id=questions[question.order], text=answer)
        for question, answer in given.items()
        if isinstance(answer, str)
    )


def _record(state: EvaluationState, enrolments: Iterable[Enrolment]) -> int:
    """Tell the completion rule how much of the evaluation each has filled; how many results that changed."""
    target = _target(state.batch)

    def reached(people: Sequence[int]) -> dict[int, Result]:
        filled = filled_sections(state, people)
        values = {pk: share(filled.get(pk, 0), len(state.counted)) for pk in people}
        return {pk: Result(value, target, value >= target) for pk, value in values.items()}

    return record_reached(key=EVALUATION, enrolments=[row.pk for row in enrolments], reached=reached)


def _target(batch: Batch) -> Decimal:
    rule = CompletionRule.objects.in_force(batch.course)
    condition = RuleCondition.objects.filter(rule=rule, key=EVALUATION).first() if rule else None
    return condition.target if condition else WHOLE
