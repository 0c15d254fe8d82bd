from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.columns import ColumnsBlock
from courses.blocks.files import DocumentBlock, PictureBlock
from courses.blocks.links import LinkCardBlock
from courses.blocks.lists import ChecklistBlock, DefinitionsBlock, GalleryBlock
from courses.blocks.recordings import RecordingBlock
from courses.blocks.self_check import SelfCheckBlock
from courses.blocks.slides import SlidesBlock
from courses.blocks.tables import ReadableTableBlock
from courses.blocks.text import TEXT_FEATURES, CalloutBlock, QuoteBlock

READ, DO, FETCH = _("To read"), _("To do"), _("To look at and fetch")


class MaterialBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, template="courses/blocks/text.html", group=READ
    )
    callout = CalloutBlock(group=READ)
    quote = QuoteBlock(group=READ)
    definitions = DefinitionsBlock(group=READ)
    table = ReadableTableBlock(
        label=_("Table"), template="courses/blocks/table.html", table_options={"contextMenu": True}, group=READ
    )
    columns = ColumnsBlock(group=READ)
    checklist = ChecklistBlock(group=DO)
    self_check = SelfCheckBlock(group=DO)
    recording = RecordingBlock(group=FETCH)
    picture = PictureBlock(group=FETCH)
    gallery = GalleryBlock(group=FETCH)
    document = DocumentBlock(group=FETCH)
    link_card = LinkCardBlock(group=FETCH)
    slides = SlidesBlock(group=FETCH)
