"""Contrast of the site's colours by WCAG, computed from static/css/tokens.css."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings


@cache
def themes() -> dict[str, dict[str, str]]:
    """The values of all tokens, in light and in dark."""
    source = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light = tokens_in(source, ":root")
    return {"light": light, "dark": light | tokens_in(source, ':root[data-theme="dark"]')}


def tokens_in(source: str, selector: str) -> dict[str, str]:
    body = source.partition(selector + " {")[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
