from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options(choices: Iterable[tuple[str, str | Promise]], chosen: str) -> SafeString:
    """The options of a select in one piece: a list of offices has hundreds."""
    return mark_safe(  # noqa: S308  each part is escaped
        "".join(
            f'<option value="{conditional_escape(value)}"{" selected" if value == chosen else ""}>'
            f"{conditional_escape(str(label))}</option>"
            for value, label in choices
        )
    )
