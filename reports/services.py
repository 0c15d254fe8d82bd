from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.models import Batch
from courses.rules import may_run_batch
from members.models import User
from reports.errors import NotAllowedError
from reports.models import ActivityReport


@transaction.atomic
def write_activity_report(*, batch: Batch, texts: Mapping[str, Any], actor: User) -> ActivityReport:
    """Keep what an organiser wrote for the report; the latest stands."""
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only who runs this batch writes its report."))
    report, _made = ActivityReport.objects.update_or_create(
        batch=batch, defaults={**texts, "written_at": clock.now(), "written_by": actor}
    )
    audit.record(action="report.written", actor=actor, subject=f"batch:{batch.code}")
    return report
