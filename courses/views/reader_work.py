"""What a participant does in the flow of a material, without a script: an ordinary form, and back to its place."""

from __future__ import annotations

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.same_origin import is_same_origin
from core.views import csrf_failure
from courses.models import MaterialPage
from courses.services import keep_ticks, record_self_check
from courses.views.access import readable_material, turned_away


@csrf_exempt  # the page that holds these forms is kept for all its readers, so it holds no token of one
@require_POST
def ticks(request: HttpRequest, uid: UUID, block: UUID) -> HttpResponseBase:
    if not is_same_origin(request):
        return csrf_failure(request)
    readable = readable_material(request, uid)
    if readable is None or readable.enrolment is None:
        return turned_away(request)
    try:
        keep_ticks(
            enrolment=readable.enrolment,
            material=readable.material,
            block=block,
            ticked=set(request.POST.getlist("ticked")),
        )
    except DomainError as error:
        messages.error(request, str(error))
    return _back(readable.material, block)


@csrf_exempt  # likewise
@require_POST
def self_check(request: HttpRequest, uid: UUID, block: UUID) -> HttpResponseBase:
    if not is_same_origin(request):
        return csrf_failure(request)
    readable = readable_material(request, uid)
    if readable is None or readable.enrolment is None:
        return turned_away(request)
    try:
        record_self_check(
            enrolment=readable.enrolment,
            material=readable.material,
            block=block,
            entry=uuid.uuid4(),
            chosen=request.POST.getlist("chosen"),
        )
    except DomainError as error:
        messages.error(request, str(error))
    return _back(readable.material, block)


def _back(material: MaterialPage, block: UUID) -> HttpResponseRedirect:
    address = reverse("courses:material", args=[material.course.slug, material.slug])
    return HttpResponseRedirect(f"{address}#block-{block}")
