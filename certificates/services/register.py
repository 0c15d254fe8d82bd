"""Printing the register: asked for on a page, made by a job, kept for a week."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.errors import NotAllowedError, NothingToDoError
from certificates.models import RegisterPrint
from certificates.register import register_of, register_rows, used_before
from certificates.register_paper import register_css, register_html, register_pdf
from certificates.rules import may_open_setups
from certificates.storage import private_storage
from core import clock
from core.jobs.processes import run_in_process
from core.services import submit_job
from members.models import User

REGISTER_JOB = "certificates.register"
MOST = 5000
KEPT_FOR = timedelta(days=7)


def ask_register_print(*, actor: User, query: str, language: str) -> RegisterPrint:
    """Have what the list shows for this address made into a PDF."""
    if not may_open_setups(actor):
        raise NotAllowedError(_("Only staff who may read the register may print it."))
    numbers = register_of(actor, query).count()
    if not numbers:
        raise NothingToDoError(_("No number fits this choice, so there is nothing to print."))
    if numbers > MOST:
        raise NothingToDoError(
            _("%(count)d numbers are too many for one PDF; at most %(most)d fit. Choose a year or a batch.")
            % {"count": numbers, "most": MOST}
        )
    with transaction.atomic():
        found = RegisterPrint.objects.create(asked_by=actor, query=query[:1000], language=language, numbers=numbers)
        submit_job(kind=REGISTER_JOB, payload={"print": found.pk}, key=found.job_key)
    return found


def draw_register(*, pk: int) -> tuple[str, int] | None:
    """Draw and store; the address and the size. None where it was taken away meanwhile."""
    wanted = RegisterPrint.objects.select_related("asked_by").filter(pk=pk).first()
    if wanted is None:
        return None
    with translation.override(wanted.language):
        rows = register_of(wanted.asked_by, wanted.query)
        html, css = register_html(register_rows(rows), used_before(rows)), register_css()
    pdf: bytes = run_in_process(register_pdf, html, css)
    address, storage = f"registers/{wanted.uid}.pdf", private_storage()
    if storage.exists(address):  # of a run that was killed
        storage.delete(address)
    storage.save(address, ContentFile(pdf))
    return address, len(pdf)


def keep_register(*, pk: int, address: str, size: int) -> None:
    RegisterPrint.objects.filter(pk=pk).update(file=address, size=size, made_at=clock.now())


def remove_old_registers() -> int:
    """They name people, and a new one is made in a moment."""
    removed = 0
    for old in RegisterPrint.objects.filter(asked_at__lt=clock.now() - KEPT_FOR):
        if old.file:
            private_storage().delete(old.file)
        old.delete()
        removed += 1
    return removed
