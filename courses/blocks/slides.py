from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from core.models import Job
from courses.errors import SlidesRefusedError
from courses.slides.check import SLIDE_WIDTHS
from courses.slides.opening import pages_of

# What a material shows at once; the rest follows on pages of their own, or as the reader moves on.
SHOWN_AT_ONCE = 24


class SlidesBlock(blocks.StructBlock):
    document = DocumentChooserBlock(
        label=_("PDF with the slides"),
        help_text=_("Its pages become pictures that open at once on a phone; the PDF stays there to download."),
    )
    note = blocks.CharBlock(label=_("what is in it"), required=False, max_length=255)

    class Meta:
        icon = "desktop"
        label = _("Slides")
        template = "courses/blocks/slides.html"

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if refusal := _refusal_of(result["document"]):
            raise blocks.StructBlockValidationError(block_errors={"document": ValidationError(refusal)})
        return result

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """The deck of the PDF as it is now; found from the PDF, because a block stands below the models."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        document = value["document"]
        deck = document.slide_decks.filter(content_hash=document.file_hash).first() if document else None
        job = Job.objects.filter(key=deck.job_key).values("done", "total").first() if deck and deck.is_begun else None
        shown = None if (parent_context or {}).get("whole") else SHOWN_AT_ONCE
        pictures = list(deck.pictures.order_by("number")[:shown]) if deck and deck.is_ready else []
        sizes = {"small": SLIDE_WIDTHS[0], "large": SLIDE_WIDTHS[1]}
        return {**context, "deck": deck, "pictures": pictures, "job": job, **sizes}


def _refusal_of(document: Any) -> str:
    """Why no slides can be made of this file; a file that is not there is the page's other trouble."""
    if document.file_extension.lower() != "pdf":
        return str(_("Slides are made from a PDF. Export yours as PDF, then choose that file."))
    try:
        with document.open_file():  # whether it is there
            pages_of(document.file, most_pages=settings.SLIDES_MOST_PAGES)
    except SlidesRefusedError as refusal:
        return str(refusal)
    except OSError:
        return ""
    return ""
