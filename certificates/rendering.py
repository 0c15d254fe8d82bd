"""Frozen facts in, PDF/A-3a and PDF/UA-1 out. WeasyPrint is loaded on first use: the site serves without Pango."""

from __future__ import annotations

import ctypes.util
import logging
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.translation import gettext as _

from certificates import typography, wording
from certificates.choices import CertificateKind
from certificates.facts import Facts
from certificates.finishing import finish
from certificates.ornaments import emblem_svg
from certificates.qr import qr_data_url
from core.errors import DomainError

PRESETS = ("formal",)
PACKAGES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
COLOURS = "paper-srgb"
INTERNAL_SIGNATURE = "ditandatangani secara elektronik internal"


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


def render(facts: Facts, content: dict[str, Any]) -> bytes:
    """The unsigned document. Same facts and content of a template revision, same page.

    Raises RenderingError rather than draw half of it.
    """
    preset = content.get("preset")
    if preset not in PRESETS:
        raise RenderingError(_("The template %(preset)s is unknown.") % {"preset": preset})
    if reason := unavailable_because():
        raise RenderingUnavailableError(reason)
    weasyprint = _weasyprint()
    html = _template(preset).render(Context(_paper(facts), use_l10n=False))
    with _Complaints() as complaints:
        document = weasyprint.HTML(string=html, base_url="", url_fetcher=_fetcher()).render(
            stylesheets=[_stylesheet(preset)], font_config=_font_configuration(), cache=_pictures()
        )
        if len(document.pages) < 2 or _front_overflows(document):
            raise RenderingError(_("The text does not fit on the front page."))
        document.output_intent = COLOURS
        document.color_profiles[COLOURS] = _colour_profile()
        pdf: bytes = document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a", pdf_tags=True, output_intent=COLOURS)
    if complaints.found:
        raise RenderingError("; ".join(complaints.found))
    return pdf


def name_findings(name: str) -> list[str]:
    """What keeps this name from the paper, in words; nothing can be told while the fonts are missing."""
    if not name.strip():
        return [_("The holder has no name.")]
    if typography.missing_fonts():
        return []
    findings = []
    if missing := typography.missing_letters(name):
        findings.append(_("The font lacks the letters: %(letters)s") % {"letters": " ".join(missing)})
    if typography.name_layout(name) is None:
        findings.append(_("The name is too long for the box."))
    return findings


def _front_overflows(document: Any) -> bool:
    """The front is one page by construction; a front that needs more pushes the reverse to a third or later page."""
    return any(
        "front" in (box.element.get("class") or "").split()
        for box in document.pages[1]._page_box.descendants()
        if getattr(box, "element", None) is not None and hasattr(box.element, "get")
    )


def _paper(facts: Facts) -> dict[str, Any]:
    """The template's variables: sentences, sizes and rows, all from the frozen facts."""
    period = wording.period_words(facts.starts_on, facts.ends_on)
    place = f"{facts.issued_at_place}, {wording.date_words(facts.issued_on)}"
    name = facts.holder.full_name
    rows = len(facts.sessions)
    layout = typography.name_layout(name)
    if layout is None:
        raise RenderingError(_("The name is too long for the box."))
    return {
        "facts": facts,
        "title": f"Sertifikat {facts.number}: {name}",
        "description": f"{facts.course}, {period}",
        "created": facts.issued_on.isoformat(),
        "heading": "PIAGAM" if facts.kind == CertificateKind.AWARD else "SERTIFIKAT",
        "name_size": layout[0],
        "name_lines": layout[1],
        "course_size": typography.fitting_size(facts.course, typography.SERIF_BOLD, typography.COURSE_SIZES),
        "identity": _identity(facts),
        "sentence": _sentence(facts),
        "where": f"di {facts.venue} pada tanggal {period}, "
        f"sebanyak {wording.jp_words(facts.total_jp)} jam pelajaran (JP)",
        "period": period,
        "qr": qr_data_url(facts.verify_url),
        "wording": f"Dokumen ini {INTERNAL_SIGNATURE}. Keasliannya dapat diperiksa dengan memindai kode QR.",
        "signed": INTERNAL_SIGNATURE,
        "foot_class": ("several many" if len(facts.signatories) > 2 else "several")
        if len(facts.signatories) > 1
        else "",
        "signatories": [
            {
                "facts": row,
                "number": wording.grouped_number(row.number),
                "place": place if position == len(facts.signatories) - 1 else "\u00a0",
            }
            for position, row in enumerate(facts.signatories)
        ],
        "rows": [
            {
                "day": wording.date_words(row.day),
                "subject": row.subject,
                "speaker": row.speaker,
                "jp": wording.jp_words(row.jp),
            }
            for row in facts.sessions
        ],
        "table_class": "" if rows <= 9 else "tight" if rows <= 16 else "tightest",
        "total": wording.jp_words(facts.total_jp),
    }


def _identity(facts: Facts) -> list[str]:
    holder = facts.holder
    label = {"nip": "NIP", "ni_pppk": "NI PPPK"}.get(holder.number_kind, "")
    number = f"{label} {wording.grouped_number(holder.number)}" if label else ""
    first = " · ".join(part for part in (number, holder.rank) if part)
    second = ", ".join(part for part in (holder.position, holder.office) if part)
    return [line for line in (first, second) if line]


def _sentence(facts: Facts) -> str:
    if facts.kind == CertificateKind.SPEAKER:
        return "atas perannya sebagai narasumber pada"
    if facts.kind == CertificateKind.COMMITTEE:
        return "atas perannya sebagai panitia pada"
    if facts.passed:
        return "telah mengikuti dan dinyatakan lulus"
    return "telah mengikuti"


# What is loaded once per process: a fresh FontConfiguration per document leaks, a fresh stylesheet costs 20 ms. ----


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    import weasyprint  # raises OSError where Pango is missing

    return weasyprint


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(dirs=[str(Path(settings.BASE_DIR) / "templates")], autoescape=True)


@lru_cache(maxsize=len(PRESETS))
def _template(preset: str) -> Any:
    return _engine().get_template(f"certificates/paper/{preset}.html")


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

    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as file:
        return ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@lru_cache(maxsize=1)
def _pictures() -> dict[str, Any]:
    return {}


@lru_cache(maxsize=len(PRESETS))
def _stylesheet(preset: str) -> Any:
    text = _engine().get_template(f"certificates/paper/{preset}.css").render(Context())
    with _Complaints() as complaints:
        sheet = _weasyprint().CSS(string=text, font_config=_font_configuration(), base_url="", url_fetcher=_fetcher())
    if complaints.found:
        raise RenderingError("; ".join(complaints.found))
    return sheet


@lru_cache(maxsize=1)
def _fetcher() -> Any:
    _weasyprint()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFetcher(URLFetcher):
        """Our fonts, our ornaments and data URLs; any other address is refused, which `render` notices."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _colon, name = url.partition(":")
            if scheme == "data":
                return super().fetch(url, headers)
            if scheme == "font" and name in typography.FONTS:
                return URLFetcherResponse(
                    url, (typography.FONT_FOLDER / name).read_bytes(), {"Content-Type": "font/ttf"}
                )
            if url == "ornament:emblem":
                return URLFetcherResponse(url, emblem_svg(), {"Content-Type": "image/svg+xml"})
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
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_reason: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
