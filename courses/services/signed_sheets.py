"""The sign-in sheet of a session, signed on paper and kept as a scan."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core import audit, clock
from core.uploads import UploadRefused, check_upload
from courses.attendance_rules import may_keep_door
from courses.errors import BatchClosedError, NotAllowedError
from courses.models import Batch, Session, SignedSheet
from members.models import User

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MOST_BYTES = 15 * 1024 * 1024


def keep_signed_sheet(*, session: Session, file: File[Any], actor: User) -> SignedSheet:
    """Keep a scan, known by its content; the same file again is the one that is there."""
    _check_may(actor, session)
    if file.size > MOST_BYTES:
        raise UploadRefused(_("The file is larger than %(most)s.") % {"most": filesizeformat(MOST_BYTES)})
    kind = check_upload(file, allowed=KINDS)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    sheets = SignedSheet.objects.filter(session=session, digest=digest)
    known: SignedSheet | None = sheets.first()
    if known is not None:
        return known
    sheet = SignedSheet(
        session=session,
        name=f"{PurePath(file.name or 'scan').stem[:140]}.{kind}",
        content_type=KINDS[kind],
        size=file.size,
        digest=digest,
        uploaded_at=clock.now(),
        uploaded_by=actor,
    )
    sheet.file.save(f"{session.uid}.{kind}", file, save=False)
    try:
        with transaction.atomic():
            sheet.save()
            audit.record(
                action="attendance.sheet_kept", actor=actor, subject=f"session:{session.uid}", data={"digest": digest}
            )
    except Exception as error:
        sheet.file.storage.delete(str(sheet.file.name))
        # Sent twice at once, and the other came first.
        if isinstance(error, IntegrityError) and (known := sheets.first()) is not None:
            return known
        raise
    return sheet


@transaction.atomic
def remove_signed_sheet(*, sheet: SignedSheet, actor: User) -> None:
    """A scan of the wrong paper; that it was there and who took it away stays in the audit trail.

    Once the batch is closed its recap, report and certificates rest on it: then it stays.
    """
    _check_may(actor, sheet.session)
    batch = Batch.objects.select_for_update().get(pk=sheet.session.batch_id)
    if batch.is_closed:
        raise BatchClosedError(_("%(batch)s is closed: its signed sheets stay as the proof.") % {"batch": batch.name})
    audit.record(
        action="attendance.sheet_removed",
        actor=actor,
        subject=f"session:{sheet.session.uid}",
        data={"digest": sheet.digest},
    )
    transaction.on_commit(partial(sheet.file.storage.delete, str(sheet.file.name)), robust=True)
    sheet.delete()


def _check_may(actor: User, session: Session) -> None:
    if not may_keep_door(actor, session):
        raise NotAllowedError(_("Only the committee of this batch may do this."))
