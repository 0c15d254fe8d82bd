"""What a reader's device kept about a material while it had no network, taken when it is back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.rate_limits import rate_limited
from courses.errors import CourseError
from courses.models import MaterialPage
from courses.progress_entries import MOST_BYTES, Parcel, UnreadableParcelError, parcel_from_json
from courses.selectors import active_enrolment_for
from courses.services import record_progress
from courses.views.access import member_behind, readable_material, turned_away


@require_POST
@never_cache
@rate_limited("progress", limit=120, seconds=60)
def material_progress(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """404 where the device may let go of its entries: nobody learns here under this name. 403 where it keeps them."""
    if not request.user.is_authenticated:
        return turned_away(request)
    parcel = _parcel(request)
    # Asked first: whoever is logged in now may learn nothing here, and the entries are of one who does.
    if parcel is not None and parcel.person not in ("", str(member_behind(request).uid)):
        return JsonResponse({"error": _("Somebody else is logged in here.")}, status=403)
    readable = readable_material(request, uid)
    if readable is None or readable.enrolment is None:
        return _not_open(request, uid)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"error": _("Too much at once.")}, status=413)
    if parcel is None:
        return JsonResponse({"error": _("This cannot be read as progress.")}, status=400)
    try:
        outcome = record_progress(enrolment=readable.enrolment, material=readable.material, entries=parcel.entries)
    except CourseError as refusal:
        return JsonResponse({"error": str(refusal)}, status=403)
    refused = [{"id": str(identifier), "reason": reason} for identifier, reason in outcome.refused.items()]
    return JsonResponse({"taken": [str(identifier) for identifier in outcome.taken], "refused": refused})


def _parcel(request: HttpRequest) -> Parcel | None:
    try:
        return parcel_from_json(request.body)
    except UnreadableParcelError:
        return None


def _not_open(request: HttpRequest, uid: UUID) -> JsonResponse:
    """A participant before whom something stands hears so; for everybody else nothing lies here."""
    material = MaterialPage.objects.visible_to(request.user).filter(uid=uid).defer("body").first()
    if material is None or active_enrolment_for(request.user, material.course) is None:
        raise Http404
    return JsonResponse({"error": _("This material is not open yet.")}, status=403)
