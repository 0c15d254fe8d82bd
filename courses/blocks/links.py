from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.worded import WordedChoiceBlock

LINK_KINDS = [
    ("page", _("Page")),
    ("video", _("Video")),
    ("audio", _("Audio")),
    ("document", _("Document")),
    ("app", _("Application")),
]


class LinkCardBlock(blocks.StructBlock):
    """A way out of the site. Nothing of the other host is fetched before the reader taps, no picture and no player."""

    url = blocks.URLBlock(label=_("address"), help_text=_("The whole address, beginning with https://"))
    title = blocks.CharBlock(label=_("title"), max_length=150)
    description = blocks.TextBlock(
        label=_("description"), required=False, rows=2, max_length=300, help_text=_("What the reader finds there.")
    )
    kind = WordedChoiceBlock(label=_("kind"), choices=LINK_KINDS, default="page")
    size = blocks.CharBlock(
        label=_("size"),
        required=False,
        max_length=40,
        help_text=_("What it costs the reader, if you know: 12 MB, 9 minutes."),
    )

    class Meta:
        icon = "link-external"
        label = _("Link card")
        template = "courses/blocks/link_card.html"

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if urlsplit(result["url"]).scheme not in {"http", "https"}:
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(_("The address begins with https:// or http://."))}
            )
        return result

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        host = (urlsplit(value["url"]).hostname or "").removeprefix("www.")
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, "host": host, "kind": dict(LINK_KINDS).get(value["kind"], "")}
