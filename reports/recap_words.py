"""What was chosen of a recap, as a job's options and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from django.utils.translation import gettext as _

from members.models import Office, Province
from reports.selectors.recap import COMPLETE, Asked


def options_of(asked: Asked) -> dict[str, str]:
    """Under the name `q` what was searched for: it may name somebody, so the audit trail is not told."""
    chosen = {name: value for name, value in asdict(asked).items() if value}
    return {"q" if name == "text" else name: value for name, value in chosen.items()}


def asked_from(options: Mapping[str, Any]) -> Asked:
    names = {field.name for field in fields(Asked)} - {"text"}
    return Asked(text=str(options.get("q", "")), **{name: str(options.get(name, "")) for name in names})


def narrowed_in_words(asked: Asked) -> str:
    """What stands on a sheet or paper that does not hold all whom the asker may see; empty where it does."""
    parts = []
    if asked.province:
        parts += [row.name for row in Province.objects.filter(code=asked.province)]
    if asked.office:
        parts += [row.name for row in Office.objects.filter(pk=asked.office)]
    if asked.complete:
        parts.append(_("complete") if asked.complete == COMPLETE else _("not complete"))
    if asked.text:
        parts.append(_("“%(text)s”") % {"text": asked.text})
    return ", ".join(str(part) for part in parts)
