"""What each app keeps about a person, for the copy that members take out themselves, and what it lets go with the
account. Filled from `ready()`.

provides_personal_data("enrolments", lambda member: [...])   # rows of plain values, JSON-ready
shows_personal_data(lambda member: OwnPage(...) or None)     # a page of their own, told on the page of their account
forgets_personal_data("enrolments", forget)                  # called in the transaction that erases, before the account
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from members.models import User

Section = Callable[["User"], Any]


@dataclass(frozen=True)
class OwnPage:
    label: str
    url: str


Shown = Callable[["User"], OwnPage | None]
Forgetting = Callable[["User"], None]
_sections: dict[str, Section] = {}
_shown: list[Shown] = []
_forgettings: dict[str, Forgetting] = {}


def provides_personal_data(name: str, section: Section) -> None:
    if name in _sections:
        raise ImproperlyConfigured(f"The personal data section {name!r} is registered twice.")
    _sections[name] = section


def sections() -> Mapping[str, Section]:
    return _sections


def shows_personal_data(page: Shown) -> None:
    _shown.append(page)


def own_pages_of(member: User) -> list[OwnPage]:
    return [found for page in _shown if (found := page(member)) is not None]


def forgets_personal_data(name: str, forgetting: Forgetting) -> None:
    if name in _forgettings:
        raise ImproperlyConfigured(f"What forgets the personal data {name!r} is registered twice.")
    _forgettings[name] = forgetting


def forgettings() -> Mapping[str, Forgetting]:
    return _forgettings
