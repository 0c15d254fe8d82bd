"""What is ticked off by hand: said what it is, ticked for one or many, undone with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.choices import ACTIVE_ENROLMENTS, MANUAL
from courses.conditions import Result
from courses.errors import EnrolmentFixedError, NotAllowedError, ReasonMissingError, RuleInvalidError
from courses.models import Batch, Completion, CoursePage, Enrolment, ManualRequirement, ManualTick, RuleCondition
from courses.rules import may_run_course
from courses.selectors.manual import requirements_ticked_by
from courses.services.completion import portions, record_reached, record_requirements, withdraw_requirement
from members.models import User

DONE = Result(Decimal(100), Decimal(100), met=True)


@transaction.atomic
def save_manual_requirement(
    *,
    course: CoursePage,
    label: str,
    explanation: str = "",
    speakers_may_tick: bool = False,
    requirement: ManualRequirement | None = None,
    actor: User | None = None,
) -> ManualRequirement:
    """A new one, or other words for one that is there; what was ticked off stays so. The rule asks for it only once an
    organiser says so there."""
    _check_may_run(actor, course)
    saved = requirement or ManualRequirement(course=course, created_by=actor, created_at=clock.now())
    saved.label, saved.explanation, saved.speakers_may_tick = label.strip(), explanation.strip(), speakers_may_tick
    saved.save()
    audit.record(
        action="requirement.changed" if requirement else "requirement.made",
        actor=actor,
        subject=f"requirement:{saved.uid}",
        data={"course": course.pk, "speakers_may_tick": speakers_may_tick},
    )
    return saved


@transaction.atomic
def delete_manual_requirement(*, requirement: ManualRequirement, actor: User | None = None) -> None:
    """Only what no version of a rule names and nobody was ticked off for."""
    _check_may_run(actor, requirement.course)
    if RuleCondition.objects.filter(key=requirement.key).exists() or requirement.ticks.exists():
        raise RuleInvalidError(_("It stands in a version of the rule or was ticked off for somebody: it stays."))
    audit.record(action="requirement.deleted", actor=actor, subject=f"requirement:{requirement.uid}")
    requirement.delete()


def tick_off(
    *,
    requirement: ManualRequirement,
    batch: Batch,
    enrolments: Collection[int],
    note: str = "",
    actor: User | None = None,
) -> int:
    """Note for those of these who take part in the batch that they did it; how many were not ticked off before.

    In a closed batch, too: who hands in late completes late. In portions, each whole; repeated, it changes nothing.
    """
    _check_may_tick(actor, requirement, batch)
    ticked = 0
    for portion in portions(set(enrolments)):
        ticked += _tick_portion(requirement, batch, portion, note.strip(), actor)
    return ticked


@transaction.atomic
def _tick_portion(
    requirement: ManualRequirement, batch: Batch, portion: list[int], note: str, actor: User | None
) -> int:
    found = Enrolment.objects.select_for_update().filter(pk__in=portion, batch=batch, state__in=ACTIVE_ENROLMENTS)
    held = list(found.only("uid").order_by("pk"))
    standing = ManualTick.objects.filter(requirement=requirement, enrolment__in=portion, undone_at=None)
    known = set(standing.values_list("enrolment", flat=True))
    wanted = {row.pk: row.uid for row in held if row.pk not in known}
    ManualTick.objects.bulk_create(
        ManualTick(requirement=requirement, enrolment_id=pk, note=note, ticked_at=clock.now(), ticked_by=actor)
        for pk in wanted
    )
    audit.record_many(
        action="requirement.ticked",
        actor=actor,
        entries=[(f"enrolment:{uid}", {"requirement": str(requirement.uid)}) for uid in wanted.values()],
    )
    record_requirements(key=requirement.key, results=dict.fromkeys(wanted, DONE))
    return len(wanted)


@transaction.atomic
def undo_tick(*, tick: ManualTick, reason: str, actor: User | None = None) -> None:
    """It was not done after all. Who has completed by it stays complete, and so the tick stays."""
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("batch")  # the batch would come first
    enrolment = held.get(pk=tick.enrolment_id)
    _check_may_tick(actor, tick.requirement, enrolment.batch)
    if not reason.strip():
        raise ReasonMissingError(_("Say why the tick is undone."))
    if Completion.objects.filter(enrolment=enrolment).exists():
        raise EnrolmentFixedError(_("The participant has completed the course already: the tick stays."))
    undone = ManualTick.objects.filter(pk=tick.pk, undone_at=None).update(
        undone_at=clock.now(), undone_by=actor, undo_reason=reason.strip()
    )
    if undone:
        withdraw_requirement(enrolment=enrolment, key=tick.requirement.key)
        audit.record(
            action="requirement.unticked",
            actor=actor,
            subject=f"enrolment:{enrolment.uid}",
            data={"requirement": str(tick.requirement.uid)},
        )


def refresh_manual_requirements(enrolments: Sequence[Enrolment]) -> int:
    """What stands ticked off but is not on record."""
    ticks = ManualTick.objects.filter(enrolment__in=enrolments, undone_at=None).order_by()
    ticked: dict[UUID, list[int]] = defaultdict(list)
    for uid, enrolment in ticks.values_list("requirement__uid", "enrolment"):
        ticked[uid].append(enrolment)
    return sum(
        record_reached(key=f"{MANUAL}:{uid}", enrolments=people, reached=partial(_ticked, uid))
        for uid, people in ticked.items()
    )


def _ticked(requirement: UUID, enrolments: Sequence[int]) -> dict[int, Result]:
    standing = ManualTick.objects.filter(requirement__uid=requirement, enrolment__in=enrolments, undone_at=None)
    return dict.fromkeys(standing.order_by().values_list("enrolment", flat=True), DONE)


def _check_may_run(actor: User | None, course: CoursePage) -> None:
    if actor is not None and not may_run_course(actor, course):
        raise NotAllowedError(_("Only an organiser of this course may change its completion rule."))


def _check_may_tick(actor: User | None, requirement: ManualRequirement, batch: Batch) -> None:
    if requirement.course_id != batch.course_id:
        raise NotAllowedError(_("This is asked for in another course."))
    if actor is not None and not requirements_ticked_by(actor, batch).filter(pk=requirement.pk).exists():
        raise NotAllowedError(_("Only organisers may tick this off, and speakers where that is left to them."))
