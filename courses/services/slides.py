from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.jobs.errors import ChildDied
from core.jobs.processes import run_in_process
from core.models import Attachment
from core.services import submit_job
from courses.blocks.walk import ids_at
from courses.choices import SlidesState
from courses.errors import SlidesRefusedError
from courses.models import MaterialPage, SlideDeck, SlidePicture
from courses.models.slides import private_storage
from courses.services.material import measure_materials_offering
from courses.slides.check import SLIDE_WIDTHS
from courses.slides.opening import pages_of, path_of

if TYPE_CHECKING:
    from courses.slides.making import PageMade

MAKE_SLIDES = "courses.make_slides"
# Few enough that progress moves and little is lost with a process, enough that opening the file costs nothing.
HANDFUL = 6


@dataclass
class SlidesMade:
    """What the long part hands to the short one: pages whose files are stored, or why there are none."""

    pages: list[SlidePicture] = field(default_factory=list)
    bytes: int = 0
    refusal: str = ""


def prepare_slides(*, body: object) -> list[SlideDeck]:
    """Begin the decks that the stored blocks of a material name, unless they stand already."""
    ids = ids_at(body, "slides", "document")
    return [prepare_deck(attachment=attachment) for attachment in Attachment.objects.filter(pk__in=ids).order_by("pk")]


def attachments_without_deck(*, or_failed: bool = False) -> list[Attachment]:
    """What published materials and their newest drafts show as slides without a deck of the file's present content, as
    is so with what was uploaded by an earlier release."""
    ids: set[int] = set()
    for material in MaterialPage.objects.select_related("latest_revision").iterator():
        ids |= ids_at(material.body.raw_data, "slides", "document")
        draft = material.latest_revision.content.get("body") if material.latest_revision else None
        if isinstance(draft, str):
            ids |= ids_at(json.loads(draft), "slides", "document")
    decks = SlideDeck.objects.filter(attachment__in=ids)
    if or_failed:
        decks = decks.exclude(state=SlidesState.FAILED)
    known = set(decks.values_list("attachment", "content_hash"))
    rows = Attachment.objects.filter(pk__in=ids).order_by("pk")
    return [row for row in rows if (row.pk, _hash_of(row)) not in known]


def _hash_of(attachment: Attachment) -> str:
    """Empty where the file itself is gone: no deck is of that."""
    try:
        return str(attachment.get_file_hash())
    except OSError:
        return ""


@transaction.atomic
def prepare_deck(*, attachment: Attachment) -> SlideDeck:
    """The deck of what the file holds now; a job makes its pictures, once for each content."""
    deck, made = SlideDeck.objects.get_or_create(attachment=attachment, content_hash=attachment.get_file_hash())
    if deck.has_failed:  # what was in the way, a limit or a lack of memory, may be gone
        deck.tries += 1
        deck.state = SlidesState.WAITING
        deck.reason = ""
        deck.save(update_fields=["tries", "state", "reason"])
    if made or deck.state == SlidesState.WAITING:
        submit_job(kind=MAKE_SLIDES, payload={"deck": deck.pk}, key=deck.job_key)
    return deck


def draw_deck(*, deck: SlideDeck, progress: Callable[[int, int], None]) -> SlidesMade:
    """The long part, outside any transaction and repeatable: look at the PDF, draw it page by page, store the files."""
    SlideDeck.objects.filter(pk=deck.pk).unfinished().update(state=SlidesState.MAKING)
    try:
        with deck.attachment.open_file() as file, path_of(file) as path:
            pages = pages_of(file, most_pages=settings.SLIDES_MOST_PAGES)
            return _draw(deck, path, pages, progress)
    except SlidesRefusedError as refusal:
        return SlidesMade(refusal=str(refusal))
    except FileNotFoundError:
        return SlidesMade(refusal=_("The file is no longer there. Upload it again."))


@transaction.atomic
def finish_deck(*, deck: SlideDeck, made: SlidesMade) -> None:
    """Write down the pages in place of earlier ones, and let decks of the file's older contents go."""
    if made.refusal:
        SlideDeck.objects.filter(pk=deck.pk).update(state=SlidesState.FAILED, reason=made.refusal[:500])
        return
    deck.pictures.all().delete()
    SlidePicture.objects.bulk_create(made.pages)
    SlideDeck.objects.filter(pk=deck.pk).update(
        state=SlidesState.READY, reason="", pages=len(made.pages), bytes=made.bytes, ready_at=clock.now()
    )
    SlideDeck.objects.filter(attachment=deck.attachment_id, pk__lt=deck.pk).delete()
    measure_materials_offering(attachment=deck.attachment_id)


def _draw(deck: SlideDeck, path: str, pages: int, progress: Callable[[int, int], None]) -> SlidesMade:
    from courses.slides.making import draw_pages  # loads PDFium, which only the drawing process needs

    made = SlidesMade()
    for first in range(1, pages + 1, HANDFUL):
        progress(first - 1, pages)
        last = min(first + HANDFUL - 1, pages)
        try:
            drawn = run_in_process(draw_pages, path, first, last)
        except ChildDied as death:
            raise SlidesRefusedError(
                _(
                    "Pages %(first)d to %(last)d take too much memory or time to draw. Make their pictures smaller, "
                    "then export again."
                )
                % {"first": first, "last": last}
            ) from death
        for page in drawn:
            made.pages.append(_stored(deck, page))
            made.bytes += len(page.pictures[SLIDE_WIDTHS[0]])
    return made


def _stored(deck: SlideDeck, page: PageMade) -> SlidePicture:
    picture = SlidePicture(
        deck=deck, number=page.number, title=page.title, text=page.text, width=page.width, height=page.height
    )
    for width, file in zip(SLIDE_WIDTHS, (picture.small, picture.large), strict=True):
        name = file.field.generate_filename(picture, f"{page.number}-{width}.webp")
        file.storage.delete(name)  # of an earlier run that was cut off
        file.save(f"{page.number}-{width}.webp", ContentFile(page.pictures[width]), save=False)
    return picture


def delete_slide_files(*, deck: SlideDeck) -> None:
    """After the rows are gone for good. A file that cannot be deleted is in nobody's way."""
    storage = private_storage()
    with suppress(OSError):
        for name in storage.listdir(deck.folder)[1]:
            storage.delete(f"{deck.folder}/{name}")
