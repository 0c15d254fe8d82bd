"""How a speaker is introduced: the own profile, and the photo that readers see."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.private_files import private_file_response
from courses.errors import CourseError
from courses.models import BatchPart, SpeakerProfile
from courses.services.speaker_profile import describe_oneself
from courses.speaker_forms import SpeakerProfileForm
from courses.views.access import member_behind, turned_away
from members.choices import SiteRole
from members.rules import has_role

PHOTO_SIDE = 320


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def speaker_profile(request: HttpRequest) -> HttpResponseBase:
    member = member_behind(request)
    profile = SpeakerProfile.objects.filter(member=member).first()
    if profile is None and not _speaks(request):
        raise Http404
    initial = {"function": profile.function, "biography": profile.biography} if profile else {}
    form = SpeakerProfileForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            describe_oneself(
                member=member,
                function=data["function"],
                biography=data["biography"],
                photo=data["photo"],
                removes_photo=bool(request.POST.get("remove_photo")),
            )
        except CourseError as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("courses:speaker_profile")
    return render(request, "courses/speaker_profile.html", {"form": form, "profile": profile, "person": member})


@require_safe
def speaker_photo(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Cut square around its middle, for whoever may read where the person speaks."""
    shown = SpeakerProfile.objects.shown_to(request.user).filter(member__uid=uid, photo__isnull=False)
    profile = shown.select_related("photo").first()
    if profile is None or profile.photo is None:
        return turned_away(request)
    rendition = profile.photo.for_readers(f"fill-{PHOTO_SIDE}x{PHOTO_SIDE}")
    rendition.file.close()  # one that was just made still holds what it was written from
    name = PurePath(rendition.file.name).name
    response = private_file_response(
        request,
        file=rendition.file.storage.open(rendition.file.name),
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=f"{profile.photo.get_file_hash()}-{PHOTO_SIDE}-webp",
        inline=True,
    )
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _speaks(request: HttpRequest) -> bool:
    member = member_behind(request)
    return has_role(member, SiteRole.SPEAKER) or BatchPart.objects.filter(member=member, part="speaker").exists()
