from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def number_cells(figures: Iterable[tuple[str, str]]) -> SafeString:
    """Of (head of the column, figure) in one piece: a page has hundreds."""
    return mark_safe(  # noqa: S308  each part is escaped
        "".join(f'<td class="number" data-label="{escape(head)}">{escape(text)}</td>' for head, text in figures)
    )
