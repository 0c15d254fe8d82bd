"""The form of a template in the admin: what it says wrong, it says beside its field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList

from certificates.errors import ContentError
from certificates.paper.fields import FIELDS, SITUATIONS
from certificates.services.templates import content_of


class TemplateForm(WagtailAdminModelForm):
    """What cannot be drawn is refused already as a draft: unknown placeholders, a picture that is none."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name, label in (("emblem", _("emblem")), ("background", _("background"))):
            if cleaned.get(name) == "picture" and not cleaned.get(f"{name}_picture"):
                self.add_error(f"{name}_picture", _("Choose a picture, or another kind of %(what)s.") % {"what": label})
        return cleaned

    def is_valid(self) -> bool:
        """Once the lines under the name are known, too, the whole is read as a worker would read it."""
        if not super().is_valid():
            return False
        try:
            content_of(self.instance, holder=self._lines())
        except ContentError as refusal:
            self.add_error(None, ValidationError(str(refusal)))
            return False
        return True

    def _lines(self) -> tuple[tuple[str, ...], ...]:
        rows = [form.cleaned_data for form in self.formsets["holder_lines"].forms if form.cleaned_data]
        kept = [row for row in rows if not row.get("DELETE")]
        kept.sort(key=lambda row: row.get("ORDER") or 0)
        return tuple(tuple(name for name in (row["first"], row["second"]) if name) for row in kept)


class PlaceholdersPanel(HelpPanel):
    """The registry of fields, as a list to copy from."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["placeholders"] = [(f"{{{name}}}", field.label) for name, field in FIELDS.items()]
            return context


def _sentences() -> list[MultiFieldPanel]:
    return [
        MultiFieldPanel(
            [FieldPanel(f"{situation}_opening"), FieldPanel(f"{situation}_closing")],
            heading=capfirst(label),
            classname="collapsed",
        )
        for situation, label in SITUATIONS.items()
    ]


EDIT_HANDLER = ObjectList(
    [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("preset"), FieldPanel("colours")]), FieldPanel("reverse")], heading=_("Design")
        ),
        MultiFieldPanel(
            [FieldPanel("emblem"), FieldPanel("emblem_picture"), FieldPanel("emblem_alt")], heading=_("Emblem")
        ),
        MultiFieldPanel([FieldPanel("background"), FieldPanel("background_picture")], heading=_("Background")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("heading"), FieldPanel("award_heading")])], heading=_("Heading")),
        MultiFieldPanel(
            [FieldPanel("given"), InlinePanel("holder_lines", label=_("line"), max_num=3)], heading=_("Holder")
        ),
        PlaceholdersPanel(template="certificates/admin/placeholders.html", heading=_("What sentences may name")),
        *_sentences(),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("arrangement"), FieldPanel("proof")])], heading=_("Signatories and QR code")
        ),
    ],
    base_form_class=TemplateForm,
)
