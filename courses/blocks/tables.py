"""A table as words where two versions of a material are compared: Wagtail's own shows how it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.contrib.table_block.blocks import TableBlock


class ReadableTableBlock(TableBlock):
    def render_basic(self, value: Mapping[str, Any] | None, context: Any = None) -> SafeString:
        rows: Sequence[Sequence[Any]] = (value or {}).get("data") or []
        lines = [((value or {}).get("table_caption") or "",)] + [(_line(row),) for row in rows]
        return format_html_join(" / ", "<span>{}</span>", [line for line in lines if line[0]])

    def deconstruct(self) -> Any:
        """As the block that it is to migrations: how it is compared is no matter of the database."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.contrib.table_block.blocks.TableBlock", args, kwargs


def _line(row: Sequence[Any]) -> str:
    return " · ".join(str(cell or "–") for cell in row)
