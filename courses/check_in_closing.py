"""What is said of phones that stood at a door before a batch is closed: what they send afterwards counts for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from courses.closing_notes import ClosingNote
from courses.models import AttendanceDevice, OfflineEntry
from courses.selectors.attendance_remarks import not_counted

if TYPE_CHECKING:
    from courses.models import Batch


def closing_notes_of_check_in(batch: Batch) -> list[ClosingNote]:
    """Two queries."""
    out = AttendanceDevice.objects.filter(session__batch=batch, expires_at__gt=clock.now()).aggregate(
        people=Count("member", distinct=True), entries=Count("entries")
    )
    undecided = not_counted(OfflineEntry.objects.filter(device__session__batch=batch)).count()
    sentences = []
    if out["people"]:
        sentences.append(
            ngettext(
                "%(number)d person took a list along on a phone and may not have sent everything; entries that came so"
                " far: %(entries)d. What comes after closing counts for nobody.",
                "%(number)d people took a list along on a phone and may not have sent everything; entries that came so"
                " far: %(entries)d. What comes after closing counts for nobody.",
                out["people"],
            )
            % {"number": out["people"], "entries": out["entries"]}
        )
    if undecided:
        sentences.append(
            ngettext(
                "%(number)d arrival noted on a phone is not counted and awaits a decision.",
                "%(number)d arrivals noted on a phone are not counted and await a decision.",
                undecided,
            )
            % {"number": undecided}
        )
    address = reverse("courses:batch_attendance", args=[batch.code])
    return [ClosingNote(sentence, address, _("See the attendance")) for sentence in sentences]
