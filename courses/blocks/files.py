from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.worded import WordedBooleanBlock


class DescribedPictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    alt_text = blocks.CharBlock(
        label=_("alternative text"), max_length=255, help_text=_("What the picture tells, for who cannot see it.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    alt_text = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        max_length=255,
        help_text=_("What the picture tells; leave empty only for decoration."),
    )
    decorative = WordedBooleanBlock(label=_("decoration only"), required=False)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if not result["decorative"] and not result["alt_text"]:
            raise blocks.StructBlockValidationError(
                block_errors={"alt_text": ValidationError(_("Say what the picture tells, or tick “decoration only”."))}
            )
        return result


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what is in it"), required=False, max_length=255)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "courses/blocks/document.html"
