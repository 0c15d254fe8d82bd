"""What each app keeps about a person, for the copy that members take out themselves. Filled from `ready()`.

provides_personal_data("enrolments", lambda member: [...])   # rows of plain values, JSON-ready
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from members.models import User

Section = Callable[["User"], Any]
_sections: dict[str, Section] = {}


def provides_personal_data(name: str, section: Section) -> None:
    if name in _sections:
        raise ImproperlyConfigured(f"The personal data section {name!r} is registered twice.")
    _sections[name] = section


def sections() -> Mapping[str, Section]:
    return _sections
