"""What a course asks in its evaluations, in versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import EvaluationQuestionKind, EvaluationSection
from courses.errors import InstrumentInvalidError, NotAllowedError
from courses.evaluation import LONGEST_OPENING, SMALLEST_GROUP, WORDS, Instrument, Question, default_instrument
from courses.models import CoursePage, EvaluationInstrument, EvaluationQuestion
from courses.rules import may_run_course
from courses.selectors.evaluation import instrument_in_force, plain_instrument
from members.models import User


@transaction.atomic
def set_instrument(*, course: CoursePage, instrument: Instrument, actor: User | None = None) -> EvaluationInstrument:
    """A new version of the form; the one in force comes back when nothing differs.

    A batch in which somebody has answered keeps its version.
    """
    if actor is not None and not may_run_course(actor, course):
        raise NotAllowedError(_("Only an organiser of this course may change its evaluation."))
    _check(instrument)
    wanted = replace(instrument, questions=_in_order(instrument.questions))
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    latest = instrument_in_force(course)
    if latest is not None and plain_instrument(latest).asks == wanted.asks:
        return latest
    return _stored(course, wanted, latest.number + 1 if latest else 1, actor)


@transaction.atomic
def begin_instrument(*, course: CoursePage) -> EvaluationInstrument:
    """The first version, which every course begins with, at the time of its first answer."""
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    return instrument_in_force(course) or _stored(course, default_instrument(), 1, None)


def _in_order(questions: Sequence[Question]) -> tuple[Question, ...]:
    return tuple(replace(one, order=order, text=one.text.strip()) for order, one in enumerate(questions, start=1))


def _check(instrument: Instrument) -> None:
    if not any(not question.is_open for question in instrument.questions):
        raise InstrumentInvalidError(_("Ask at least one question that is answered on the scale."))
    if instrument.points not in WORDS:
        raise InstrumentInvalidError(_("The scale has four points or five."))
    if instrument.minimum_group < SMALLEST_GROUP:
        raise InstrumentInvalidError(_("Results of fewer than five people are never shown."))
    if not 0 <= instrument.open_days <= LONGEST_OPENING:
        raise InstrumentInvalidError(
            _("The evaluation stays open for at most %(days)d days after the last day.") % {"days": LONGEST_OPENING}
        )
    for question in instrument.questions:
        if not question.text.strip():
            raise InstrumentInvalidError(_("A question has no words."))
        if question.section not in EvaluationSection.values or question.kind not in EvaluationQuestionKind.values:
            raise InstrumentInvalidError(_("A question is of no known kind."))
    for section in {question.section for question in instrument.questions}:
        if all(question.is_open for question in instrument.of(section)):
            raise InstrumentInvalidError(_("Each section needs a question that is answered on the scale."))


def _stored(course: CoursePage, instrument: Instrument, number: int, actor: User | None) -> EvaluationInstrument:
    stored = EvaluationInstrument.objects.create(
        course=course,
        number=number,
        points=instrument.points,
        opens=instrument.opens,
        open_days=instrument.open_days,
        minimum_group=instrument.minimum_group,
        created_at=clock.now(),
        created_by=actor,
    )
    EvaluationQuestion.objects.bulk_create(
        EvaluationQuestion(
            instrument=stored,
            section=question.section,
            kind=question.kind,
            text=question.text,
            required=question.required,
            order=question.order,
        )
        for question in instrument.questions
    )
    audit.record(
        action="course.evaluation_set",
        actor=actor,
        subject=f"course:{course.pk}",
        data={"version": number, "questions": len(instrument.questions)},
    )
    return stored
