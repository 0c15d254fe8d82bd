from __future__ import annotations

from django.db import transaction

from core import audit
from courses.models import Batch, BatchQuota
from courses.services.programme import locked_open_batch
from courses.services.waiting_list import promote_waiting
from members.models import Office, Province, User


@transaction.atomic
def set_quota(
    *, batch: Batch, places: int, actor: User, office: Office | None = None, province: Province | None = None
) -> BatchQuota:
    """How many places the office or the province may take; with neither, each office without a quota of its own. Who
    waits moves up where there is more room now; nobody loses a place where there is less."""
    locked = locked_open_batch(batch, actor)
    quota, made = BatchQuota.objects.get_or_create(
        batch=locked, office=office, province=province, defaults={"places": places}
    )
    if not made and quota.places == places:
        return quota
    before, quota.places = None if made else quota.places, places
    quota.save(update_fields=["places"])
    _record("quota.set", quota, actor, {"before": before, "places": places})
    promote_waiting(batch=locked)
    return quota


@transaction.atomic
def remove_quota(*, quota: BatchQuota, actor: User) -> None:
    """The office or the province is bound by the batch's places alone, an office also by what each office has."""
    locked = locked_open_batch(quota.batch, actor)
    _record("quota.removed", quota, actor, {"before": quota.places})
    quota.delete()
    promote_waiting(batch=locked)


def _record(action: str, quota: BatchQuota, actor: User, more: dict[str, int | None]) -> None:
    data = {"office": quota.office_id, "province": quota.province_id, **more}
    audit.record(action=action, actor=actor, subject=f"batch:{quota.batch.code}", data=data)
