"""What each app keeps about a person, for the copy that members take out themselves, and what it lets go with the
account. Filled from `ready()`.

provides_personal_data("enrolments", lambda member: [...])   # rows of plain values, JSON-ready
forgets_personal_data("enrolments", forget)                  # called in the transaction that erases, before the account
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from members.models import User

Section = Callable[["User"], Any]
Forgetting = Callable[["User"], None]
_sections: dict[str, Section] = {}
_forgettings: dict[str, Forgetting] = {}


def provides_personal_data(name: str, section: Section) -> None:
    if name in _sections:
        raise ImproperlyConfigured(f"The personal data section {name!r} is registered twice.")
    _sections[name] = section


def sections() -> Mapping[str, Section]:
    return _sections


def forgets_personal_data(name: str, forgetting: Forgetting) -> None:
    if name in _forgettings:
        raise ImproperlyConfigured(f"What forgets the personal data {name!r} is registered twice.")
    _forgettings[name] = forgetting


def forgettings() -> Mapping[str, Forgetting]:
    return _forgettings
