"""The history that came from other programs, in the admin: to search and to read, never to change."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from core.admin_rows import IndexView, InspectView, RowsViewSet
from courses.models import CoursePage
from members.policies import RulesPolicy, nobody
from quizzes import rules
from quizzes.imported_sheet import lines_of, outcome_of, sentences_of
from quizzes.models import ImportedSitting


def courses_with_history(request: Any) -> models.QuerySet[CoursePage]:
    """The choices name no course whose history the viewer may not read."""
    shown = ImportedSitting.objects.visible_to(request.user) if request else ImportedSitting.objects.none()
    found: models.QuerySet[CoursePage] = CoursePage.objects.filter(pk__in=shown.values("course"))
    return found


class ImportedSittingFilterSet(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(queryset=courses_with_history, label=gettext_lazy("Course"))
    started_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Started"), widget=DateRangePickerWidget)

    class Meta:
        model = ImportedSitting
        fields = ["course", "kind", "is_complete", "has_findings", "started_at"]


class _IndexView(IndexView):
    select_related = ("member", "course")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("shown_person", label=_("Person"), sort_key="person", get_url=self.get_inspect_url),
            Column("shown_title", label=_("Test"), sort_key="title"),
            Column("outcome", label=_("Score"), accessor=outcome_of),
            DateColumn("started_at", label=_("Started"), sort_key="started_at"),
            Column("course", label=_("Course"), sort_key="course__title"),
        ]


class _InspectView(InspectView):
    template_name = "quizzes/admin/imported_sitting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: ImportedSitting = self.object
        return {
            **super().get_context_data(**kwargs),
            "lines": lines_of(row),
            "sentences": sentences_of(row),
            "outcome": outcome_of(row),
        }


class ImportedSittingViewSet(RowsViewSet):
    model = ImportedSitting
    policy = RulesPolicy(ImportedSitting, view=rules.may_open_imported_sittings, change=nobody)
    icon = "history"
    menu_label = gettext_lazy("History from elsewhere")
    ordering = ["-started_at", "id"]
    search_fields = ["person"]
    filterset_class = ImportedSittingFilterSet
    index_view_class = _IndexView
    inspect_view_class = _InspectView
    inspect_template_name = "quizzes/admin/imported_sitting.html"
    inspect_view_fields = ["shown_person", "shown_title", "course", "source", "started_at", "ended_at", "imported_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    unrouted = frozenset({*RowsViewSet.unrouted, "add_url_name", "edit_url_name"})
