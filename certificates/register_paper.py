"""The register as it is printed: A4 landscape, its head on every page. Rows in, HTML out; `drawing` makes the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from certificates import drawing
from certificates.models import NumbersUsedBefore
from certificates.register import RegisterRow
from core import clock
from members import nip


def register_html(rows: Iterable[RegisterRow], before: Iterable[NumbersUsedBefore]) -> str:
    """In the language that is active. The course stands above where it is the same for all."""
    shown = [(row, nip.group(row.person_number)) for row in rows]
    courses = {row.course for row, _number in shown}
    context = {
        "language": translation.get_language(),
        "site": settings.SITE_NAME,
        "day": clock.site_day(),
        "rows": shown,
        "course": next(iter(courses)) if len(courses) == 1 else "",
        "before": before,
    }
    return render_to_string("certificates/paper/register.html", context)


def register_css() -> str:
    """In the language that is active: each page says which of how many it is."""
    before, between, after = re.split(r"\{page\}|\{pages\}", _("Page {page} of {pages}"))
    return render_to_string("certificates/paper/register.css", {"before": before, "between": between, "after": after})


def register_pdf(html: str, css: str) -> bytes:
    """In a process of its own: a thousand rows take ten seconds and more."""
    return drawing.draw(html, css, day=clock.site_day()).pdf
