"""What participants do in the flow of a material: tick a list, answer a self-check. By a form, or by a device later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from courses.blocks.walk import blocks_of_type
from courses.checklists import Checklist, checklist_from
from courses.errors import NotInMaterialError
from courses.models import ChecklistTick, Enrolment, MaterialPage, SelfCheckAnswer
from courses.self_checks import SelfCheck, self_check_from
from courses.services.progress import check_learner, moment_told

if TYPE_CHECKING:
    from courses.progress_entries import ProgressEntry


@transaction.atomic
def keep_ticks(
    *, enrolment: Enrolment, material: MaterialPage, block: UUID, ticked: Collection[str], at: datetime | None = None
) -> None:
    """The whole checklist as it stands in front of the reader: these are ticked, the others are not."""
    checklist = _checklist(enrolment, material, block)
    moment = moment_told(enrolment, at or clock.now())
    for item in checklist.items:
        _keep_tick(enrolment, material, block, UUID(item.id), item.id in ticked, moment)


@transaction.atomic
def keep_tick(
    *, enrolment: Enrolment, material: MaterialPage, block: UUID, item: UUID, is_ticked: bool, at: datetime
) -> None:
    """One item; an earlier word that arrives later changes nothing."""
    if str(item) not in {known.id for known in _checklist(enrolment, material, block).items}:
        raise NotInMaterialError(_("This checklist was changed meanwhile. Open the material again."))
    _keep_tick(enrolment, material, block, item, is_ticked, moment_told(enrolment, at or clock.now()))


@transaction.atomic
def record_self_check(
    *,
    enrolment: Enrolment,
    material: MaterialPage,
    block: UUID,
    entry: UUID,
    chosen: Collection[str],
    at: datetime | None = None,
) -> None:
    """An answer, judged by the material as published now. The same entry again changes nothing."""
    check = self_check_of(material, block)
    check_learner(enrolment, material)
    if check is None:
        raise NotInMaterialError(_("This question was changed meanwhile. Open the material again."))
    known = check.known(chosen)
    if not known:
        raise NotInMaterialError(_("Choose an answer first."))
    row = SelfCheckAnswer(
        enrolment=enrolment,
        material=material,
        block=block,
        entry=entry,
        chosen=known,
        is_right=check.is_met_by(known),
        answered_at=moment_told(enrolment, at or clock.now()),
    )
    SelfCheckAnswer.objects.bulk_create([row], ignore_conflicts=True)


def take_tick(*, enrolment: Enrolment, material: MaterialPage, entry: ProgressEntry) -> None:
    """The progress entry `ticked`: block, item, ticked."""
    keep_tick(
        enrolment=enrolment,
        material=material,
        block=_uuid(entry.data.get("block")),
        item=_uuid(entry.data.get("item")),
        is_ticked=entry.data.get("ticked") is True,
        at=entry.at,
    )


def take_self_check(*, enrolment: Enrolment, material: MaterialPage, entry: ProgressEntry) -> None:
    """The progress entry `checked`: block, chosen."""
    chosen = entry.data.get("chosen")
    record_self_check(
        enrolment=enrolment,
        material=material,
        block=_uuid(entry.data.get("block")),
        entry=entry.id,
        chosen=[str(option) for option in chosen] if isinstance(chosen, list) else [],
        at=entry.at,
    )


def self_check_of(material: MaterialPage, block: UUID) -> SelfCheck | None:
    raw = _raw_block(material, "self_check", block)
    return None if raw is None else self_check_from(str(block), raw)


def _checklist(enrolment: Enrolment, material: MaterialPage, block: UUID) -> Checklist:
    check_learner(enrolment, material)
    raw = _raw_block(material, "checklist", block)
    if raw is None:
        raise NotInMaterialError(_("This checklist was changed meanwhile. Open the material again."))
    return checklist_from(str(block), raw)


def _raw_block(material: MaterialPage, block_type: str, block: UUID) -> Any:
    found = blocks_of_type(material.body.raw_data, block_type)
    return next((raw["value"] for raw in found if raw.get("id") == str(block)), None)


def _keep_tick(
    enrolment: Enrolment, material: MaterialPage, block: UUID, item: UUID, is_ticked: bool, at: datetime
) -> None:
    """Made first, then moved on if older: whichever of two devices comes first, the later word stays. Of one moment the
    last to arrive does: a telephone whose clock is far off tells the same moment of all it did."""
    row = ChecklistTick(
        enrolment=enrolment, material=material, block=block, item=item, is_ticked=is_ticked, ticked_at=at
    )
    ChecklistTick.objects.bulk_create([row], ignore_conflicts=True)
    ChecklistTick.objects.filter(enrolment=enrolment, material=material, item=item, ticked_at__lte=at).update(
        block=block, is_ticked=is_ticked, ticked_at=at
    )


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise NotInMaterialError(_("This question was changed meanwhile. Open the material again.")) from error
