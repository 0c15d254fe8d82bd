from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.rate_limits import rate_limited
from home.selectors import search_materials

LONGEST = 200


@require_safe
@rate_limited("search", limit=60, seconds=60)
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "home/search.html", {"text": text, "hits": search_materials(request.user, text)})
