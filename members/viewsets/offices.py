from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from core.admin_rows import DayColumn, IndexView, InspectView, RowsViewSet
from members import rules
from members.admin_forms import AppointmentEndForm, AppointmentForm, OfficeForm, ProvinceForm
from members.models import CoordinatorAppointment, Office, OfficeName, Province
from members.policies import RulesPolicy


class OfficeIndexView(IndexView):
    select_related = ("province",)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", get_url=self.get_inspect_url),
            Column("get_kind_display", label=_("Kind"), sort_key="kind"),
            Column("province", label=_("Province"), sort_key="province__name"),
            Column("city", label=_("City"), sort_key="city"),
            Column("code", label=_("Code"), sort_key="code"),
        ]


class OfficeInspectView(InspectView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        names = "; ".join(map(_dated, self.object.names.all()))
        context["fields"].append({"label": _("Names and their dates"), "value": names})
        return context


def _dated(row: OfficeName) -> str:
    start = date_format(row.valid_from, "DATE_FORMAT")
    if row.valid_to is None:
        return _("%(office)s, since %(start)s") % {"office": row.name, "start": start}
    end = date_format(row.valid_to, "DATE_FORMAT")
    return _("%(office)s, %(start)s to %(end)s") % {"office": row.name, "start": start, "end": end}


class OfficeViewSet(RowsViewSet):
    model = Office
    policy = RulesPolicy(Office, view=rules.may_read_members, change=rules.may_manage_offices)
    icon = "home"
    menu_label = gettext_lazy("Offices")
    ordering = ["name", "id"]
    search_fields = ["name"]
    list_filter = ["kind", "province"]
    create_form = edit_form = OfficeForm
    index_view_class = OfficeIndexView
    inspect_view_class = OfficeInspectView
    inspect_view_fields = ["name", "code", "kind", "parent", "province", "city", "named_in_public"]


class ProvinceIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Name"), sort_key="name", get_url=self.get_inspect_url),
            Column("code", label=_("Code"), sort_key="code"),
            Column("get_zone_display", label=_("Time zone"), sort_key="zone"),
        ]


class ProvinceViewSet(RowsViewSet):
    model = Province
    policy = RulesPolicy(Province, view=rules.may_read_members, change=rules.may_manage_offices)
    icon = "globe"
    menu_label = gettext_lazy("Provinces")
    ordering = ["code"]
    search_fields = ["name"]
    list_filter = ["zone"]
    create_form = edit_form = ProvinceForm
    index_view_class = ProvinceIndexView
    inspect_view_fields = ["name", "code", "zone"]


class AppointmentIndexView(IndexView):
    select_related = ("province", "office", "member")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("province", label=_("Province"), sort_key="province__name", get_url=self.get_inspect_url),
            Column("member", label=_("Coordinator"), sort_key="member__name"),
            Column("office", label=_("Office"), sort_key="office__name"),
            Column("decree", label=_("Decree (SK)")),
            DayColumn("valid_from", label=_("From"), sort_key="valid_from"),
            DayColumn("valid_to", label=_("To"), sort_key="valid_to"),
        ]


class AppointmentViewSet(RowsViewSet):
    model = CoordinatorAppointment
    policy = RulesPolicy(CoordinatorAppointment, view=rules.may_read_members, change=rules.may_manage_offices)
    icon = "user"
    menu_label = gettext_lazy("Coordinators")
    ordering = ["province__code", "-valid_from"]
    search_fields = ["decree"]
    list_filter = ["province"]
    create_form = AppointmentForm
    edit_form = AppointmentEndForm
    index_view_class = AppointmentIndexView
    inspect_view_fields = ["province", "member", "office", "decree", "valid_from", "valid_to"]


class OfficesGroup(ViewSetGroup):
    menu_label = gettext_lazy("Offices")
    menu_name = "offices"
    menu_icon = "home"
    menu_order = 310
    items = (OfficeViewSet("offices"), ProvinceViewSet("provinces"), AppointmentViewSet("coordinators"))
