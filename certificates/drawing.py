"""HTML in, PDF/A-3a and PDF/UA-1 out. WeasyPrint is loaded on first use: the site serves without Pango."""

from __future__ import annotations

import base64
import ctypes.util
import io
import logging
import threading
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from certificates import typography
from certificates.finishing import finish
from certificates.ornaments import divider_svg, emblem_svg
from certificates.paper.colours import COLOURS as PALETTES
from certificates.paper.pictures import picture_at
from core.errors import DomainError

PACKAGES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
COLOURS = "paper-srgb"
DRAWN = {f"ornament:emblem-{name}": emblem_svg(colours) for name, colours in PALETTES.items()} | {
    f"ornament:divider-{colours.gold[1:]}": divider_svg(colours) for colours in PALETTES.values()
}
CREDENTIAL_NAME, CREDENTIAL_TYPE = "credential.jwt", "application/vc+jwt"


class RenderingError(DomainError):
    """This certificate could not be drawn as it must be; nothing was written."""


class RenderingUnavailableError(DomainError):
    """This machine lacks what rendering needs; the message names the cure."""


def unavailable_because() -> str:
    """Why no PDF can be made on this machine, with the cure; empty when all is there."""
    try:
        _weasyprint()
    except OSError:
        return _("The system library Pango is missing. Install it with: %(command)s") % {"command": PACKAGES}
    if missing := typography.missing_fonts():
        return _("The fonts %(fonts)s are missing. Install them with: %(command)s") % {
            "fonts": ", ".join(missing),
            "command": PACKAGES,
        }
    return ""


def slow_because() -> str:
    """WeasyPrint falls back silently to a subsetter nine times slower when this library is missing."""
    if ctypes.util.find_library("harfbuzz-subset"):
        return ""
    return _(
        "libharfbuzz-subset0 is missing, so each certificate takes nine times as long. Install it with: %(command)s"
    ) % {"command": PACKAGES}


class Drawing(NamedTuple):
    """An unsigned document, and the laid-out boxes that it was written from."""

    pdf: bytes
    document: Any


def draw(html: str, css: str, *, day: date, credential: bytes = b"") -> Drawing:
    """Lays it out and writes it as PDF/A-3a with PDF/UA-1; whole, or RenderingError."""
    if reason := unavailable_because():
        raise RenderingUnavailableError(reason)
    weasyprint = _weasyprint()
    pictures = _pictures()
    with _Complaints() as complaints:
        document = weasyprint.HTML(string=html, base_url="", url_fetcher=_fetcher()).render(
            stylesheets=[_stylesheet(css)], font_config=_font_configuration(), cache=pictures
        )
        if _overflows(document):
            raise RenderingError(_("The text does not fit on the front page."))
        document.output_intent = COLOURS
        document.color_profiles[COLOURS] = _colour_profile()
        pdf: bytes = document.write_pdf(
            finisher=partial(finish, ornament=_root(document.pages[0]).get("data-ornament", "")),
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
            output_intent=COLOURS,
            attachments=[_attachment(credential, day)] if credential else None,
        )
    # What this paper alone shows, such as its code, would stay for ever.
    for address in [address for address in pictures if address.startswith("data:")]:
        del pictures[address]
    # Asked of the fonts themselves, not of the log, which somebody may have silenced.
    if lacking := _letters_not_drawn(document):
        raise RenderingError(letters_lacking(lacking))
    if complaints.found:
        raise RenderingError("; ".join(complaints.found))
    return Drawing(pdf, document)


def letters_lacking(letters: list[str]) -> str:
    return _("The font lacks the letters: %(letters)s") % {"letters": " ".join(letters)}


def _letters_not_drawn(document: Any) -> list[str]:
    """Each once: those that stand as an empty box, the glyph 0 of a font."""
    found: list[str] = []
    for font in document.fonts.values():
        found += [chr(letter) for letter in font.missing]
        if 0 in font.to_unicode:
            found.append(str(font.to_unicode[0]) or "?")
    return list(dict.fromkeys(found))


def _attachment(credential: bytes, day: date) -> Any:
    """Dated like the paper: the same facts and credential make the same document."""
    dated = datetime.combine(day, time(), UTC)
    address = f"data:{CREDENTIAL_TYPE};base64,{base64.b64encode(credential).decode('ascii')}"
    return _weasyprint().Attachment(
        url=address, url_fetcher=_fetcher(), name=CREDENTIAL_NAME, description="Kredensial Open Badges 3.0",
        created=dated, modified=dated, relationship="Data",
    )  # fmt: skip


def _overflows(document: Any) -> bool:
    """The front is one page by construction; one that needs more pushes the reverse to a later page."""
    sides = int(_root(document.pages[0]).get("data-sides", "2"))
    if len(document.pages) < sides or (sides == 1 and len(document.pages) > 1):
        return True
    if sides > 1 and any("front" in _classes(box) for box in document.pages[1]._page_box.descendants()):
        return True
    return _blocks_meet(document.pages[0])


def _blocks_meet(page: Any) -> bool:
    """Head, middle and foot stand at places of their own: a long text would run into its neighbour."""
    found: dict[str, list[Any]] = {"head": [], "middle": [], "foot": []}
    for box in page._page_box.descendants():
        if box.element_tag == "div":
            for name in set(found) & set(_classes(box)):
                found[name].append(box)
    lines = {name: [line for box in boxes for line in _lines(box)] for name, boxes in found.items()}
    if not all(lines.values()):
        return False
    return _end(lines["head"]) > _start(lines["middle"]) or _end(lines["middle"]) > _start(lines["foot"])


def _lines(box: Any) -> list[Any]:
    return [part for part in box.descendants() if getattr(part, "text", "").strip()]


def _start(lines: list[Any]) -> float:
    return float(min(line.position_y for line in lines))


def _end(lines: list[Any]) -> float:
    return float(max(line.position_y + line.height for line in lines))


def _classes(box: Any) -> list[str]:
    element = getattr(box, "element", None)
    return (element.get("class") or "").split() if element is not None and hasattr(element, "get") else []


def _root(page: Any) -> Any:
    return page._page_box.children[0].element


# What is loaded once per process: a fresh FontConfiguration per document leaks, a fresh stylesheet costs 20 ms. ----


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    import weasyprint  # raises OSError where Pango is missing

    return weasyprint


@lru_cache(maxsize=1)
def _font_configuration() -> Any:
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=1)
def _colour_profile() -> Any:
    """WeasyPrint would open the same file for each document, and leave it open."""
    _weasyprint()
    from importlib.resources import files

    from weasyprint.css import ColorProfile

    data = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

    class FixedProfile(ColorProfile):
        """As it is in the file: once its name was read, Pillow gives other bytes, and the next paper would differ."""

        content = data

    return FixedProfile(io.BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@lru_cache(maxsize=1)
def _pictures() -> dict[str, Any]:
    return {}


@lru_cache(maxsize=8)
def _stylesheet(css: str) -> Any:
    with _Complaints() as complaints:
        sheet = _weasyprint().CSS(string=css, font_config=_font_configuration(), base_url="", url_fetcher=_fetcher())
    if complaints.found:
        raise RenderingError("; ".join(complaints.found))
    return sheet


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFetcher(URLFetcher):
        """Our fonts, ornaments, frozen pictures and data URLs; any other address is refused, which `draw` notices."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _colon, name = url.partition(":")
            if scheme == "data":
                return super().fetch(url, headers)
            if scheme == "font" and name in typography.FONTS:
                return URLFetcherResponse(
                    url, (typography.FONT_FOLDER / name).read_bytes(), {"Content-Type": "font/ttf"}
                )
            if url in DRAWN:
                return URLFetcherResponse(url, DRAWN[url], {"Content-Type": "image/svg+xml"})
            if scheme == "picture":
                data, media_type = picture_at(url)
                return URLFetcherResponse(url, data, {"Content-Type": media_type})
            raise ValueError(f"not ours: {url}")

    return OwnFetcher(allow_redirects=False)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint only logs: a font that did not load, a picture without alternative text."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.found.append(record.getMessage())

    def __enter__(self) -> _Complaints:
        logger = logging.getLogger("weasyprint")
        if not logger.isEnabledFor(logging.WARNING):  # stays so: another thread may be listening too
            logger.setLevel(logging.WARNING)
        if not logger.isEnabledFor(logging.WARNING):
            raise RenderingUnavailableError(_("Logging is switched off: what is wrong with a paper would go unheard."))
        logger.addHandler(self)
        return self

    def __exit__(self, *_reason: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
