from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.models import Topic
from courses.selectors.topics import materials_on
from courses.views.access import turned_away

MATERIALS_PER_PAGE = 20


@require_safe
@cache_control(private=True)
def topic(request: HttpRequest, code: str) -> HttpResponseBase:
    """Not there for who may read nothing on it: the names of topics are not for everybody."""
    found = Topic.objects.filter(code=code).first()
    materials = materials_on(found, request.user) if found else None
    if materials is None or not materials.exists():
        return turned_away(request)
    page_obj = Paginator(materials, MATERIALS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/topic.html", {"topic": found, "page_obj": page_obj})
