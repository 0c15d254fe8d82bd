from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.files import PictureBlock
from courses.blocks.text import CalloutBlock


class ColumnBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "bold", "italic", "ol", "ul", "link"], template="courses/blocks/text.html"
    )
    picture = PictureBlock()
    callout = CalloutBlock()


class ColumnsBlock(blocks.StructBlock):
    left = ColumnBlocks(label=_("left column"), help_text=_("Read first; on a phone it stands above."))
    right = ColumnBlocks(label=_("right column"))

    class Meta:
        icon = "grip"
        label = _("Two columns")
        template = "courses/blocks/columns.html"
