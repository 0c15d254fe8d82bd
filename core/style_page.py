"""The living style page: every component of templates/components with its rules, as the site draws it."""

import re
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from core import clock, style_samples
from core.contrast import contrast, themes

TONES = [
    ("success", _("done")),
    ("warning", _("needs attention")),
    ("danger", _("went wrong")),
    ("info", _("good to know")),
    ("neutral", _("no matter")),
]
COLOURS = [
    ("ground", "ink"),
    ("surface", "ink"),
    ("sunk", "ink-soft"),
    ("sea", "on-sea"),
    ("sea-wash", "sea"),
    ("hull", "on-hull"),
    ("signal", "on-signal"),
    ("success-wash", "success"),
    ("warning-wash", "warning"),
    ("danger-wash", "danger"),
    ("info-wash", "info"),
]
ICONS = re.findall(
    r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
)


def measured_colours() -> list[tuple[str, str, str, str]]:
    """Each pair with its contrast in light and in dark: 4.5 is what text needs."""
    light, dark = (
        [number_format(contrast(theme[ink], theme[ground]), 1) for ground, ink in COLOURS]
        for theme in themes().values()
    )
    return [(ground, ink, light[at], dark[at]) for at, (ground, ink) in enumerate(COLOURS)]


def style_page(request: HttpRequest) -> HttpResponse:
    """For staff, and for everybody where the site is a demonstration. Nothing that is sent here is kept."""
    if not (settings.DEMO or request.user.is_staff):
        raise Http404
    now = clock.now()
    listing = style_samples.listing(request.GET)
    rows = style_samples.people(listing)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    only_file = "upload" in request.POST
    context = {
        "tones": TONES,
        "colours": measured_colours(),
        "type_scale": [
            ("title-xl", _("the front page's first line, from 34 to 60 px with the screen")),
            ("title-l", _("the title of a page, from 26 to 38 px")),
            ("title-m", _("a section, from 20 to 24 px")),
            ("title-s", _("a part of a section or the name on a card, 18 px")),
            ("text-l", _("what is read at length, 18 px")),
            ("text-m", _("everything else, 16 px")),
            (
                "text-s",
                _("what stands beside: help, dates, heads of tables, 14 px; only a chart’s figures are smaller"),
            ),
        ],
        "spaces": ["1", "2", "3", "4", "5", "6", "7"],
        "icons": ICONS,
        "form": style_samples.SampleForm(*(() if only_file else sent)),
        "upload_form": style_samples.UploadForm(*(sent if only_file else ())),
        "most_bytes": style_samples.MOST_BYTES,
        "now": now,
        "deadline": now + timedelta(minutes=24),
        "trail": [(_("Courses"), "/courses/"), (_("Style"), "")],
        "tabs": [(_("Participants"), "#tabs", True), (_("Sessions"), "#tabs", False)],
        "facts": [(_("Place"), "Magelang"), (_("Dates"), "24 September 2020"), (_("Hours"), "8 JP")],
        "listing": listing,
        "page_obj": listing.page_of(rows),
        "charts": style_samples.charts(),
    }
    return render(request, "core/style.html", context)
