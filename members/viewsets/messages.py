from __future__ import annotations

from typing import Any

import django_filters
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from core.admin_rows import IndexView, InspectView, RowsViewSet
from core.errors import DomainError
from core.sheets import harmless
from members import rules
from members.choices import MessageState
from members.models import Message
from members.policies import RulesPolicy, nobody
from members.services import retry_message

REASON_SHOWN = 80


class MessageFilterSet(WagtailFilterSet):
    about = django_filters.CharFilter(label=gettext_lazy("Batch"), help_text=gettext_lazy("Its code"))
    created_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Written"), widget=DateRangePickerWidget)

    class Meta:
        model = Message
        fields = ["state", "category", "about", "created_at"]


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


class RecipientColumn(Column):
    """The account, or the address where there is none."""

    def get_value(self, instance: Any) -> str:
        return str(instance.recipient or instance.address)


class StateColumn(Column):
    """With the reason, where it failed."""

    def get_value(self, instance: Any) -> str:
        state = instance.get_state_display()
        return f"{state}: {Truncator(instance.reason).chars(REASON_SHOWN)}" if instance.reason else state


def as_csv_text(value: Any) -> str:
    return harmless(as_text(value))


class MessageIndexView(IndexView):
    select_related = ("recipient",)
    list_export = [
        "created_at", "recipient", "address", "get_category_display", "about", "subject", "get_state_display",
        "sent_at", "read_at", "reason",
    ]  # fmt: skip
    export_filename = "pesan"
    custom_field_preprocess = {
        name: {"csv": as_csv_text, "xlsx": as_text}
        for name in ("recipient", "address", "about", "subject", "reason", "get_category_display", "get_state_display")
    }
    export_headings = {
        "get_category_display": gettext_lazy("Category"),
        "get_state_display": gettext_lazy("State"),
    }

    def get_base_queryset(self) -> models.QuerySet[Any]:
        return super().get_base_queryset().defer("text", "html")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("subject", label=_("Subject"), sort_key="subject", get_url=self.get_inspect_url),
            RecipientColumn("recipient", label=_("Recipient"), sort_key="recipient__name"),
            Column("get_category_display", label=_("Category"), sort_key="category"),
            Column("about", label=_("Batch"), sort_key="about"),
            StateColumn("get_state_display", label=_("State"), sort_key="state"),
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
        ]


class MessageInspectView(InspectView):
    template_name = "members/admin/message.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_retry = rules.may_retry_message(self.request.user) and self.object.state == MessageState.FAILED
        retry_url = reverse("messages:retry", args=[self.object.pk]) if may_retry else ""
        return {**super().get_context_data(**kwargs), "retry_url": retry_url}


def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed message again."""
    if request.method != "POST" or not rules.may_retry_message(request.user):
        return HttpResponse(status=403 if request.method == "POST" else 405)
    message = get_object_or_404(Message, pk=pk)
    try:
        retry_message(message=message, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The message is sent again."))
    return redirect("messages:inspect", pk)


class MessageViewSet(RowsViewSet):
    """The log of what was sent to whom; nobody writes or changes a message here."""

    model = Message
    policy = RulesPolicy(Message, view=rules.may_read_messages, change=nobody)
    icon = "mail"
    menu_label = gettext_lazy("Messages")
    menu_name = "messages"
    menu_order = 320
    add_to_admin_menu = True
    ordering = ["-created_at", "-id"]
    search_fields = ["subject"]
    filterset_class = MessageFilterSet
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    inspect_template_name = "members/admin/message.html"
    inspect_view_fields = [
        "subject", "recipient", "address", "state", "reason", "template", "category", "about", "language",
        "created_at", "sent_at", "read_at",
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("retry/<int:pk>/", retry, name="retry"),
        ]

    unrouted = frozenset({*RowsViewSet.unrouted, "add_url_name", "edit_url_name"})
