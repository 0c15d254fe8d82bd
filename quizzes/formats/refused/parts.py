from __future__ import annotations

from dataclasses import dataclass

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Refused:
    """Where a question stood, how it began, and why it was refused."""

    number: int
    row: int
    line: int
    file: str
    name: str
    reason: str


@dataclass(frozen=True)
class FileMade:
    """Without data where nothing of the file can be given back in its own form."""

    data: bytes
    extension: str
    content_type: str


def unsaid(_sentence: str) -> None:
    """What the reading warned about was told when the file was checked."""
