from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.querysets import sees_everything
from home.selectors.comparison import comparison_for
from members.models import User
from members.selectors import provinces_coordinated_by

LONGEST_CODE = 40


@require_safe
@login_required
@never_cache
def comparison(request: HttpRequest) -> HttpResponse:
    """For coordinators, and for those who see all provinces anyway."""
    user = request.user
    provinces = provinces_coordinated_by(user)
    if not isinstance(user, User) or not (provinces or sees_everything(user)):
        raise Http404
    found = comparison_for(user, provinces, request.GET.get("batch", "").replace("\0", "")[:LONGEST_CODE])
    return render(request, "home/comparison.html", {"comparison": found, "guide": "koordinator"})
