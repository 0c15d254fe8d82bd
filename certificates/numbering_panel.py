"""The panel under a numbering's pattern: the numbers it makes, what each token means, what may still change."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from certificates.numbering_preview import preview_of, tokens_for


class PatternPanel(Panel):
    """As saved or as last sent; with JavaScript it follows what is typed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "certificates/panels/pattern.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            scheme = self.instance
            context["preview"] = preview_of(
                pattern=scheme.pattern, unit=scheme.unit, classification=scheme.classification, scheme=scheme
            )
            context["tokens"] = tokens_for(scheme)
            context["address"] = reverse("certificate_numberings:preview")
            return context
