"""What is ticked off by hand: who may, how it shows itself, and who was ticked off already."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core.prepared import prepared
from courses.choices import MANUAL, Part
from courses.models import Batch, CoursePage, ManualRequirement
from courses.requirements import RequirementFace
from courses.rules import may_run_batch, may_see_batch
from members.models import User


def requirements_ticked_by(user: User | AnonymousUser, batch: Batch) -> QuerySet[ManualRequirement]:
    """Those that `user` ticks off in this batch: all for who runs it, for its speakers those left to them."""
    of_course = ManualRequirement.objects.filter(course=batch.course_id)
    if may_run_batch(user, batch):
        return of_course
    if user.is_authenticated and batch.parts.filter(member=user, part=Part.SPEAKER).exists():
        return of_course.filter(speakers_may_tick=True)
    return of_course.none()


def requirements_seen_by(user: User | AnonymousUser, batch: Batch) -> QuerySet[ManualRequirement]:
    """Those whose list of ticks `user` reads: an auditor reads all and ticks nothing."""
    if may_see_batch(user, batch):
        return ManualRequirement.objects.filter(course=batch.course_id)
    return requirements_ticked_by(user, batch)


@prepared
def left_to_speakers(courses: tuple[int, ...]) -> QuerySet[ManualRequirement]:
    """What the speakers of these courses' batches tick off as well."""
    return ManualRequirement.objects.filter(course__in=courses, speakers_may_tick=True)


def describe_manual(keys: Iterable[str]) -> dict[str, RequirementFace]:
    """One query for all keys; the words are the organiser's."""
    uids = {key: UUID(key.partition(":")[2]) for key in keys}
    found = {row.uid: row for row in ManualRequirement.objects.filter(uid__in=uids.values())}
    return {
        key: RequirementFace(label=found[uid].label, unit="", advice=found[uid].explanation)
        for key, uid in uids.items()
        if uid in found
    }


def manual_offered_in(course: CoursePage) -> list[str]:
    uids = ManualRequirement.objects.filter(course=course).values_list("uid", flat=True)
    return [f"{MANUAL}:{uid}" for uid in uids]
