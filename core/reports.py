"""Two lists in the admin for those who look after the site: background jobs, and the audit trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.base import BaseListingView

from core import clock
from core.choices import JobState
from core.jobs import registry
from core.models import AuditEntry, Job, WorkerHeartbeat
from core.rules import may_read_audit_trail, may_retry_jobs, may_view_jobs

ALIVE = timedelta(seconds=30)


class TemplateColumn(Column):
    """A cell drawn by a template that gets the row as `row`."""

    def __init__(self, name: str, template: str, **options: Any) -> None:
        super().__init__(name, **options)
        self.cell_template_name = template

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "row": instance, "now": clock.now()}


class RetryColumn(TemplateColumn):
    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return {**context, "request": request, "may_retry": may_retry_jobs(request.user)}


class Report(BaseListingView):
    """Read only, newest first, with search, filters and paging; the rule is asked before anything is read."""

    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    default_ordering = "-id"
    paginate_by = 50
    is_searchable = True
    # The words are looked for in columns: these rows stand in no search index.
    search_backend_name = None

    def is_allowed(self) -> bool:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed():
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.name, str(kind.label)) for kind in registry.all_kinds()]


class JobFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices)
    created_at = django_filters.DateFromToRangeFilter(label=_("Submitted"), widget=DateRangePickerWidget)

    class Meta:
        model = Job
        fields = ["state", "kind", "created_at"]


class JobsReport(Report):
    model = Job
    page_title = _("Background jobs")
    header_icon = "cogs"
    index_url_name = "core_admin:jobs"
    index_results_url_name = "core_admin:jobs_results"
    filterset_class = JobFilters
    search_fields = ["key", "reason", "message"]
    columns = [
        TemplateColumn("key", "core/admin/job_title.html", label=_("Job")),
        TemplateColumn("state", "core/admin/job_state.html", label=_("State")),
        Column("attempts", label=_("Attempts")),
        DateColumn("created_at", label=_("Submitted")),
        RetryColumn("retry", "core/admin/job_retry.html", label=_("Action")),
    ]

    def is_allowed(self) -> bool:
        return may_view_jobs(self.request.user)

    def get_page_subtitle(self) -> str:
        alive = WorkerHeartbeat.objects.filter(seen_at__gte=clock.now() - ALIVE).count()
        return _("workers alive: %(count)d") % {"count": alive}


def action_choices() -> list[tuple[str, str]]:
    actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    return [(action, action) for action in actions]


class AuditFilters(WagtailFilterSet):
    action = django_filters.ChoiceFilter(label=_("Action"), choices=action_choices)
    at = django_filters.DateFromToRangeFilter(label=_("Time"), widget=DateRangePickerWidget)

    class Meta:
        model = AuditEntry
        fields = ["action", "at"]


class AuditReport(Report):
    model = AuditEntry
    page_title = _("Audit trail")
    header_icon = "list-ul"
    index_url_name = "core_admin:audit"
    index_results_url_name = "core_admin:audit_results"
    filterset_class = AuditFilters
    search_fields = ["subject", "action", "actor_name"]
    columns = [
        DateColumn("at", label=_("Time")),
        Column("action", label=_("Action")),
        Column("subject", label=_("Subject")),
        TemplateColumn("actor", "core/admin/audit_actor.html", label=_("Actor")),
        TemplateColumn("data", "core/admin/audit_data.html", label=_("Data")),
        TemplateColumn("seal", "core/admin/audit_seal.html", label=_("Seal")),
    ]

    def is_allowed(self) -> bool:
        return may_read_audit_trail(self.request.user)

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.select_related("actor", "seal")
