from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from courses.choices import MATERIALS
from courses.conditions import Result, share
from courses.errors import CourseError, EnrolmentNotActiveError, MaterialOutsideCourseError
from courses.models import CompletionRule, Enrolment, MaterialPage, MaterialProgress, RequirementResult, RuleCondition
from courses.progress_entries import ProgressEntry, handler_of
from courses.selectors.requirements import conditions_in_force
from courses.selectors.standing import opened_materials
from courses.services.completion import record_requirement, record_requirements

WHOLE = Decimal(100)


@dataclass(frozen=True)
class TakenEntries:
    """What the device may let go of: taken now or before, and refused for good, with the sentence."""

    taken: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


@transaction.atomic
def record_progress(*, enrolment: Enrolment, material: MaterialPage, entries: Sequence[ProgressEntry]) -> TakenEntries:
    """Take what a device kept about one material, each entry by the handler of its kind. Repeated, it changes nothing.

    One that is refused leaves no trace and does not stand in the way of the others.
    """
    check_learner(enrolment, material)
    outcome = TakenEntries()
    for entry in entries:
        handler = handler_of(entry.kind)
        if handler is None:
            outcome.refused[entry.id] = _("This kind of progress is not known here.")
            continue
        try:
            with transaction.atomic():
                handler(enrolment=enrolment, material=material, entry=entry)
        except CourseError as refusal:
            outcome.refused[entry.id] = str(refusal)
        else:
            outcome.taken.append(entry.id)
    return outcome


def moment_told(enrolment: Enrolment, at: datetime) -> datetime:
    """The device's time, kept between the beginning of the enrolment and now: phones have wrong clocks."""
    return min(max(at, enrolment.enrolled_at), clock.now())


@transaction.atomic(savepoint=False)
def record_opened_entry(*, enrolment: Enrolment, material: MaterialPage, entry: ProgressEntry) -> None:
    """A material read from the device's own copy: the earliest opening and the latest are kept, in whatever order told.

    `revision` in the entry says which state the copy was of; without it nothing is known of what was seen.
    """
    moment = moment_told(enrolment, entry.at)
    revision = entry.data.get("revision")
    told = isinstance(revision, int) and 0 < revision <= (material.live_revision_id or 0)
    seen = revision if told else None
    _row, is_first = MaterialProgress.objects.get_or_create(
        enrolment=enrolment,
        material=material,
        defaults={"opened_at": moment, "last_opened_at": moment, "revision_seen": seen},
    )
    if is_first:
        refresh_materials_requirement(enrolment=enrolment)
        return
    own = MaterialProgress.objects.filter(enrolment=enrolment, material=material)
    own.filter(opened_at__gt=moment).update(opened_at=moment)
    own.filter(last_opened_at__lt=moment).update(last_opened_at=moment, **({"revision_seen": seen} if seen else {}))


def check_learner(enrolment: Enrolment, material: MaterialPage) -> None:
    if not enrolment.is_active:
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    if not material.path.startswith(enrolment.batch.course.path):
        raise MaterialOutsideCourseError(_("This material belongs to another course."))


@transaction.atomic
def record_material_opened(*, enrolment: Enrolment, material: MaterialPage) -> bool:
    """Note that the participant opened `material` now; True the first time.

    The first time counts towards completion; later ones move only the time and the revision seen.
    """
    check_learner(enrolment, material)
    moment = clock.now()
    seen_before = MaterialProgress.objects.filter(enrolment=enrolment, material=material).update(
        last_opened_at=moment, revision_seen=material.live_revision_id
    )
    if seen_before:
        return False
    MaterialProgress.objects.bulk_create(
        [
            MaterialProgress(
                enrolment=enrolment,
                material=material,
                opened_at=moment,
                last_opened_at=moment,
                revision_seen=material.live_revision_id,
            )
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "material"],
        update_fields=["last_opened_at", "revision_seen"],
    )
    refresh_materials_requirement(enrolment=enrolment)
    return True


@transaction.atomic
def refresh_materials_requirement(*, enrolment: Enrolment) -> None:
    """Count anew how many of the course's published materials were opened, whether or not the rule asks for it now."""
    course = enrolment.batch.course
    rule = CompletionRule.objects.in_force(course)
    condition = RuleCondition.objects.filter(rule=rule, key=MATERIALS).first() if rule else None
    target = condition.target if condition else WHOLE
    # Locked before counting: of two first openings at once, the later counts both.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    published = MaterialPage.objects.of_course(course).live()
    opened = published.filter(progress__enrolment=enrolment).count()
    value = share(opened, published.count())
    record_requirement(enrolment=enrolment, key=MATERIALS, met=value >= target, value=value, target=target)


def refresh_materials_requirements(enrolments: Sequence[Enrolment]) -> int:
    """As `refresh_materials_requirement` for many, which come with their batch; how many results that changed."""
    targets = {
        course: condition.target
        for course, conditions in conditions_in_force({row.batch.course_id for row in enrolments}).items()
        for condition in conditions
        if condition.key == MATERIALS
    }
    people = [(row.pk, row.batch.course_id) for row in enrolments]
    rows = RequirementResult.objects.filter(enrolment__in=enrolments, key=MATERIALS)
    known = set(rows.values_list("enrolment", flat=True))
    results = {}
    for (pk, course), opened in zip(people, opened_materials(people), strict=True):
        value, target = share(*opened), targets.get(course, WHOLE)
        if value or pk in known:
            results[pk] = Result(value, target, met=value >= target)
    return record_requirements(key=MATERIALS, results=results)
