"""Reserved certificates become issued ones; archives and registers are made, and what comes round by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, PaperPack, RegisterPrint
from certificates.page_picture import has_picture, page_picture
from certificates.rendering import RenderingUnavailableError
from certificates.runs import ISSUE_JOB
from certificates.services.issuing import issue_missing, lacking_automatic
from certificates.services.making import make_files, mark_issued
from certificates.services.packs import PACK_JOB, mark_packed, remove_old_packs, write_pack
from certificates.services.register import REGISTER_JOB, draw_register, keep_register, remove_old_registers
from certificates.services.tending import tend_seal
from certificates.services.visibility import PICTURE_JOB, keep_shared_picture
from certificates.signing import SigningUnavailableError, signing_unavailable_because
from core.jobs.context import JobContext
from core.jobs.errors import JobPostponed
from core.jobs.processes import run_in_process
from core.jobs.registry import JobHandler, job_kind
from core.jobs.schedule import scheduled

RETRY_AFTER = timedelta(minutes=5)
REMOVE_PACKS = "certificates.remove_packs"
ISSUE_MISSING = "certificates.issue_missing"
TEND_SEAL = "certificates.tend_seal"


@job_kind(ISSUE_JOB, label=_("Make and sign certificates"), cpu_heavy=True)
class IssueCertificates(JobHandler):
    """Without Pango, fonts or a key the chunk waits with that reason: nothing unsigned is ever issued.

    The processes that draw are asked for Pango: it is they that load it.
    """

    def work(self, context: JobContext) -> None:
        if reason := signing_unavailable_because():
            raise JobPostponed(reason, RETRY_AFTER)
        try:
            make_files(context.payload["certificates"], lambda done, total: context.progress(done, total))
        except (RenderingUnavailableError, SigningUnavailableError) as error:
            with transaction.atomic():
                mark_issued(context.payload["certificates"])  # whose paper stands need not wait for the others
            raise JobPostponed(str(error), RETRY_AFTER) from error

    def effects(self, context: JobContext, result: Any) -> None:
        mark_issued(context.payload["certificates"])


@job_kind(PICTURE_JOB, label=_("Draw a shared certificate"), cpu_heavy=True)
class DrawShared(JobHandler):
    """The page to share is there before its picture is."""

    def work(self, context: JobContext) -> None:
        certificate = Certificate.objects.select_related("revision").get(pk=context.payload["certificate"])
        if not certificate.shared or has_picture(certificate.uid):
            return
        try:
            picture = run_in_process(page_picture, certificate.facts_data, certificate.revision.content)
        except RenderingUnavailableError as error:
            raise JobPostponed(str(error), RETRY_AFTER) from error
        keep_shared_picture(certificate, picture)


@job_kind(PACK_JOB, label=_("Pack certificates for download"))
class PackCertificates(JobHandler):
    def work(self, context: JobContext) -> tuple[int, int] | None:
        pack = PaperPack.objects.select_related("batch__course").filter(pk=context.payload["pack"]).first()
        return write_pack(pack=pack, progress=context.progress) if pack else None

    def effects(self, context: JobContext, result: Any) -> None:
        if result is not None:
            papers, size = result
            mark_packed(pack=context.payload["pack"], papers=papers, size=size)


@job_kind(REMOVE_PACKS, label=_("Remove archives of certificates after a day"))
class RemovePacks(JobHandler):
    def work(self, context: JobContext) -> int:
        return remove_old_packs()


scheduled(REMOVE_PACKS, every=timedelta(hours=1), is_needed=PaperPack.objects.exists)


@job_kind(ISSUE_MISSING, label=_("Issue certificates that a lost message left out"))
class IssueMissing(JobHandler):
    """Completion and closing tell of themselves; this finds what was not heard, or could not be done then."""

    def work(self, context: JobContext) -> None:
        issue_missing()


scheduled(ISSUE_MISSING, every=timedelta(hours=1), is_needed=lambda: lacking_automatic().exists())


@job_kind(TEND_SEAL, label=_("Look after the seal of BSrE"))
class TendSeal(JobHandler):
    def work(self, context: JobContext) -> None:
        tend_seal()


scheduled(TEND_SEAL, every=timedelta(hours=1), is_needed=lambda: settings.CERTIFICATE_SIGNING_BACKEND == "bsre")


@job_kind(REGISTER_JOB, label=_("Print the register"), cpu_heavy=True)
class PrintRegister(JobHandler):
    def work(self, context: JobContext) -> Any:
        try:
            return draw_register(pk=context.payload["print"])
        except RenderingUnavailableError as error:
            raise JobPostponed(str(error), RETRY_AFTER) from error

    def effects(self, context: JobContext, result: Any) -> None:
        if result is not None:
            keep_register(pk=context.payload["print"], address=result[0], size=result[1])


@job_kind("certificates.remove_old_registers", label=_("Take away printed registers after a day"))
class RemoveOldRegisters(JobHandler):
    def work(self, context: JobContext) -> Any:
        return remove_old_registers()


scheduled("certificates.remove_old_registers", every=timedelta(hours=1), is_needed=RegisterPrint.objects.exists)
