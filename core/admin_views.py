"""The admin's previews of private files, for those who may work with them there."""

import mimetypes
from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy

from core.media_policy import may_look_at, recording_policy
from core.models import Attachment, Job, Recording, Rendition
from core.private_files import private_file_response
from core.rules import may_retry_jobs
from core.services import JobNotRepeatable, retry_job


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Attachment, pk=pk)
    if not may_look_at(request.user, found, document_policy):
        raise PermissionDenied
    return private_file_response(
        request,
        file=found.file,
        filename=found.filename,
        content_type=found.content_type,
        etag=found.get_file_hash(),
        inline=True,
    )


@require_safe
def rendition(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Rendition.objects.select_related("image"), pk=pk)
    if not may_look_at(request.user, found.image, picture_policy):
        raise PermissionDenied
    name = PurePath(found.file.name).name
    return private_file_response(
        request,
        file=found.file,
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        etag=f"{found.image.get_file_hash()}-{found.pk}",
        inline=True,
    )


@require_safe
def recording(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Recording, pk=pk)
    if not may_look_at(request.user, found, recording_policy):
        raise PermissionDenied
    return private_file_response(
        request,
        file=found.file,
        filename=found.filename,
        content_type=found.content_type,
        etag=found.stamp,
        inline=True,
    )


@require_safe
def recording_poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Recording.objects.exclude(thumbnail=""), pk=pk)
    if not may_look_at(request.user, found, recording_policy):
        raise PermissionDenied
    name = found.thumbnail_filename
    return private_file_response(
        request, file=found.thumbnail, filename=name, content_type="image/jpeg", etag=name, inline=True
    )


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_retry_jobs(request.user):
        raise PermissionDenied
    job = get_object_or_404(Job, pk=pk)
    try:
        retry_job(job=job, actor=request.user)  # type: ignore[arg-type]  # the admin lets nobody in who is not logged in
    except JobNotRepeatable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The job is tried again."))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "core_admin:jobs")
