"""What a participant still has to fill in, for busy pages: one small query beside an outline that all share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.prepared import prepared
from courses.choices import BatchState
from courses.evaluation import LONGEST_OPENING
from courses.models import Batch, CoursePage, Enrolment, EvaluationMark
from courses.requirements import RequirementFace
from courses.selectors.evaluation import evaluation_state
from courses.slots import SlotLink

OUTLINE_LIVES_SECONDS = 60
Key = tuple[str, int | None]


@dataclass(frozen=True)
class Outline:
    is_open: bool
    closes_at: datetime
    held: frozenset[Key]
    """The sections that may be filled in by now, of `asked`."""
    asked: frozenset[Key]


@dataclass(frozen=True)
class DueEvaluation:
    """`waiting` sections can be filled in now; `filled` of `asked` are done."""

    url: str
    waiting: int
    filled: int
    asked: int
    closes_at: datetime


def evaluation_due(enrolment: Enrolment) -> DueEvaluation | None:
    """None while nothing is open, and when everything that can be filled in now has been."""
    batch = enrolment.batch
    today = clock.site_day()
    around = batch.starts_on - timedelta(days=1) <= today <= batch.ends_on + timedelta(days=LONGEST_OPENING + 1)
    if batch.state == BatchState.DRAFT or not around:
        return None
    outline = _outline(batch)
    if not outline.is_open or not outline.held:
        return None
    filled = {(section, part) for section, part in _filled(enrolment.pk)} & outline.asked
    waiting = len(outline.held - filled)
    if not waiting:
        return None
    url = reverse("courses:evaluation", args=[batch.code])
    return DueEvaluation(url, waiting, len(filled), len(outline.asked), outline.closes_at)


def evaluation_section(request: object, course: CoursePage, enrolment: Enrolment | None) -> list[SlotLink]:
    """On the course page, while there is something to fill in."""
    due = evaluation_due(enrolment) if enrolment else None
    if due is None:
        return []
    status = ngettext("%(count)d part is waiting", "%(count)d parts are waiting", due.waiting) % {"count": due.waiting}
    detail = _("Rate the speakers, the organisers and the course. Anonymous.")
    return [SlotLink(_("Fill in the evaluation"), due.url, status, detail, "info")]


def _outline(batch: Batch) -> Outline:
    key = f"courses:evaluation:{batch.uid}"
    outline: Outline | None = cache.get(key)
    if outline is None:
        state = evaluation_state(batch)
        outline = Outline(
            is_open=state.is_open,
            closes_at=state.closes_at,
            held=frozenset(face.key for face in state.sections if face.is_held),
            asked=frozenset(face.key for face in state.sections),
        )
        cache.set(key, outline, OUTLINE_LIVES_SECONDS)
    return outline


@prepared
def _filled(enrolment: int) -> QuerySet[Any, Any]:
    return EvaluationMark.objects.filter(enrolment=enrolment).order_by().values_list("section", "part")


def describe_evaluation(keys: Iterable[str]) -> dict[str, RequirementFace]:
    advice = _("Say how it was, when the evaluation is open. Nobody sees who answered what.")
    face = RequirementFace(label=_("Evaluation filled in"), url=reverse("courses:own_evaluations"), advice=advice)
    return dict.fromkeys(keys, face)
