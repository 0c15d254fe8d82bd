"""Certificates in the admin: how a batch's are set up, how they are numbered, who signs, and the register to read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from certificates import rules
from certificates.admin_forms import SetupForm
from certificates.models import BatchCertificateSetup, Certificate, Signatory
from certificates.numbering_viewsets import NumberingViewSet, SeriesViewSet
from certificates.template_viewsets import TemplateViewSet
from core.admin_rows import DayColumn, RuledIndexView, RuledViewSet
from members.policies import RulesPolicy, nobody


class SetupViewSet(RuledViewSet):
    model = BatchCertificateSetup
    policy = RulesPolicy(
        BatchCertificateSetup,
        view=rules.may_open_setups,
        change=rules.may_write_setups,
        change_instance=rules.may_edit_setup,
    )
    icon = "cog"
    menu_label = _("Set-up per batch")
    edit_handler = ObjectList(BatchCertificateSetup.panels, base_form_class=SetupForm)
    list_display = ["batch", "numbering", "template", "issued_on"]


class SignatoryViewSet(RuledViewSet):
    model = Signatory
    policy = RulesPolicy(Signatory, view=rules.may_open_setups, change=rules.may_write_setups)
    icon = "edit"
    menu_label = _("Signatories")
    list_display = ["name", "function", "on_behalf"]
    search_fields = ["name", "function"]


class RegisterIndexView(RuledIndexView):
    paginate_by = 50

    select_related = ("batch",)

    def get_base_queryset(self) -> models.QuerySet[Any]:
        return super().get_base_queryset().defer("facts_data")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "number", label=_("Number"), sort_key="number", url_name="certificates:certificate", id_accessor="uid"
            ),
            Column("holder_name", label=_("Name as printed"), sort_key="holder_name"),
            Column("office_name", label=_("Office as printed"), sort_key="office_name"),
            Column("batch", label=_("Batch")),
            Column("edition", label=_("Edition")),
            Column("get_state_display", label=_("State"), sort_key="state"),
            DayColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
        ]


class RegisterViewSet(RuledViewSet):
    """Every number ever drawn, to read only: changes have pages of their own, with reasons."""

    model = Certificate
    policy = RulesPolicy(Certificate, view=rules.may_open_setups, change=nobody)
    icon = "list-ul"
    menu_label = _("Register")
    index_view_class = RegisterIndexView
    search_fields = ["number", "holder_name", "office_name"]
    list_filter = ["state", "kind"]
    ordering = ["-reserved_at", "-id"]
    form_fields: list[str] = []
    unrouted = RuledViewSet.unrouted | {"add_url_name", "edit_url_name"}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


class CertificatesGroup(ViewSetGroup):
    menu_label = _("Certificates")
    menu_name = "certificates"
    menu_icon = "doc-full-inverse"
    menu_order = 250
    items = (
        RegisterViewSet("certificate_register"),
        SetupViewSet("certificate_setups"),
        TemplateViewSet(),
        NumberingViewSet("certificate_numberings"),
        SeriesViewSet("certificate_series"),
        SignatoryViewSet("certificate_signatories"),
    )
