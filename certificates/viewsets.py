"""Certificates in the admin: how a batch's are set up, how they are numbered, who signs, and the register to read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup

from certificates import rules
from certificates.admin_forms import SetupForm
from certificates.models import BatchCertificateSetup, Signatory
from certificates.numbering_viewsets import NumberingViewSet, SeriesViewSet
from certificates.register_viewset import RegisterViewSet
from certificates.template_viewsets import TemplateViewSet
from core.admin_rows import RuledViewSet
from members.policies import RulesPolicy


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
