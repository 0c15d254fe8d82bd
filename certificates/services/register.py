"""Taking the register along: as a sheet at once, or as a print that a job makes and a day ends."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.errors import NotAllowedError, NothingToDoError
from certificates.models import Certificate, RegisterPrint
from certificates.models.register import KEPT
from certificates.register import in_order, register_of, register_rows, used_before
from certificates.register_paper import register_css, register_html, register_pdf
from certificates.register_sheet import register_xlsx
from certificates.rules import may_open_setups
from certificates.storage import private_storage
from core import audit, clock
from core.jobs.processes import run_in_process
from core.selectors import jobs_with_prefix
from core.services import submit_job
from members.models import User

REGISTER_JOB = "certificates.register"
MOST = 5000
MOST_IN_SHEET = 10_000


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
        list(User.objects.select_for_update().filter(pk=actor.pk).values_list("pk"))
        if (under_way := _under_way(actor, query[:1000], language)) is not None:
            return under_way
        found = RegisterPrint.objects.create(asked_by=actor, query=query[:1000], language=language, numbers=numbers)
        submit_job(kind=REGISTER_JOB, payload={"print": found.pk}, key=found.job_key)
        _record("register.printed", actor, numbers, query)
    return found


def make_register_sheet(*, certificates: QuerySet[Certificate], query: str, actor: User) -> bytes:
    """What the list shows, all pages of it, in the register's own order, as an Excel file."""
    if not may_open_setups(actor):
        raise NotAllowedError(_("Only staff who may read the register may take it along."))
    numbers = certificates.count()
    if numbers > MOST_IN_SHEET:
        raise NothingToDoError(
            _("%(count)d numbers are too many for one Excel file; at most %(most)d fit. Choose a year or a batch.")
            % {"count": numbers, "most": MOST_IN_SHEET}
        )
    rows = in_order(certificates)
    sheet = register_xlsx(register_rows(rows), used_before(rows))
    _record("register.exported", actor, numbers, query)
    return sheet


def _under_way(actor: User, query: str, language: str) -> RegisterPrint | None:
    """A second press gets what the first one began; of one that failed nothing comes any more."""
    pending = RegisterPrint.objects.filter(asked_by=actor, query=query, language=language, made_at=None)
    made = jobs_with_prefix("certificates.register:").unfinished()
    for wanted in pending.filter(asked_at__gte=clock.now() - KEPT):
        if made.filter(key=wanted.job_key).exists():
            return wanted
    return None


def _record(action: str, actor: User, numbers: int, query: str) -> None:
    """Which part of the register, without the words that were searched for: they may name somebody."""
    asked = [(name, value) for name, value in parse_qsl(query) if name != "q"]
    audit.record(action=action, actor=actor, subject="register", data={"numbers": numbers, "query": urlencode(asked)})


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
    for old in RegisterPrint.objects.filter(asked_at__lt=clock.now() - KEPT):
        if old.file:
            private_storage().delete(old.file)
        old.delete()
        removed += 1
    return removed
