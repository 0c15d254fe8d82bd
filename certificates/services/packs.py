"""Archives of certificates: asked for, made by a job, private, gone after a day."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import CertificateState, PackGrouping
from certificates.errors import NotAllowedError, NothingToDoError
from certificates.models import Certificate, PaperPack
from certificates.models.pack import KEPT
from certificates.packing import write_archive
from certificates.rules import may_pack_certificates
from certificates.storage import private_storage
from core import audit, clock
from core.selectors import jobs_with_prefix
from core.services import submit_job
from courses.models import Batch
from members.models import User

PACK_JOB = "certificates.pack"


def ask_pack(*, batch: Batch, grouping: PackGrouping, actor: User) -> PaperPack:
    """While one of the same folders is being made for the same person, that one is returned."""
    if not may_pack_certificates(actor, batch):
        raise NotAllowedError(_("Only who looks after this batch takes its certificates along."))
    if not Certificate.objects.filter(batch=batch, state=CertificateState.ISSUED).exists():
        raise NothingToDoError(_("No certificate of this batch is valid now, so there is nothing to pack."))
    with transaction.atomic():
        list(Batch.objects.select_for_update().filter(pk=batch.pk).values_list("pk"))
        if (under_way := _under_way(batch, grouping, actor)) is not None:
            return under_way
        pack = PaperPack.objects.create(batch=batch, grouping=grouping, asked_by=actor, asked_at=clock.now())
        submit_job(kind=PACK_JOB, payload={"pack": pack.pk}, key=pack.job_key)
        audit.record(
            action="certificates.packed",
            actor=actor,
            subject=f"batch:{batch.code}",
            data={"pack": str(pack.uid), "grouping": grouping},
        )
    return pack


def _under_way(batch: Batch, grouping: PackGrouping, actor: User) -> PaperPack | None:
    """One that a job still makes: of one that failed nothing comes any more."""
    pending = PaperPack.objects.filter(batch=batch, grouping=grouping, asked_by=actor, ready_at=None)
    made = jobs_with_prefix("certificates.pack:").unfinished()
    for pack in pending.filter(asked_at__gte=clock.now() - KEPT):
        if made.filter(key=pack.job_key).exists():
            return pack
    return None


def write_pack(*, pack: PaperPack, progress: Callable[[int, int], None]) -> tuple[int, int]:
    """Make the archive in a file beside and put it in its place whole; returns how many papers and bytes."""
    storage = private_storage()
    with tempfile.TemporaryFile() as archive:
        papers = write_archive(pack, archive, progress)
        size = archive.tell()
        archive.seek(0)
        if storage.exists(pack.address):
            storage.delete(pack.address)
        storage.save(pack.address, File(archive))
    return papers, size


def mark_packed(*, pack: int, papers: int, size: int) -> None:
    PaperPack.objects.filter(pk=pack).update(papers=papers, size=size, ready_at=clock.now())


def remove_old_packs() -> int:
    """Those of more than a day, with their files; returns how many."""
    old = list(PaperPack.objects.filter(asked_at__lt=clock.now() - KEPT))
    for pack in old:
        private_storage().delete(pack.address)
        pack.delete()
    return len(old)
