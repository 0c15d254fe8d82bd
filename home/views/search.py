from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.rate_limits import rate_limited
from home.selectors import Wanted, search_materials
from home.selectors.search import KINDS

LONGEST = 200


@require_safe
@cache_control(private=True)
@rate_limited("search", limit=60, seconds=60)
def search(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("q", "course", "topic", "kind", "page")}
    page = asked.pop("page")
    wanted = Wanted(
        text=asked["q"],
        course=asked["course"],
        topic=asked["topic"],
        kind=asked["kind"],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )
    context = {
        "wanted": wanted,
        "screen": search_materials(request.user, wanted),
        "kinds": [(kind.value, kind.label) for kind in KINDS],
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "home/search.html", context)
