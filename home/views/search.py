from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.selectors import search_materials

LONGEST = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    return render(request, "home/search.html", {"text": text, "hits": search_materials(request.user, text)})
