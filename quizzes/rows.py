"""The rows in which a bank keeps a question, before they are saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from quizzes.errors import QuizError


class NotStorableError(QuizError):
    """The bank has no place for this question yet; its text says so to whoever brought it."""


@dataclass
class Rows:
    """Fields of the question, its options and gaps in their order; `remarks` are sentences about what was left out."""

    fields: dict[str, Any]
    options: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
