"""What of the world around the access table comes from reports."""

from __future__ import annotations

from django.core.files.base import ContentFile

from core import clock
from core.made_files.kinds import file_kind
from core.made_files.services import private_storage
from core.models import MadeFile
from courses.models import Batch
from members.models import User
from reports.models import JpTarget

TAKEN_ALONG = "rekap-tertutup"


def keep_file(asked_by: User, batch: Batch) -> MadeFile:
    """A recap, as its job leaves it."""
    found = MadeFile(
        kind="reports.recap_xlsx",
        subject=f"batch:{batch.code}",
        asked_by=asked_by,
        language="id",
        filename="rekap.xlsx",
        content_type="application/vnd.ms-excel",
        made_at=clock.now(),
    )
    found.scope = file_kind(found.kind).scope(asked_by, found)
    found.save()
    private_storage().save(found.address, ContentFile(TAKEN_ALONG.encode()))
    return found


def make_target() -> JpTarget:
    return JpTarget.objects.create(number_kind="nip", from_year=2020, at_least=20)
