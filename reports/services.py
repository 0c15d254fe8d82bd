from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, clock
from courses.models import Batch
from courses.rules import may_run_batch
from members.models import User
from reports.errors import NotAllowedError, WrittenMeanwhileError
from reports.models import ActivityReport

LONGEST_KEPT = 2_000  # of a text, in the trail


@transaction.atomic
def write_activity_report(*, batch: Batch, texts: Mapping[str, Any], seen: str, actor: User) -> ActivityReport:
    """Keep what an organiser wrote for the report. `seen` says which texts it was written over
    (`ActivityReport.stand`): where others were kept meanwhile, it is refused. What stood before goes into the trail."""
    if not may_run_batch(actor, batch):
        raise NotAllowedError(_("Only who runs this batch writes its report."))
    Batch.objects.select_for_update().get(pk=batch.pk)
    kept = ActivityReport.objects.filter(batch=batch).first() or ActivityReport(batch=batch)
    if kept.stand != seen:
        raise WrittenMeanwhileError(
            _("Somebody else kept texts meanwhile. Yours still stand here: compare, then keep them once more.")
        )
    before = {
        name: str(getattr(kept, name) or "")[:LONGEST_KEPT]
        for name, text in texts.items()
        if text != getattr(kept, name)
    }
    report, _made = ActivityReport.objects.update_or_create(
        batch=batch, defaults={**texts, "written_at": clock.now(), "written_by": actor}
    )
    audit.record(action="report.written", actor=actor, subject=f"batch:{batch.code}", data={"before": before})
    return report
