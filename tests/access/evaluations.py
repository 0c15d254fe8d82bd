"""The world's batch as it was rated: made when an address of it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from core import clock
from courses.models import BatchEvaluation, EvaluatedSubject, EvaluationMark, EvaluationRemark
from courses.services.instrument import begin_instrument
from tests.access.world import World

RATED = "saran-rahasia"


def rated(rest: str = "") -> Callable[[World], str]:
    """`{part}` and `{remark}` stand for the speaker's part and what was said of it; the participant has filled in
    this and what is about the course."""

    def path(world: World) -> str:
        instrument = begin_instrument(course=world.course)
        evaluation, is_new = BatchEvaluation.objects.get_or_create(
            batch=world.batch, defaults={"instrument": instrument, "closed_at": clock.now(), "mixed_at": clock.now()}
        )
        part = world.batch.parts.get()
        subject, _new = EvaluatedSubject.objects.get_or_create(
            evaluation=evaluation, section="speaker", part=part, defaults={"respondents": 5}
        )
        if is_new:
            question = instrument.questions.get(order=10)
            EvaluationRemark.objects.create(subject=subject, question=question, text=RATED)
            EvaluationMark.objects.create(enrolment=world.enrolment, section="course")
            EvaluationMark.objects.create(enrolment=world.enrolment, section="speaker", part=part)
        remark = EvaluationRemark.objects.get()
        return f"/batches/{world.batch.code}/evaluation/{rest.format(part=part.pk, remark=remark.pk)}"

    return path
