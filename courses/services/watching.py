from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from courses.errors import NonsenseError, NotInMaterialError
from courses.models import Enrolment, MaterialPage, MaterialRecording, RecordingProgress
from courses.services.progress import check_learner, moment_told
from courses.spans import merged, share_of, told_position, told_spans

if TYPE_CHECKING:
    from courses.progress_entries import ProgressEntry


@transaction.atomic
def record_watched(*, enrolment: Enrolment, material: MaterialPage, entry: ProgressEntry) -> RecordingProgress:
    """The progress entry `watched`: recording, spans, position. What was played is joined with what any device told
    before; the position told last by its time stands. The same entry again changes nothing."""
    check_learner(enrolment, material)
    rows = MaterialRecording.objects.filter(material=material).select_related("recording")
    shown = {str(row.recording_id): row.recording for row in rows}.get(str(entry.data.get("recording")))
    if shown is None:
        raise NotInMaterialError(_("This recording does not stand in the material any more."))
    try:
        spans = told_spans(entry.data.get("spans"), shown.seconds)
        position = told_position(entry.data.get("position", 0), shown.seconds)
    except ValueError as error:
        raise NonsenseError(_("This cannot be read as what was played.")) from error
    moment = moment_told(enrolment, entry.at)
    # Locked while it is joined: of two devices at once the later finds what the earlier told.
    row, _made = RecordingProgress.objects.select_for_update().get_or_create(enrolment=enrolment, recording=shown)
    row.spans = merged(((start, end) for start, end in row.spans), spans)
    row.watched_share = share_of(row.spans, shown.seconds)
    if row.positioned_at is None or moment > row.positioned_at:
        row.position, row.positioned_at = position, moment
    row.save()
    return row
