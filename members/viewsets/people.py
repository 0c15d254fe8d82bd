from __future__ import annotations

from typing import Any

import django_filters
from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn

from core.admin_rows import IndexView, InspectView, RowsViewSet
from members import nip, rules
from members.admin_forms import MemberCreateForm, MemberEditForm
from members.choices import SiteRole
from members.models import Membership, Province, User
from members.policies import RulesPolicy
from members.querysets import UserQuerySet
from members.selectors import office_history
from members.viewsets.erasure import MemberEraseView


class MemberFilterSet(WagtailFilterSet):
    province = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Province"), queryset=Province.objects.all(), method="filter_province"
    )
    role = django_filters.ChoiceFilter(label=gettext_lazy("Role"), choices=SiteRole.choices, method="filter_role")

    class Meta:
        model = User
        fields = ["province", "role", "number_kind", "is_active"]

    def filter_province(self, queryset: UserQuerySet, name: str, value: Province) -> UserQuerySet:
        return queryset.in_province(value)

    def filter_role(self, queryset: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return queryset.with_role(SiteRole(value))


class MemberIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("full_name", label=_("Name"), sort_key="name", get_url=self.get_inspect_url),
            Column("masked_number", label=_("Number"), accessor=lambda member: nip.mask(member.number)),
            Column("office_name", label=_("Office"), sort_key="office_name"),
            Column("position", label=_("Position"), sort_key="position"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last log-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> models.QuerySet[Any]:
        here = Membership.objects.in_force().filter(member=OuterRef("pk"))
        office = Subquery(here.values("office__name")[:1])
        found: models.QuerySet[Any] = super().get_base_queryset().annotate(office_name=office)
        return found

    def get_edit_url(self, instance: User) -> str | None:
        return super().get_edit_url(instance) if rules.may_change_member(self.request.user, instance) else None


class MemberInspectView(InspectView):
    template_name = "members/admin/member.html"
    labels = {"full_name": gettext_lazy("Name")}

    def get_number_display_value(self) -> str:
        shown = rules.may_see_full_number(self.request.user, self.object)
        return (nip.group if shown else nip.mask)(self.object.number) or "–"

    def get_email_display_value(self) -> str:
        return self.object.email or "–"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        roles = [SiteRole(role).label for role in sorted(rules.site_roles(self.object))]
        context["fields"] += [
            {"label": _("Roles on the whole site"), "value": ", ".join(map(str, roles)) or "–"},
            {"label": _("Offices"), "value": "; ".join(map(_dated, office_history(self.object))) or "–"},
        ]
        if self.object.erased_at is not None:
            context["fields"].append({"label": _("Erased"), "value": date_format(self.object.erased_at)})
        elif rules.may_erase_members(self.request.user) and self.object.pk != self.request.user.pk:
            context["erase_url"] = reverse("wagtailusers_users:erase", args=[self.object.pk])
        return context


def _dated(row: Membership) -> str:
    start = date_format(row.valid_from, "DATE_FORMAT")
    if row.valid_to is None:
        return _("%(office)s, since %(start)s") % {"office": row.office.name, "start": start}
    name, end = row.office.name_on(row.valid_to), date_format(row.valid_to, "DATE_FORMAT")
    return _("%(office)s, %(start)s to %(end)s") % {"office": name, "start": start, "end": end}


class MemberViewSet(RowsViewSet):
    """Stands in the place of Wagtail's own management of users."""

    model = User
    policy = RulesPolicy(
        User,
        view=rules.may_read_members,
        change=rules.may_manage_members,
        change_instance=rules.may_change_member,
    )
    icon = "group"
    menu_label = gettext_lazy("Members")
    menu_name = "members"
    menu_order = 300
    add_to_admin_menu = True
    ordering = ["name", "id"]
    search_fields = ["name"]
    filterset_class = MemberFilterSet
    create_form = MemberCreateForm
    edit_form = MemberEditForm
    index_view_class = MemberIndexView
    inspect_view_class = MemberInspectView
    inspect_view_fields = [
        "full_name", "number_kind", "number", "rank", "position", "email", "phone", "zone", "language", "is_active",
        "last_login",
    ]  # fmt: skip
    inspect_template_name = "members/admin/member.html"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("erase/<int:pk>/", MemberEraseView.as_view(), name="erase")]
