"""The getters that are the permission check of the organiser's pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from courses.models import Batch


def batch_overseen(request: HttpRequest, code: str) -> Batch:
    batch: Batch = get_object_or_404(Batch.objects.overseen_by(request.user).select_related("course"), code=code)
    return batch
