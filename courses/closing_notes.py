"""What is to be said before a batch is closed: each app adds its own in `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import Batch


@dataclass(frozen=True)
class ClosingNote:
    """One sentence, and where to do something about it."""

    text: str
    url: str = ""
    link: str = ""


Provider = Callable[["Batch"], list[ClosingNote]]
_providers: list[Provider] = []


def register_closing_note(provider: Provider) -> None:
    """Registering the same provider again changes nothing."""
    if provider not in _providers:
        _providers.append(provider)


def closing_notes(batch: Batch) -> list[ClosingNote]:
    return [note for provider in _providers for note in provider(batch)]
