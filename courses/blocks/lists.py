"""Blocks that are lists: to tick, to look up, to look at."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.files import DescribedPictureBlock
from courses.checklists import checklist_from


class ChecklistBlock(blocks.StructBlock):
    """Each participant's ticks are rows (`ChecklistTick`), never part of the page."""

    heading = blocks.CharBlock(
        label=_("heading"), required=False, max_length=120, help_text=_("For instance: Before you leave for the quay.")
    )
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("thing to do"), max_length=250),
        label=_("things to do"),
        min_num=1,
        max_num=30,
        help_text=_("One deed a line, each begun with a verb. Every reader keeps the own ticks, also without signal."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Checklist")
        template = "courses/blocks/checklist.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "checklist": checklist_from(str(context.get("block_id", "")), self.get_prep_value(value))}


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(label=_("term"), max_length=120)
    meaning = blocks.TextBlock(label=_("meaning"), rows=2, max_length=600)


class DefinitionsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    entries = blocks.ListBlock(
        DefinitionBlock(label=_("term with its meaning")),
        label=_("terms"),
        min_num=1,
        max_num=60,
        help_text=_("Terms stand in the order that you give them."),
    )

    class Meta:
        icon = "openquote"
        label = _("Definition list")
        template = "courses/blocks/definitions.html"


class GalleryBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    pictures = blocks.ListBlock(
        DescribedPictureBlock(label=_("picture")),
        label=_("pictures"),
        min_num=2,
        max_num=12,
        help_text=_("2 to 12 pictures that belong together; a tap shows one large."),
    )

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "courses/blocks/gallery.html"
