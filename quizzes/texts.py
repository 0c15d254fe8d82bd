"""What authors may write: paragraphs, lists, bold and italic."""

import nh3

ALLOWED_TAGS = {"p", "b", "strong", "i", "em", "ul", "ol", "li", "br", "sup", "sub"}


def clean_text(html: str) -> str:
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={})
