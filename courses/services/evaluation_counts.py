"""Counts and remarks of an evaluation, written so that neither their keys, nor their order, nor what was written in the
same moment leads to whoever gave them (decision 28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When

from core import clock
from core.identifiers import random_key
from courses.choices import EvaluationQuestionKind
from courses.models import BatchEvaluation, EvaluatedSubject, EvaluationRemark, EvaluationTally

AnyRow = TypeVar("AnyRow", bound=models.Model)


def lay_out_counts(*, subject: EvaluatedSubject, evaluation: BatchEvaluation) -> None:
    """A count of nought for every answer that can be given, before the first is: what is there, and in which order,
    then says nothing of who answered first. Counts that are there already stay."""
    instrument = evaluation.instrument
    asked = instrument.questions.filter(section=subject.section, kind=EvaluationQuestionKind.SCALE)
    known = set(EvaluationTally.objects.filter(subject=subject).values_list("question", "value"))
    missing = [
        EvaluationTally(pk=random_key(), subject=subject, question_id=question, value=value)
        for question in asked.values_list("pk", flat=True)
        for value in range(1, instrument.points + 1)
        if (question, value) not in known
    ]
    EvaluationTally.objects.bulk_create(sorted(missing, key=lambda row: row.pk))


def add_answers(*, subject: EvaluatedSubject, given: Mapping[int, int]) -> int:
    """`given` leads from questions to values. All counts of the subject are written, also those that stay as they are:
    which rows were written together then does not tell what somebody answered. Returns how many they are."""
    chosen = Q()
    for question, value in given.items():
        chosen |= Q(question=question, value=value)
    more = Case(When(chosen, then=Value(1)), default=Value(0)) if given else Value(0)
    return EvaluationTally.objects.filter(subject=subject).update(number=F("number") + more)


def write_anew(*, evaluation: int, progress: Callable[[int, int], None] | None = None) -> int:
    """What was answered in an evaluation that is closed, in the order of other keys, which are chance: how rows lie in
    a table, and which of another table were written with them, then tells nothing. One subject after another, each in
    a transaction of its own; how many."""
    subjects = EvaluatedSubject.objects.filter(evaluation=evaluation, evaluation__closed_at__isnull=False)
    chosen = list(subjects.order_by("pk").values_list("pk", flat=True))
    for place, subject in enumerate(chosen, start=1):
        with transaction.atomic():
            EvaluatedSubject.objects.filter(pk=subject).update(respondents=F("respondents"))
            _mix(EvaluationTally.objects.filter(subject=subject))
            _mix(EvaluationRemark.objects.filter(subject=subject))
        if progress is not None:
            progress(place, len(chosen))
    BatchEvaluation.objects.filter(pk=evaluation, closed_at__isnull=False).update(mixed_at=clock.now())
    return len(chosen)


def _mix(rows: models.QuerySet[AnyRow]) -> None:
    mixed = list(rows.select_for_update())
    rows.delete()
    for row in mixed:
        row.pk = random_key()
    rows.model._default_manager.bulk_create(sorted(mixed, key=lambda row: row.pk), batch_size=500)
