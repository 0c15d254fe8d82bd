"""What our screens in the Wagtail admin have in common: rows through visible_to, services instead of plain saves, no
deleting, and a refusal shown as the sentence it carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from core.errors import DomainError

READ = ["view", "change"]


class DayColumn(Column):
    """The date itself: "six years ago" helps nobody to find a batch."""

    def get_value(self, instance: Any) -> str:
        return day_of(super().get_value(instance))


def day_of(value: date | datetime | None) -> str:
    if value is None:
        return "–"
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "j M Y")


class RuledIndexView(generic.IndexView):
    """Only rows that the viewer may see."""

    select_related: tuple[str, ...] = ()

    def get_base_queryset(self) -> models.QuerySet[Any]:
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, READ)
        return found.select_related(*self.select_related) if self.select_related else found  # type: ignore[no-any-return]


class IndexView(RuledIndexView):
    """The search is the queryset's own."""

    any_permission_required = READ
    paginate_by = 25
    is_searchable = True

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.search(self.search_query) if self.is_searching else queryset


class Visible:
    """404 for a row out of the viewer's sight, 403 for one that may be seen and not changed."""

    needed_on_row = "view"

    def get_object(self, queryset: Any = None) -> models.Model:
        visible = self.permission_policy.instances_user_has_any_permission_for(self.request.user, READ)  # type: ignore[attr-defined]
        found: models.Model = generic.models.get_object_or_404(visible, pk=self.kwargs["pk"])  # type: ignore[attr-defined]
        if not self.permission_policy.user_has_permission_for_instance(  # type: ignore[attr-defined]
            self.request.user,  # type: ignore[attr-defined]
            self.needed_on_row,
            found,
        ):
            raise PermissionDenied
        return found


class _ByService:
    """The form's `save` calls services for its `actor`; their refusal comes back above the form."""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.request.user}  # type: ignore[attr-defined]

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc, no-any-return]
        except DomainError as refused:
            form.add_error(None, str(refused))
            self.produced_error_message = str(refused)
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]


class CreateView(_ByService, generic.CreateView):
    pass


class RuledEditView(Visible, generic.EditView):
    needed_on_row = "change"


class EditView(_ByService, RuledEditView):
    pass


class InspectView(Visible, generic.InspectView):
    """Values as people read them; `labels` name what is no field of the model."""

    any_permission_required = READ
    labels: Mapping[str, Any] = {}

    def get_field_label(self, field_name: str, field: Any) -> str:
        return (
            capfirst(str(self.labels[field_name]))
            if field_name in self.labels
            else super().get_field_label(field_name, field)
        )

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        return "–" if value is None or value == "" else value

    def get_edit_url(self) -> str | None:
        allowed = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", self.object)
        return super().get_edit_url() if allowed else None


class RuledViewSet(ModelViewSet):
    """A list and a form; no deleting, history or usage, and permissions by our rules alone."""

    policy: BasePermissionPolicy
    index_view_class = RuledIndexView
    edit_view_class = RuledEditView
    copy_view_enabled = False
    add_to_reference_index = False
    unrouted = frozenset({"history_url_name", "usage_url_name", "delete_url_name"})

    @property
    def permission_policy(self) -> BasePermissionPolicy:
        return self.policy

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = super().get_common_view_kwargs(**kwargs)
        return {name: value for name, value in names.items() if name not in self.unrouted}

    def register_permissions(self) -> None:
        """Model permissions would promise in the groups' form what the rules decide."""

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
        ]
        if self.inspect_view_enabled:
            patterns.append(path("inspect/<int:pk>/", self.inspect_view, name="inspect"))
        if self.copy_view_enabled:
            patterns.append(path("copy/<int:pk>/", self.copy_view, name="copy"))
        return patterns


class RowsViewSet(RuledViewSet):
    """Its forms save through services, and there is a view to read."""

    create_form: type[ModelForm[Any]]
    edit_form: type[ModelForm[Any]]
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    inspect_view_class = InspectView
    inspect_view_enabled = True

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return self.edit_form if for_update else self.create_form

    def get_edit_handler(self) -> None:
        return None
