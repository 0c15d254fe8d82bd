"""Who sees which results: the whole for who oversees the batch, the own for a speaker; nobody else anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from courses.choices import Part
from courses.evaluation import Spread, spread
from courses.models import Batch, EvaluationRemark
from courses.selectors.evaluation import EvaluationSummary, SubjectSummary, evaluation_summary

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True)
class Results:
    """`summary.subjects` holds what this reader may see."""

    summary: EvaluationSummary
    sees_whole: bool

    def subject(self, slug: str) -> SubjectSummary | None:
        return next((one for one in self.summary.subjects if one.face.slug == slug), None)


def results_for(user: User | AnonymousUser, code: str, section: str = "") -> Results | None:
    batches = Batch.objects.select_related("course")
    whole = batches.overseen_by(user).filter(code=code).first()
    if whole is not None:
        return Results(evaluation_summary(whole, section), sees_whole=True)
    if not user.is_authenticated:
        return None
    spoken = batches.filter(code=code, parts__member=user, parts__part=Part.SPEAKER).first()
    if spoken is None:
        return None
    summary = evaluation_summary(spoken, section)
    own = [one for one in summary.subjects if one.face.part is not None and one.face.part.member_id == user.pk]
    return Results(replace(summary, subjects=own), sees_whole=False)


def remarks_of(subject: SubjectSummary, *, hidden: bool = False) -> QuerySet[EvaluationRemark]:
    """In an order of chance. Of a group that is too small there are none."""
    remarks = EvaluationRemark.objects.filter(subject=subject.subject or 0).select_related("question")
    shown = remarks.exclude(hidden_reason="") if hidden else remarks.filter(hidden_reason="")
    return shown.order_by("pk")


def remarks_of_all(summary: EvaluationSummary) -> QuerySet[EvaluationRemark]:
    """Of everything that is shown, for the file."""
    shown = [one.subject for one in summary.subjects if not one.is_hidden]
    remarks = EvaluationRemark.objects.filter(subject__in=shown, hidden_reason="")
    return remarks.select_related("question").order_by("subject", "question__order", "pk")


def whole_spread(subject: SubjectSummary, points: int) -> Spread:
    """All answers on the scale together, of the questions that are shown."""
    counts: dict[int, int] = {}
    for question in subject.questions:
        for value, number in enumerate(question.spread.counts if question.spread else (), start=1):
            counts[value] = counts.get(value, 0) + number
    return spread(points, counts)
