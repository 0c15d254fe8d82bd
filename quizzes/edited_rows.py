"""Lists and forms of rows that hold keys: 404 for whoever may not edit a row, seen or not."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic

from core.admin_rows import RuledViewSet


class Edited:
    """404 for a row that the viewer may not edit, seen or not: its form would show the key."""

    def get_object(self, queryset: Any = None) -> models.Model:
        manager: Any = self.model._default_manager  # type: ignore[attr-defined]
        found: models.Model = get_object_or_404(manager.editable_by(self.request.user), pk=self.kwargs["pk"])  # type: ignore[attr-defined]
        return found


class EditedEditView(Edited, generic.EditView):
    pass


class EditedViewSet(RuledViewSet):
    edit_view_class = EditedEditView
