"""What a text by an author or from a file may hold: words, lists, tables, pictures and sounds of its own."""

import nh3

TAGS = {
    *("p", "br", "b", "strong", "i", "em", "u", "sup", "sub", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "img", "audio"),
}
ATTRIBUTES = {
    "img": {"src", "alt"},
    "audio": {"src", "controls", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
}


def clean_html(html: str) -> str:
    """Pictures and sounds only by `media:<sha256>`; every other address is dropped."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"media"}, link_rel=None)
