"""Blocks that say their value in words where two versions of a material are compared, not as it is kept."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks


class WordedChoiceBlock(blocks.ChoiceBlock):
    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(dict(self.field.choices).get(value, value)) if value else ""


class WordedBooleanBlock(blocks.BooleanBlock):
    def render_basic(self, value: Any, context: Any = None) -> str:
        return _("yes") if value else _("no")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As Wagtail's own, as it does with choices: in migrations nothing differs."""
        return "wagtail.blocks.BooleanBlock", self._constructor_args[0], self._constructor_args[1]
