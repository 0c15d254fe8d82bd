"""A template's paper for a sample holder, as a PDF and as pictures of its pages: drawn once for each content."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import translation

from certificates.paper.samples import SAMPLES
from certificates.rendering import render
from certificates.services.drawn_with import drawn_with
from certificates.services.templates import digest_of
from core.errors import DomainError
from core.jobs.processes import run_in_process

AN_HOUR = 60 * 60
DRAWN_AT = 1.5  # 110 dots to the inch: sharp on a screen, 60 kB a page
DRAWING = 1


@dataclass(frozen=True)
class Sheet:
    """`problem` says why there is no paper; else a picture for each page, and the file itself."""

    pdf: bytes = b""
    pages: tuple[bytes, ...] = ()
    problem: str = ""


def sheet_of(content: dict[str, Any], sample: str) -> Sheet:
    """The paper of this sample holder; drawing it takes a third of a second, in a process of its own."""
    language = translation.get_language() or "id"
    key = f"certificates.sheet:{DRAWING}:{language}:{sample}:{drawn_with()}:{digest_of(content)}"
    kept: Sheet | None = cache.get(key)
    if kept is None:
        kept = run_in_process(draw_sheet, content, sample, language)
        cache.set(key, kept, AN_HOUR)
    return kept


def draw_sheet(content: dict[str, Any], sample: str, language: str) -> Sheet:
    """Runs apart: the library that makes pictures of pages bears no threads."""
    import pypdfium2  # only where it runs

    with translation.override(language):
        try:
            pdf = render(SAMPLES[sample], content)
        except DomainError as refusal:
            return Sheet(problem=str(refusal))
    with pypdfium2.PdfDocument(pdf) as document:
        return Sheet(pdf, tuple(_picture(document[number]) for number in range(len(document))))


def _picture(page: Any) -> bytes:
    out = io.BytesIO()
    page.render(scale=DRAWN_AT).to_pil().convert("RGB").save(out, "WEBP", quality=82, method=3)
    return out.getvalue()
