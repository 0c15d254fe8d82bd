from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.worded import WordedChoiceBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "superscript", "subscript"]


class CalloutBlock(blocks.StructBlock):
    kind = WordedChoiceBlock(
        label=_("kind"),
        choices=[("info", _("Good to know")), ("tip", _("Tip")), ("warning", _("Careful")), ("example", _("Example"))],
        default="info",
    )
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("quotation"))
    source = blocks.CharBlock(label=_("source"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "courses/blocks/quote.html"
