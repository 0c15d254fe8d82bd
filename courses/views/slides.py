"""The slides of a material, behind the material's own rule: their pictures, and all pages of a long deck."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.private_files import private_file_response
from courses.blocks.slides import SHOWN_AT_ONCE
from courses.models import SlideDeck, SlidePicture
from courses.slides.check import SLIDE_WIDTHS
from courses.views.access import ReadableMaterial, readable_material, turned_away


@require_safe
def slide_picture(request: HttpRequest, uid: UUID, deck_id: int, number: int, width: int) -> HttpResponseBase:
    found = _readable_deck(request, uid, deck_id) if width in SLIDE_WIDTHS else None
    picture = SlidePicture.objects.filter(deck=deck_id, number=number).first() if found else None
    if picture is None:
        return turned_away(request)
    response = private_file_response(
        request,
        file=picture.file_for(width),
        filename=f"{number}-{width}.webp",
        content_type="image/webp",
        etag=f"{picture.pk}-{width}",
        inline=True,
    )
    # Another content of the PDF is another deck: what lies at this address never changes.
    response["Cache-Control"] = "private, max-age=2592000, immutable"
    return response


@require_safe
@cache_control(private=True)
def slide_pages(request: HttpRequest, uid: UUID, deck_id: int) -> HttpResponseBase:
    """Every page, a part at a time: the material shows the first ones, the script of the slides fetches from here."""
    found = _readable_deck(request, uid, deck_id)
    if found is None or not found[1].is_ready:
        return turned_away(request)
    readable, deck = found
    page_obj = Paginator(deck.pictures.order_by("number"), SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "material": readable.material,
        "course": readable.material.course,
        "deck": deck,
        "page_obj": page_obj,
        "pictures": page_obj.object_list,
        "small": SLIDE_WIDTHS[0],
        "large": SLIDE_WIDTHS[1],
    }
    return render(request, "courses/slides.html", context)


def _readable_deck(request: HttpRequest, uid: UUID, deck_id: int) -> tuple[ReadableMaterial, SlideDeck] | None:
    readable = readable_material(request, uid)
    if readable is None:
        return None
    deck = SlideDeck.objects.select_related("attachment").filter(pk=deck_id).first()
    if deck is None or not readable.shows(deck.attachment_id, "document", "slides"):
        return None
    return readable, deck
