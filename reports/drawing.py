"""Papers become PDFs in a process of their own, so that no request waits for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from certificates.drawing import PACKAGES
from core.jobs.errors import JobPostponed
from core.jobs.processes import run_in_process
from reports.paper.blocks import Paper
from reports.paper.faces import missing_fonts
from reports.paper.flow import paper_pdf

PDF = "application/pdf"
RETRY_AFTER = timedelta(minutes=5)


def drawn(paper: Paper) -> bytes:
    """Waits, with the cure, where the machine lacks the fonts: nothing is drawn with others."""
    if missing := missing_fonts():
        raise JobPostponed(
            _("The fonts %(fonts)s are missing. Install them with: %(command)s")
            % {"fonts": ", ".join(missing), "command": PACKAGES},
            RETRY_AFTER,
        )
    return run_in_process(paper_pdf, paper, _("Page {page} of {pages}"))
