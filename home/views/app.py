"""What makes the site an app on a telephone: its manifest, its worker, and the page for when there is no network."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from quizzes.page_data import unsent_texts

# The frame of the site, which belongs to nobody: what the page without network is drawn with.
FRAME = (
    "css/site.css", "css/offline.css", "img/icons.svg", "img/logo.svg", "img/flags.svg", "img/chart.svg",
    "img/favicon.ico", "js/theme.js", "js/dialog.js", "js/forms.js", "js/progress.js", "js/sending.js",
    "js/offline/page.js", "js/offline/kept.js", "js/offline/shelf.js", "js/offline/unsent.js",
    "js/attempt/parcel.js", "js/attempt/sealed.js", "js/attempt/store.js",
)  # fmt: skip
ICONS = (
    ("img/app-192.png", 192, "any"),
    ("img/app-512.png", 512, "any"),
    ("img/app-maskable-512.png", 512, "maskable"),
)


@require_safe
@cache_control(max_age=3600, private=True)
def manifest(request: HttpRequest) -> HttpResponse:
    icons = [
        {"src": static(name), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for name, side, purpose in ICONS
    ]
    facts = {
        "id": "/",
        "name": _("%(site)s: Bimtek materials and certificates") % {"site": settings.SITE_NAME},
        "short_name": settings.SITE_NAME,
        "description": _("Learning and certificates for Bimtek, the technical guidance of Indonesian government."),
        "lang": translation.get_language(),
        "dir": "ltr",
        "start_url": reverse("home:desk"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f2f6f8",
        "theme_color": "#06293c",
        "categories": ["education", "government"],
        "icons": icons,
        "shortcuts": [
            {"name": str(name), "url": reverse(route), "icons": [icons[0]]}
            for name, route in (
                (_("My desk"), "home:desk"),
                (_("Courses"), "courses:index"),
                (_("My certificates"), "certificates:list"),
            )
        ],
    }
    return HttpResponse(json.dumps(facts, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=lambda request: f'"{_version()}"')
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that its reach is the whole site; a new version wherever a static file has changed."""
    offline = reverse("home:offline")
    frame = [*(f"{offline}?language={code}" for code, _name in settings.LANGUAGES), *(static(name) for name in FRAME)]
    text = f"const VERSION = {json.dumps(_version())};\nconst FRAME = {json.dumps(frame)};\n{_worker()}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Drawn for nobody, in the language that is asked for: it is kept on devices that several people use."""
    language = request.GET.get("language", "")
    chosen = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(chosen):
        return render(request, "home/offline.html", {"unsent_texts": unsent_texts()})


def _version() -> str:
    stand = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.blake2b(f"{stand}{_worker()}".encode(), digest_size=8).hexdigest()


@cache
def _worker() -> str:
    return (Path(settings.BASE_DIR) / "static" / "js" / "offline" / "worker.js").read_text(encoding="utf-8")
