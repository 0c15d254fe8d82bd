"""A self-check as the stored form of its block says it, and how an answer stands to it: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.choices import CheckKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TRUE, FALSE = "true", "false"


@dataclass(frozen=True)
class CheckOption:
    id: str
    text: StrOrPromise
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True)
class SelfCheck:
    block: str
    question: str
    takes_many: bool
    options: Sequence[CheckOption]
    explanation: str = ""

    @property
    def right(self) -> frozenset[str]:
        return frozenset(option.id for option in self.options if option.is_right)

    def known(self, chosen: Collection[str]) -> list[str]:
        """Those of `chosen` that are options, in their order; of a single choice the first alone."""
        found = [option.id for option in self.options if option.id in chosen]
        return found if self.takes_many else found[:1]

    def is_met_by(self, chosen: Collection[str]) -> bool:
        return frozenset(chosen) == self.right


def self_check_from(block: str, raw: Mapping[str, Any]) -> SelfCheck:
    if raw["kind"] == CheckKind.TRUE_FALSE:
        is_true = raw.get("truth") == TRUE
        options = [CheckOption(TRUE, _("True"), is_true), CheckOption(FALSE, _("False"), not is_true)]
    else:
        options = [
            CheckOption(
                id=str(item["id"]),
                text=item["value"]["text"],
                is_right=bool(item["value"].get("is_right")),
                feedback=item["value"].get("feedback") or "",
            )
            for item in raw["options"]
        ]
    return SelfCheck(
        block=block,
        question=raw["question"],
        takes_many=raw["kind"] == CheckKind.MULTIPLE,
        options=options,
        explanation=raw.get("explanation") or "",
    )
