"""Templates as a Wagtail snippet: drafts, revisions, workflow, locking, preview. Publishing goes through the gate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import Button, HeaderButton
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from certificates.errors import CertificateError, TemplateRefusedError
from certificates.models import CertificateTemplate, TemplateRevision
from certificates.paper.presets import PRESET_DESIGNS
from certificates.rendering import RenderingUnavailableError
from certificates.rules import may_open_templates, may_unlock_templates, may_write_templates
from certificates.services.proving import proof_of
from certificates.services.templates import apply_design
from certificates.template_forms import EDIT_HANDLER
from core.admin_rows import READ
from core.jobs.errors import ChildDied
from members.policies import RulesPolicy

PRESET_NAMES = {"formal": gettext_lazy("formal"), "award": gettext_lazy("award (piagam)")}
POLICY = RulesPolicy(
    CertificateTemplate,
    view=may_open_templates,
    change=may_write_templates,
    more={"publish": may_write_templates, "lock": may_write_templates, "unlock": may_unlock_templates},
)


def say_refusal(request: HttpRequest, refusal: CertificateError) -> None:
    """The gate's advice as a list; the draft is kept."""
    advice = refusal.advice if isinstance(refusal, TemplateRefusedError) else [str(refusal)]
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in advice))
    messages.error(request, format_html("{}<ul>{}</ul>", _("Not published; the draft is kept."), lines))


def _last_pinned(template: CertificateTemplate | None) -> TemplateRevision | None:
    if template is None or template.pk is None:
        return None
    return TemplateRevision.objects.filter(template=template.pk).order_by("-number").first()


def _try_compiling(request: HttpRequest, template: CertificateTemplate, before: TemplateRevision | None) -> None:
    """What was published just now: may large runs take the compiled path? Then the first of them need not try."""
    pinned = _last_pinned(template)
    if pinned is None or pinned == before:
        return
    try:
        proof = proof_of(pinned)
    except (RenderingUnavailableError, ChildDied):  # published all the same; the first large run tries again
        return
    if not proof.holds:
        messages.info(request, _("Published. Large runs take longer with it: each paper is drawn in full."))


class _Gated:
    """Publishing and approving are refused with the gate's advice; what was written stays a draft."""

    request: HttpRequest
    object: CertificateTemplate

    def publish_action(self) -> HttpResponse | None:
        return self._tried(super().publish_action)  # type: ignore[misc]

    def workflow_action_action(self) -> HttpResponse | None:
        return self._tried(super().workflow_action_action)  # type: ignore[misc]

    def _tried(self, action: Any) -> HttpResponse | None:
        before = _last_pinned(getattr(self, "object", None))  # none yet while one is created
        try:
            found: HttpResponse | None = action()
        except CertificateError as refusal:
            say_refusal(self.request, refusal)
            return redirect(reverse("certificate_templates:edit", args=[self.object.pk]))
        _try_compiling(self.request, self.object, before)
        return found


class TemplateIndexView(snippets.IndexView):
    any_permission_required = READ

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column("name"),
            Column("get_preset_display", label=_("Design"), accessor=lambda row: PRESET_NAMES[row.preset]),
            Column("pinned", label=_("Published revisions"), accessor=lambda row: row.pinned.count()),
            Column("status_string", label=_("Status"), accessor="status_string"),
            DateColumn("last_published_at", label=_("Published"), sort_key="last_published_at"),
        ]

    def get_list_more_buttons(self, instance: CertificateTemplate) -> list[Button]:
        url = reverse("certificates:template", args=[instance.pk])
        return [
            Button(_("Paper and checks"), url=url, icon_name="view", priority=5),
            *super().get_list_more_buttons(instance),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = super().header_buttons
        if may_write_templates(self.request.user):
            buttons.append(
                HeaderButton(
                    label=_("New piagam"),
                    url=f"{reverse('certificate_templates:add')}?preset=award",
                    icon_name="plus",
                )
            )
        return buttons  # type: ignore[no-any-return]


class TemplateCreateView(_Gated, snippets.CreateView):
    """Starts from a shipped design: `?preset=award`, or the formal one."""

    def get_initial_form_instance(self) -> CertificateTemplate | None:
        if self.request.method == "POST":
            return None
        template = CertificateTemplate()
        apply_design(
            template=template, design=PRESET_DESIGNS.get(self.request.GET.get("preset", ""), PRESET_DESIGNS["formal"])
        )
        return template


class TemplateEditView(_Gated, snippets.EditView):
    pass


class TemplateWorkflowActionView(snippets.WorkflowActionView):
    """A final approval publishes, and so meets the gate."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = _last_pinned(self.object)
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except CertificateError as refusal:
            say_refusal(request, refusal)
            url = reverse("certificate_templates:edit", args=[self.object.pk])
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                return self.render_modal_json(request, {"step": "success", "redirect": url})  # type: ignore[no-any-return]
            return redirect(url)
        _try_compiling(request, self.object, before)
        return response


class RuledPublish(PublishMenuItem):
    """Wagtail's own asks a permission of its group form; ours asks the rules."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        request = context["request"]
        allowed = may_write_templates(request.user) and not request.user.is_superuser  # who meets Wagtail's own
        return allowed and not context.get("locked_for_user")


class TemplateViewSet(SnippetViewSet):
    model = CertificateTemplate
    admin_url_namespace = "certificate_templates"
    base_url_path = "certificate_templates"
    icon = "form"
    menu_label = gettext_lazy("Templates")
    menu_item_is_registered = True
    edit_handler = EDIT_HANDLER
    index_view_class = TemplateIndexView
    add_view_class = TemplateCreateView
    edit_view_class = TemplateEditView
    workflow_action_view_class = TemplateWorkflowActionView
    search_fields = ["name"]
    ordering = ["name"]
    copy_view_enabled = True

    @property
    def permission_policy(self) -> RulesPolicy:
        return POLICY

    def register_chooser_viewset(self) -> None:
        """A batch's set-up has a plain list to choose from."""

    def register_permissions(self) -> None:
        """Model permissions would promise in the groups' form what the rules decide."""


def publish_item(model: type) -> ActionMenuItem | None:
    return RuledPublish(order=30) if model is CertificateTemplate else None
