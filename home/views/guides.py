from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.guides import guide_of, guides


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "home/guides.html", {"guides": guides()})


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    found = guide_of(slug)
    if found is None:
        raise Http404
    return render(request, "home/guide.html", {"guide": found, "guides": guides()})
