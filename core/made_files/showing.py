"""What pages show of the asker's files, and the answer that sends one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core import clock
from core.choices import JobState
from core.made_files.kinds import file_kind, label_of_kind
from core.made_files.services import private_storage
from core.models import MadeFile
from core.models.made_file import KEPT
from core.prepared import prepared
from core.private_files import private_file_response
from core.selectors import jobs_with_prefix


def files_shown(request: HttpRequest, subject: str) -> dict[str, Any]:
    """For core/made_files.html: the asker's own of the last day about `subject`, each with its job. Two queries, one
    where there is none, and what it takes to ask of each made one whether it may still be fetched.

    Why a job waits or failed is for the list of jobs: it names errors and commands. People are told that it does.
    """
    person = request.user.pk if request.user.is_authenticated else None
    rows = [] if person is None else _asked_since(clock.now() - KEPT, person, subject)
    waiting = [row.job_key for row in rows if row.made_at is None]
    jobs = {job.key: job for job in jobs_with_prefix("core.made_file:").filter(key__in=waiting)} if waiting else {}
    lines: list[dict[str, Any]] = [
        {
            "file": row,
            "label": label_of_kind(row.kind),
            "job": jobs.get(row.job_key),
            "is_theirs": row.made_at is None or file_kind(row.kind).is_for(request.user, row),
        }
        for row in rows
    ]
    # A job that ended between the two queries is not over for this page: the next look finds its file.
    moving = any(line["job"] and line["job"].state != JobState.FAILED for line in lines)
    renewed = request.headers.get("HX-Target") == "made-files"
    return {"lines": lines, "moving": moving, "renewed": renewed, "said": _said(lines) if not moving else ""}


@prepared
def _asked_since(moment: datetime, person: int, subject: str) -> QuerySet[MadeFile]:
    """`fresh` ones `of_person`: most visitors have none, and writing this anew cost a tenth of the page."""
    return MadeFile.objects.filter(asked_by=person, asked_at__gte=moment, subject=subject)


def _said(lines: list[dict[str, Any]]) -> str:
    """What came of the latest, when nothing moves any more."""
    if not lines:
        return ""
    return _("The file is ready.") if lines[0]["file"].made_at else _("It could not be made. Ask for it once more.")


def file_response(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The asker's own, while its rule still holds; 404 for everything else."""
    row = get_object_or_404(MadeFile.objects.of_person(request.user).fresh(), uid=uid, made_at__isnull=False)
    if not file_kind(row.kind).is_for(request.user, row) or not private_storage().exists(row.address):
        raise Http404
    file: File[bytes] = private_storage().open(row.address)
    return private_file_response(
        request, file=file, filename=row.filename, content_type=row.content_type, etag=str(row.uid)
    )
