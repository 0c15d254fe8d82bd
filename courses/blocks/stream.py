from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from courses.blocks.files import DocumentBlock, PictureBlock
from courses.blocks.text import TEXT_FEATURES, CalloutBlock, QuoteBlock


class MaterialBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, template="courses/blocks/text.html")
    picture = PictureBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TableBlock(label=_("Table"), template="courses/blocks/table.html", table_options={"contextMenu": True})
