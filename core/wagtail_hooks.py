from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import (
    admin_brand,  # noqa: F401  registers its hooks
    admin_media,  # noqa: F401  likewise
    admin_views,
    reports,
)
from core.rules import may_read_audit_trail, may_view_jobs


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    patterns = [
        path("attachments/<int:pk>/", admin_views.attachment, name="attachment"),
        path("renditions/<int:pk>/", admin_views.rendition, name="rendition"),
        path("recordings/<int:pk>/", admin_views.recording, name="recording"),
        path("recordings/<int:pk>/poster/", admin_views.recording_poster, name="recording_poster"),
        path("jobs/", reports.JobsReport.as_view(), name="jobs"),
        path("jobs/results/", reports.JobsReport.as_view(results_only=True), name="jobs_results"),
        path("jobs/<int:pk>/retry/", admin_views.retry, name="retry_job"),
        path("audit/", reports.AuditReport.as_view(), name="audit"),
        path("audit/results/", reports.AuditReport.as_view(results_only=True), name="audit_results"),
    ]
    return [path("site/", include((patterns, "core_admin")))]


class RuledMenuItem(MenuItem):
    """Shown to those only whom the rule behind the page lets in."""

    def __init__(self, *args: Any, rule: Callable[[Any], bool], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rule = rule

    def is_shown(self, request: HttpRequest) -> bool:
        return self.rule(request.user)


@hooks.register("register_reports_menu_item")
def jobs_menu_item() -> MenuItem:
    return RuledMenuItem(
        _("Background jobs"), reverse("core_admin:jobs"), name="jobs", icon_name="cogs", order=900, rule=may_view_jobs
    )


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return RuledMenuItem(
        _("Audit trail"),
        reverse("core_admin:audit"),
        name="audit",
        icon_name="list-ul",
        order=910,
        rule=may_read_audit_trail,
    )
