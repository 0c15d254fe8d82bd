from __future__ import annotations

from collections.abc import Callable

from courses.models import Batch, CoursePage, Enrolment
from courses.services.attendance_results import refresh_attendance
from courses.services.completion import evaluate_completion
from courses.services.evaluation import refresh_evaluation_requirement
from courses.services.progress import refresh_materials_requirement


def judge_pending(
    *,
    course: CoursePage | int | None = None,
    batch: Batch | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Judge every active enrolment without completion by the rule in force now; how many completed by that.

    Each in a transaction of its own, so it may be stopped and run again at any time.
    """
    pending = Enrolment.objects.active().filter(completion__isnull=True).select_related("batch__course")
    if course is not None:
        pending = pending.filter(batch__course=course)
    if batch is not None:
        pending = pending.filter(batch=batch)
    for one in (
        Batch.objects.filter(enrolments__in=pending, evaluation__isnull=False).select_related("course").distinct()
    ):
        refresh_evaluation_requirement(batch=one)
    batches = Batch.objects.filter(pk__in=pending.values("batch")).select_related("course")
    completed = sum(refresh_attendance(batch=one) for one in batches)
    total = pending.count()
    for done, enrolment in enumerate(list(pending.order_by("pk")), start=1):
        refresh_materials_requirement(enrolment=enrolment)
        completed += evaluate_completion(enrolment=enrolment) is not None
        progress(done, total)
    return completed
