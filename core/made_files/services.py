from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit, clock
from core.errors import DomainError
from core.made_files.kinds import Made, Progress, file_kind
from core.models import MadeFile
from core.models.made_file import KEPT
from core.selectors import jobs_with_prefix
from core.services import submit_job

MAKE_FILE = "core.make_file"


class FileRefused(DomainError):  # noqa: N818  names the refusal
    """This file is not for this person."""


def private_storage() -> Storage:
    return storages["private"]


def ask_file(*, kind: str, subject: str, actor: AbstractBaseUser, options: dict[str, Any], language: str) -> MadeFile:
    """Have a file made; while the same one is being made for the same person, that one is returned.

    `options` may hold what was searched for; the audit trail is told all but that, since it may name somebody.
    """
    wanted = MadeFile(
        kind=kind, subject=subject, asked_by_id=actor.pk, options=options, language=language, asked_at=clock.now()
    )
    if not file_kind(kind).may_have(actor, wanted):
        raise FileRefused(_("This file is not yours to ask for."))
    wanted.scope = file_kind(kind).scope(actor, wanted)
    with transaction.atomic():
        # Whoever presses twice waits here for the first press.
        list(get_user_model()._default_manager.select_for_update().filter(pk=actor.pk).values_list("pk"))
        if (under_way := _under_way(wanted)) is not None:
            return under_way
        wanted.save()
        submit_job(kind=MAKE_FILE, payload={"file": wanted.pk}, key=wanted.job_key)
        told = {name: value for name, value in options.items() if name != "q"}
        data = {"kind": kind, "file": str(wanted.uid), "options": told}
        audit.record(action="file.asked", actor=actor, subject=subject, data=data)
    return wanted


def _under_way(wanted: MadeFile) -> MadeFile | None:
    """One that a job still makes: of one that failed nothing comes any more."""
    alike = MadeFile.objects.filter(
        kind=wanted.kind, subject=wanted.subject, asked_by=wanted.asked_by_id, language=wanted.language, made_at=None
    )
    unfinished = jobs_with_prefix("core.made_file:").unfinished()
    for row in alike.fresh():
        if (row.options, row.scope) == (wanted.options, wanted.scope) and unfinished.filter(key=row.job_key).exists():
            return row
    return None


def make_file(*, pk: int, progress: Progress) -> Made | None:
    """Make and store; None where it was taken away meanwhile. Refused where the asker may not have it any more;
    where the asker's roles open other people by now, it tells of these."""
    wanted = MadeFile.objects.select_related("asked_by").filter(pk=pk).first()
    if wanted is None:
        return None
    kind = file_kind(wanted.kind)
    with translation.override(wanted.language):
        if not kind.may_have(wanted.asked_by, wanted):
            raise FileRefused(_("This file is not yours to ask for."))
        wanted.scope = kind.scope(wanted.asked_by, wanted)  # before it is made: whatever changes meanwhile counts
        wanted.save(update_fields=["scope"])
        made = kind.make(wanted, progress)
    storage = private_storage()
    if storage.exists(wanted.address):  # of a run that was killed
        storage.delete(wanted.address)
    storage.save(wanted.address, ContentFile(made.content))
    return made


def mark_made(*, pk: int, made: Made) -> None:
    MadeFile.objects.filter(pk=pk).update(
        filename=made.filename[:150],
        content_type=made.content_type,
        size=len(made.content),
        rows=made.rows,
        made_at=clock.now(),
    )


def remove_old_files() -> int:
    """Those of more than a day, with what was stored; returns how many."""
    old = list(MadeFile.objects.filter(asked_at__lt=clock.now() - KEPT))
    for row in old:
        private_storage().delete(row.address)
        row.delete()
    return len(old)
