from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from courses.choices import MATERIALS
from courses.conditions import share
from courses.errors import EnrolmentNotActiveError, MaterialOutsideCourseError
from courses.models import CompletionRule, Enrolment, MaterialPage, MaterialProgress, RuleCondition
from courses.services.completion import record_requirement


@transaction.atomic
def record_material_opened(*, enrolment: Enrolment, material: MaterialPage) -> bool:
    """Note that the participant opened `material` now; True the first time.

    The first time counts towards completion; later ones move only the time and the revision seen.
    """
    if not enrolment.is_active:
        raise EnrolmentNotActiveError(_("This enrolment is not active."))
    if not material.path.startswith(enrolment.batch.course.path):
        raise MaterialOutsideCourseError(_("This material belongs to another course."))
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
    """Count anew how many of the course's published materials were opened, where the rule in force asks for it."""
    course = enrolment.batch.course
    rule = CompletionRule.objects.in_force(course)
    condition = RuleCondition.objects.filter(rule=rule, key=MATERIALS).first() if rule else None
    if condition is None:
        return
    # Locked before counting: of two first openings at once, the later counts both.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    published = MaterialPage.objects.of_course(course).live()
    opened = published.filter(progress__enrolment=enrolment).count()
    value = share(opened, published.count())
    record_requirement(
        enrolment=enrolment, key=MATERIALS, met=value >= condition.target, value=value, target=condition.target
    )
