from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import MaterialPage
from courses.querysets import sees_everything
from courses.rules import may_edit_material
from home.selectors.material_figures import material_figures
from members.models import User


@require_safe
@login_required
@never_cache
def figures(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For who wrote the material, who runs the course and who oversees all of them."""
    user = cast(User, request.user)
    material = MaterialPage.objects.filter(uid=uid).first()
    if material is None or not (may_edit_material(user, material) or sees_everything(user)):
        raise Http404
    batch = request.GET.get("batch", "").strip()[:40]
    context = {"figures": material_figures(material, user, batch=batch), "wanted": batch}
    context["may_write"] = may_edit_material(user, material)
    return render(request, "home/material_figures.html", context)
